// Which messages stand at the corner of the page.

export interface Message {
  id: number;
  kind: 'done' | 'error';
  text: string;
}

const most = 4;

/** With one more; the same words stand once. */
export const withMessage = (all: Message[], message: Message): Message[] => [...all.filter(({ text }) => text !== message.text), message];

/** The newest are shown; the earlier ones come back as those are closed. */
export const shownOf = (all: Message[]): { shown: Message[]; earlier: number } => ({ shown: all.slice(-most), earlier: Math.max(0, all.length - most) });
