// The contract's shapes by the names that the screens use, with members that not every service answers yet.
import type { Schemas } from './client';

export interface ArithmeticOf {
  lines: { name: string; qty: string; price: string; amount: string }[];
  discount?: string | null;
  charges?: { name: string; amount: string }[];
  tax?: string | null;
  total?: string | null;
  grand_total?: string | null;
  paid?: string | null;
  difference?: string | null;
}

export type Sync = Schemas['Sync'] & { key_set_at?: string | null; counts: { orders?: number; runs?: number } };
export type OrderDetail = Schemas['OrderDetail'];
