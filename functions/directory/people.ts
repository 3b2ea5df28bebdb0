/** Who is who: kept in App Context, asked of the platform when it is not there. */
import type { Person, PersonRef } from '../platform/platform.ts';
import { nameOf } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { loadUser } from '../users/record.ts';
import type { Session } from '../users/session.ts';

/** Never fails: a missing name must not hold up what its owner wrote. */
export async function findPerson(services: Services, session: Session, ref: PersonRef, email = ''): Promise<Person> {
  const user = session.user();
  if (ref.key === user.key) return { ...ref, name: user.name, email: user.email, avatar: user.avatar };
  const known = await services.runtime.objects.user(ref.key);
  if (known?.name) return { ...ref, name: known.name, email: known.email ?? email, avatar: known.profileUrl };
  try {
    return await learnPerson(services, session, ref);
  } catch (error) {
    services.runtime.log('a person stays without a name', { error: nameOf(error) });
    return { ...ref, name: email || 'Someone', email };
  }
}

/** Asks the platform, and keeps the answer. */
export async function learnPerson(services: Services, session: Session, { id }: PersonRef): Promise<Person> {
  const person = await session.run((token) => services.platform.person(token, id));
  await rememberPerson(services, person);
  return person;
}

/** The KV store knows the accounts: one of them must not become a mere sender. */
async function rememberPerson({ runtime }: Services, { id, key, name, email, avatar }: Person): Promise<void> {
  const isAccount = (await loadUser(runtime.kv, key)) !== undefined;
  await runtime.objects.setUser(key, {
    name,
    email,
    ...(avatar === undefined ? {} : { profileUrl: avatar }),
    ...(isAccount ? {} : { type: 'sender', custom: { platform: 'webex', personId: id } }),
  });
}
