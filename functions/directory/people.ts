/** Who is who: kept in App Context, asked of the platform when it is not there. */
import type { Person, PersonRef } from '../platform/platform.ts';
import { nameOf } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { loadUser } from '../users/record.ts';
import { personChange, readPerson } from './entries.ts';
import type { Session } from '../users/session.ts';

interface Asking {
  /** For whom nothing else is known. */
  readonly email?: string;
  /** Whether to ask the platform also where a name is known: it may have changed. */
  readonly anew?: boolean;
}

/** Never fails: a missing name must not hold up what its owner wrote. */
export async function findPerson(
  services: Services,
  session: Session,
  ref: PersonRef,
  { email = '', anew = false }: Asking = {},
): Promise<Person> {
  const user = session.user();
  if (ref.key === user.key) return { ...ref, name: user.name, email: user.email, avatar: user.avatar };
  const known = await knownPerson(services, ref);
  if (known && !anew) return known;
  try {
    return await learnPerson(services, session, ref);
  } catch (error) {
    services.runtime.log('a person could not be asked for', { error: nameOf(error) });
    return known ?? { ...ref, name: email || 'Someone', email };
  }
}

async function knownPerson({ runtime }: Services, ref: PersonRef): Promise<Person | undefined> {
  const metadata = await runtime.objects.user(ref.key);
  return metadata && readPerson(runtime, ref, metadata);
}

/** Asks the platform, and keeps the answer. */
export async function learnPerson(services: Services, session: Session, { id }: PersonRef): Promise<Person> {
  const person = await session.run((token) => services.platform.person(token, id));
  await rememberPerson(services, person);
  return person;
}

/** The KV store knows the accounts: one of them must not become a mere sender. */
async function rememberPerson({ runtime }: Services, person: Person): Promise<void> {
  const type = (await loadUser(runtime.kv, person.key)) === undefined ? 'sender' : 'account';
  await runtime.objects.setUser(person.key, await personChange(runtime, person, type));
}
