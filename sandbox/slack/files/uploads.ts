import { newId, newSecret } from '../state/ids.ts';
import type { Workspace } from '../state/workspace.ts';

/** A file on its way: first announced, then sent, then completed. */
export interface Upload {
  readonly fileId: string;
  readonly ticket: string;
  readonly workspace: Workspace;
  readonly name: string;
  /** As announced, in bytes. */
  readonly length: number;
  readonly user: string;
  content?: Buffer;
}

/** The uploads that are not completed yet. */
export class Uploads {
  readonly #byTicket = new Map<string, Upload>();

  announce(upload: Pick<Upload, 'workspace' | 'name' | 'length' | 'user'>): Upload {
    const announced = { ...upload, fileId: newId('F'), ticket: newSecret(20) };
    this.#byTicket.set(announced.ticket, announced);
    return announced;
  }

  find(ticket: string): Upload | undefined {
    return this.#byTicket.get(ticket);
  }

  /** One that was sent; it is none of the uploads any more. */
  take(workspace: Workspace, fileId: string): (Upload & { readonly content: Buffer }) | undefined {
    const upload = [...this.#byTicket.values()].find((one) => one.fileId === fileId && one.workspace === workspace);
    if (!upload || !hasContent(upload)) return undefined;
    this.#byTicket.delete(upload.ticket);
    return upload;
  }
}

const hasContent = (upload: Upload): upload is Upload & { readonly content: Buffer } => upload.content !== undefined;
