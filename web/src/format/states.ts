// The words and colours of states: green is done, blue is under way, amber needs a person, red failed, grey is over or set aside.
import { msg } from '../i18n/i18n';

export type Tone = 'green' | 'blue' | 'amber' | 'red' | 'grey';

const words: Record<string, { word: string; tone: Tone }> = {
  received: { word: msg('Received'), tone: 'blue' },
  // Transfers in an Odoo.
  confirmed: { word: msg('Waiting'), tone: 'blue' },
  waiting: { word: msg('Waiting'), tone: 'blue' },
  assigned: { word: msg('Ready'), tone: 'blue' },
  posting: { word: msg('Posting'), tone: 'blue' },
  running: { word: msg('Running'), tone: 'blue' },
  booked: { word: msg('Booked'), tone: 'green' },
  parked: { word: msg('Needs you'), tone: 'amber' },
  attention: { word: msg('Needs you'), tone: 'amber' },
  ignored: { word: msg('Ignored'), tone: 'grey' },
  skipped: { word: msg('Skipped'), tone: 'grey' },
  success: { word: msg('Success'), tone: 'green' },
  no_orders: { word: msg('No Orders'), tone: 'grey' },
  error: { word: msg('Error'), tone: 'red' },
  paid: { word: msg('Paid'), tone: 'green' },
  done: { word: msg('Done'), tone: 'green' },
  invoiced: { word: msg('Invoiced'), tone: 'green' },
  draft: { word: msg('Draft'), tone: 'grey' },
  cancel: { word: msg('Cancelled'), tone: 'grey' },
  opened: { word: msg('In Progress'), tone: 'green' },
  opening_control: { word: msg('Opening Control'), tone: 'blue' },
  closing_control: { word: msg('Closing Control'), tone: 'amber' },
  closed: { word: msg('Closed & Posted'), tone: 'grey' },
  active: { word: msg('Active'), tone: 'green' },
  inactive: { word: msg('Inactive'), tone: 'grey' },
  revoked: { word: msg('Revoked'), tone: 'grey' },
  expired: { word: msg('Expired'), tone: 'grey' },
  warning: { word: msg('Warning'), tone: 'amber' },
  info: { word: msg('Information'), tone: 'blue' },
  debug: { word: msg('Debug'), tone: 'grey' },
};

export function stateWords(state: string): { word: string; tone: Tone } {
  return words[state] ?? { word: state, tone: 'grey' };
}

/** What an order or a session shows: that somebody must see it comes first. */
export const stateOf = ({ state, attention }: { state: string; attention?: unknown }): string => (attention ? 'attention' : state);

export const triggers: Record<string, string> = {
  schedule: msg('Schedule'),
  sync_now: msg('Sync Now'),
  retry: msg('Retry'),
  push: msg('Push'),
};

export const triggerWord = (trigger: string): string => triggers[trigger] ?? trigger;
