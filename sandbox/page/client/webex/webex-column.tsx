import { useState } from 'preact/hooks';
import type { Tables, WebexPerson, WebexRoom } from '../../protocol.ts';
import { act } from '../act.ts';
import { Column } from '../common/column.tsx';
import { Composer } from '../common/composer.tsx';
import { Log } from '../common/log.tsx';
import { newestOf, useNews } from '../common/news.ts';
import { Picker } from '../common/picker.tsx';
import { Tabs } from '../common/tabs.tsx';
import { WebexMessageItem } from './webex-message.tsx';

type WebexTables = Pick<Tables, 'people' | 'rooms' | 'webexMessages'>;

/** Webex's rooms, where one writes as any of the people in them. */
export function WebexColumn({ people, rooms, webexMessages }: WebexTables) {
  const [wanted, setWanted] = useState('');
  const room = rooms.find(({ key }) => key === wanted) ?? rooms[0];
  const newest = newestOf(webexMessages, (message) => message.room);
  const hasNews = useNews(newest, room?.key ?? '');
  return (
    <Column
      id="webex"
      title="Webex"
      explanation="Where your customers and partners talk. Here you write as any of them."
    >
      {room ? (
        <>
          <Tabs
            label="Webex rooms"
            tabs={rooms.map(({ key, title }) => ({ key, label: title, hasNews: hasNews(key) }))}
            chosen={room.key}
            controls="webex-log"
            onChoose={setWanted}
          />
          <Log
            key={room.key}
            id="webex-log"
            label={`Messages in ${room.title}`}
            newest={newest.get(room.key)}
            grows="at the end"
          >
            <Messages room={room} people={people} webexMessages={webexMessages} />
          </Log>
          <WriteAs key={`as ${room.key}`} room={room} people={people} />
        </>
      ) : (
        <p class="empty">There is no room yet.</p>
      )}
    </Column>
  );
}

type RoomProps = Pick<Tables, 'people'> & { readonly room: WebexRoom };

const nameOf = ({ name, isInSlack }: WebexPerson): string => (isInSlack ? `${name} (also in Slack)` : name);

const membersOf = ({ room, people }: RoomProps) => people.filter(({ key }) => room.members.includes(key));

function Messages({ webexMessages, ...props }: RoomProps & Pick<Tables, 'webexMessages'>) {
  const messages = webexMessages.filter(({ room }) => room === props.room.key);
  return (
    <>
      <p class="opening">
        {props.room.isDirect ? 'A direct room of ' : 'A group room of '}
        {new Intl.ListFormat('en-GB').format(membersOf(props).map(nameOf))}.
      </p>
      {messages.length === 0 && <p class="empty">Nobody has written here yet. Write below, and watch it cross.</p>}
      <ol class="messages">
        {messages.map((message) => (
          <WebexMessageItem key={message.key} message={message} />
        ))}
      </ol>
    </>
  );
}

/** At first as somebody who is not in Slack: that message crosses. */
function WriteAs(props: RoomProps) {
  const [wanted, setWanted] = useState('');
  const members = membersOf(props);
  const person = members.find(({ key }) => key === wanted) ?? members.find(({ isInSlack }) => !isInSlack) ?? members[0];
  if (!person) return <p class="empty">Nobody is in this room.</p>;
  return (
    <Composer
      label={`Write in ${props.room.title} as ${person.name}`}
      placeholder={`Write in ${props.room.title} …`}
      onSend={(text) => act('/webex/messages', { person: person.key, room: props.room.key, text })}
    >
      <Picker
        label="Write as"
        choices={members.map((member) => ({ key: member.key, label: nameOf(member) }))}
        chosen={person.key}
        onChoose={setWanted}
      />
    </Composer>
  );
}
