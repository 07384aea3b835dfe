// The kinds of alerts in the reader's words, and where each leads.
import { msg } from '../../i18n/i18n';

export const alertKinds: [string, string][] = [
  ['orders_parked', msg('Orders wait for a person')],
  ['run_failed', msg('A run ended in Error')],
  ['source_unreachable', msg('The source is out of reach')],
  ['pos_unreachable', msg('The POS is out of reach')],
  ['session_needs_attention', msg('A session needs you')],
  ['orders_lost', msg('Booked orders are missing in Odoo')],
  ['disk_low', msg('The disk is almost full')],
  ['silence', msg('No orders when there usually are some')],
  ['api_token_expires', msg('An API token ends soon')],
  ['odoo_key_expires', msg('An Odoo key ends soon')],
  ['certificate_expires', msg('A certificate ends soon')],
];

export const alertWord = (kind: string): string => alertKinds.find(([id]) => id === kind)?.[1] ?? kind;

export const isPaused = (channel: { paused_until: string | null }, now: number): boolean => channel.paused_until !== null && Date.parse(channel.paused_until) > now;

/** The screen where the cause is seen to. */
export function causeOf(kind: string, subject: string): string | null {
  const name = encodeURIComponent(subject);
  if (kind === 'orders_parked') return `/attention?sync=${name}`;
  if (kind === 'api_token_expires') return '/settings/tokens';
  if (kind === 'odoo_key_expires' || kind === 'orders_lost') return `/settings/connections/${name}`;
  if (kind === 'certificate_expires' || kind === 'disk_low') return null;
  if (kind === 'session_needs_attention') return subject ? `/pos/sessions?connection=${name}` : '/pos/sessions';
  return `/syncs/${name}`;
}
