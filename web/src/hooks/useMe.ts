// Who is signed in, and what that person may do. The service decides; the console only hides what would be refused.
import { createContext, useContext } from 'react';
import type { Schemas } from '../api/client';

export type Me = Schemas['Me'];
type Need = 'operate' | 'admin';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('nobody is signed in here');
  return me;
}

const rights: Record<Schemas['Role'], readonly Need[]> = { viewer: [], operator: ['operate'], administrator: ['operate', 'admin'] };

export function useMay(need: Need): boolean {
  const me = useContext(MeContext);
  return me !== null && rights[me.user.role].includes(need);
}
