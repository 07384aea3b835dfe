// Who is signed in, and what that person may do. The service decides; the console only hides what would be refused.
import { createContext, useContext } from 'react';
import type { Schemas } from '../api/client';

export type Me = Schemas['Me'];
type Need = 'read' | 'operate' | 'admin';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('nobody is signed in here');
  return me;
}

const ranks: Record<string, number> = { viewer: 0, operator: 1, administrator: 2 };
const needs: Record<Need, number> = { read: 0, operate: 1, admin: 2 };

export function useMay(need: Need): boolean {
  const me = useContext(MeContext);
  return me !== null && (ranks[me.user.role as string] ?? 0) >= needs[need];
}
