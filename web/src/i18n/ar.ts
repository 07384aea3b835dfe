import type { Dictionary } from './i18n';

export const arabic: Dictionary = {};
