import { extname } from 'node:path';
import type { Core } from '../core.ts';
import { newId } from '../state/ids.ts';
import type { SlackFile } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';

interface FileType {
  readonly mimetype: string;
  readonly filetype: string;
  readonly pretty: string;
}

const TYPES: Readonly<Record<string, FileType>> = {
  '.csv': { mimetype: 'text/csv', filetype: 'csv', pretty: 'CSV' },
  '.docx': {
    mimetype: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    filetype: 'docx',
    pretty: 'Word Document',
  },
  '.gif': { mimetype: 'image/gif', filetype: 'gif', pretty: 'GIF' },
  '.jpg': { mimetype: 'image/jpeg', filetype: 'jpg', pretty: 'JPEG' },
  '.jpeg': { mimetype: 'image/jpeg', filetype: 'jpg', pretty: 'JPEG' },
  '.json': { mimetype: 'application/json', filetype: 'json', pretty: 'JSON' },
  '.mp4': { mimetype: 'video/mp4', filetype: 'mp4', pretty: 'MPEG 4 Video' },
  '.pdf': { mimetype: 'application/pdf', filetype: 'pdf', pretty: 'PDF' },
  '.png': { mimetype: 'image/png', filetype: 'png', pretty: 'PNG' },
  '.txt': { mimetype: 'text/plain', filetype: 'text', pretty: 'Plain Text' },
  '.zip': { mimetype: 'application/zip', filetype: 'zip', pretty: 'Zip' },
};
const OTHER: FileType = { mimetype: 'application/octet-stream', filetype: 'binary', pretty: 'Binary' };

export interface NewFile {
  readonly id?: string;
  readonly name: string;
  readonly title?: string;
  readonly content: Buffer;
  /** Who uploaded it. */
  readonly user: string;
}

/** Keeps a file in the workspace, shared with nobody yet. */
export function addFile(core: Core, workspace: Workspace, file: NewFile): SlackFile {
  const { name, content, user, id = newId('F'), title = name } = file;
  const { mimetype, filetype, pretty } = TYPES[extname(name).toLowerCase()] ?? OTHER;
  const now = core.clock.seconds();
  const address = `${core.url}/files-pri/${workspace.id}-${id}`;
  const safeName = encodeURIComponent(name.toLowerCase());
  const made: SlackFile = {
    id,
    created: now,
    timestamp: now,
    name,
    title,
    mimetype,
    filetype,
    pretty_type: pretty,
    user,
    user_team: workspace.id,
    editable: false,
    size: content.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${address}/${safeName}`,
    url_private_download: `${address}/download/${safeName}`,
    permalink: `https://${workspace.domain}.slack.com/files/${user}/${id}/${safeName}`,
    channels: [],
    groups: [],
    ims: [],
    comments_count: 0,
    has_rich_preview: false,
    file_access: 'visible',
  };
  workspace.files.set(id, { file: made, content, isDeleted: false });
  return made;
}
