/** The `action_id`s by which Slack reports what somebody pressed or chose. */
export const ACTIONS = {
  /** Buttons that only open an address. */
  link: 'open_link',
  /** Sends a parked reply again; the value is its id. */
  retry: 'retry_reply',
  /** On the card of a room; the value is the room's key. */
  history: 'room_history',
  people: 'room_people',
  mute: 'mute_room',
  unmute: 'unmute_room',
} as const;
