import type { Schemas } from '../../api/client';
import { msg } from '../../i18n/i18n';

export const roles: [Schemas['Role'], string, string][] = [
  ['administrator', msg('Administrator'), msg('Sees and changes everything.')],
  ['operator', msg('Operator'), msg('Runs syncs, mends what needs attention, opens and closes sessions.')],
  ['viewer', msg('Viewer'), msg('Only looks; customers\' data is masked.')],
];

export const roleWord = (role: string): string => roles.find(([id]) => id === role)?.[1] ?? role;

export const scopes: [Schemas['Scope'], string][] = [
  ['read', msg('Read')],
  ['operate', msg('Operate')],
  ['admin', msg('Administer')],
  ['ingest', msg('Only send orders')],
];

export const scopeWord = (scope: string): string => scopes.find(([id]) => id === scope)?.[1] ?? scope;
