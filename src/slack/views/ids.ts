/** The ids by which Slack reports what somebody pressed, chose or filled in. */

/** `callback_id`s of message shortcuts, as in manifest.yml. */
export const SHORTCUTS = {
  details: 'room_details',
  writer: 'who_wrote',
  retry: 'retry_sending',
  delete: 'delete_in_webex',
} as const;

/** `action_id`s. */
export const ACTIONS = {
  /** Buttons that only open an address. */
  link: 'open_link',
  connect: 'connect_webex',
  /** Sends a parked reply again, or gives up on it; the value is its id. */
  retry: 'retry_reply',
  drop: 'drop_reply',
  /** A menu of rooms. What is to be done with the chosen one stands in the `block_id`. */
  chooseRoom: 'choose_room',
  /** About one room; the value is its key. */
  history: 'room_history',
  people: 'room_people',
  mute: 'mute_room',
  unmute: 'unmute_room',
  /** Gives a room its thread; the value is its whole id. */
  open: 'open_room',
  /** Leafs through a list of rooms; the value is a page of it. */
  nextRooms: 'next_rooms',
  previousRooms: 'previous_rooms',
  /** Opens the form for a new conversation; the value is an address. */
  writeTo: 'write_to',
  /** Opens the settings. */
  settings: 'open_settings',
  /** In the Home. */
  search: 'search_rooms',
  homeNext: 'home_next',
  homePrevious: 'home_previous',
  failed: 'show_failed',
  disconnect: 'disconnect_webex',
} as const;
