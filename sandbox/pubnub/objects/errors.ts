import { Refusal } from '../refusal.ts';

/** The shape of App Context's errors. */
export function objectsError(status: 400 | 404 | 412 | 415, message: string, location?: string): Refusal {
  const details = location === undefined ? {} : { details: [{ message, location, locationType: 'query' }] };
  return new Refusal(status, { status, error: { message, source: 'objects', ...details } });
}
