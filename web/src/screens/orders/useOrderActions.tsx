// What can be done with external orders: try again, ignore with a reason.
import { useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { askAnew, type Topic } from '../../api/live';
import { Problem } from '../../api/problem';
import { useToasts } from '../../components/Toasts';
import { attentionKey } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { IgnoreDialog } from './IgnoreDialog';
import { waitNoMore, type Shown } from './waiting';

/** Sent along with its attention: what was not read is not ended. */
type Read = Pick<Schemas['Order'], 'key' | 'attention'>;

/** What an order that is booked or ended changes. */
export const orderTopics: readonly Topic[] = ['orders', 'runs', 'sessions'];

/** What is said once orders were tried again. */
export function useTriedWords(): (booked: number, wait?: boolean) => string {
  const { t, tn } = useTranslator();
  return (booked, wait = true) => (booked > 0 ? tn('{n} order was booked', '{n} orders were booked', booked)
    : wait ? t('Tried again: they still wait.')
    : t('Nothing was left to try: they wait no more.'));
}

/** Tries again what waits for `cause`, or all, by `act`, which answers how many were booked. Where none was, the schedule may have been quicker: it is seen in what Needs attention shows now. */
export function useTry<A>(act: (argument: A) => Promise<number>, sync: string | undefined, cause?: string) {
  const client = useQueryClient();
  const toasts = useToasts();
  const tried = useTriedWords();
  const shown = () => client.getQueryData<Shown>(attentionKey(sync));
  return useAction(async (argument: A) => ({ before: shown(), booked: await act(argument) }), {
    topics: orderTopics,
    onDone: ({ booked }) => {
      if (booked > 0) toasts.done(tried(booked));
    },
    onFresh: ({ before, booked }) => {
      if (booked > 0) return;
      const now = shown();
      toasts.done(tried(0, !before || !now || !waitNoMore(before, now, cause)));
    },
  });
}

/** Does it with the orders one after another; a refusal is said, and the others go on. `at`: how far it is. Answers with which it was not done. */
function useOneByOne(said: (n: number) => string) {
  const { t } = useTranslator();
  const toasts = useToasts();
  const client = useQueryClient();
  const [at, setAt] = useState<string | null>(null);
  const work = async (orders: Read[], act: (order: Read) => Promise<unknown>, clear?: () => void): Promise<Read[]> => {
    const left = new Set(orders);
    for (const [nr, order] of orders.entries()) {
      setAt(t('{n} of {all}', { n: nr + 1, all: orders.length }));
      try {
        await act(order);
        left.delete(order);
      } catch (error) {
        toasts.failed(error);
        if (error instanceof Problem && [401, 403].includes(error.status)) { // the others would be refused as well: they stay chosen for after the sign-in
          clear = undefined;
          break;
        }
      }
    }
    const done = orders.length - left.size;
    if (done > 0) toasts.done(said(done));
    clear?.();
    void askAnew(client, orderTopics);
    setAt(null);
    return [...left];
  };
  return { at, work };
}

export function useRetryMany() {
  const { tn } = useTranslator();
  const { at, work } = useOneByOne((n) => tn('{n} order was tried again', '{n} orders were tried again', n));
  return { at, retry: (orders: Read[], clear: () => void) =>
    void work(orders, ({ key: id }) => ask(api.POST('/api/v1/orders/{id}/retry', { params: { path: { id } }, body: {} })), clear) };
}

export function useIgnore(): { ask: (orders: Read[], done?: () => void) => void; at: string | null; dialog: ReactNode } {
  const { tn } = useTranslator();
  const { at, work } = useOneByOne((n) => tn('{n} order is ignored', '{n} orders are ignored', n));
  const [pending, setPending] = useState<{ orders: Read[]; done?: () => void } | null>(null);
  const [said, setSaid] = useState('');
  const ignore = async (why: string) => {
    const asked = pending!;
    const { orders, done } = asked;
    const left = await work(orders, ({ key: id, attention: seen }) => ask(api.POST('/api/v1/orders/{id}/ignore', { params: { path: { id } }, body: { why, seen } })), done);
    setPending((now) => (now !== asked ? now : left.length > 0 ? { orders: left, done } : null)); // closed meanwhile, it stays closed, or others are asked about
    setSaid(left.length > 0 ? why : '');
  };
  return {
    at,
    ask: (orders, done) => setPending({ orders, done }),
    dialog: pending && <IgnoreDialog count={pending.orders.length} said={said} busy={at !== null} onIgnore={(why) => void ignore(why)} onClose={() => setPending(null)} />,
  };
}
