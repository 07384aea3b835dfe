// Arabic. The key is the English text; placeholders stay as they are. A text stands with the screens that say it, or in everywhere.ts.
import { alerts } from './alerts';
import { counted } from './counted';
import { everywhere } from './everywhere';
import { orders } from './orders';
import { pos } from './pos';
import { settings } from './settings';
import { setup } from './setup';
import { syncs } from './syncs';
import type { Dictionary } from '../i18n';

export const arabic: Dictionary = { ...alerts, ...counted, ...everywhere, ...orders, ...pos, ...settings, ...setup, ...syncs };
