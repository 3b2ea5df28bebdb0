/** The small world of `npm run sandbox`: who is there, and what they have said before anybody looks. */
import type { SlackService } from './slack/service.ts';
import type { WebexService } from './webex/service.ts';
import type { PersonHandle } from './webex/person-handle.ts';
import type { RoomHandle } from './webex/world.ts';

/** The Slack user whose Webex account is connected; in Webex under the same address. */
const UMA = { name: 'Uma Berg', email: 'uma@example.com' };

export interface WebexWorld {
  readonly uma: PersonHandle;
  readonly ann: PersonHandle;
  readonly ben: PersonHandle;
  readonly carla: PersonHandle;
  readonly launch: RoomHandle;
  readonly care: RoomHandle;
  readonly direct: RoomHandle;
}

/** Four people, two group rooms, one direct room. @param pageUrl the page, which draws their pictures */
export function seedWebex({ world }: WebexService, pageUrl?: string): WebexWorld {
  const add = (name: string, email: string): PersonHandle =>
    world.addPerson({
      name,
      email,
      ...(pageUrl ? { avatar: `${pageUrl}/avatars/${encodeURIComponent(name)}.svg` } : {}),
    });
  const uma = add(UMA.name, UMA.email);
  const ann = add('Ann Lee', 'ann@customer.example');
  const ben = add('Ben Okafor', 'ben@customer.example');
  const carla = add('Carla Díaz', 'carla@partner.example');
  return {
    uma,
    ann,
    ben,
    carla,
    launch: world.addRoom({ title: 'Product launch', people: [ann, uma, ben] }),
    care: world.addRoom({ title: 'Customer care', people: [carla, uma, ann] }),
    direct: world.addDirectRoom(ben, uma),
  };
}

/** Two people and a channel. */
export function seedSlack({ world }: SlackService) {
  const uma = world.addUser(UMA);
  const theo = world.addUser({ name: 'Theo Lind', email: 'theo@example.com' });
  const general = world.addChannel({ name: 'general', members: [uma, theo] });
  return { uma, theo, general };
}

/** A first message in two rooms, so that there are threads to look at. */
export async function greet({ ann, ben, launch, direct }: WebexWorld): Promise<void> {
  await ann.says(launch, 'Hi Uma, the launch moved to Thursday. Does that work for you?');
  await ben.says(direct, 'Could you send me the new price list?');
}
