// What can be done with external orders: try again, ignore with a reason.
import { useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { useToasts } from '../../components/Toasts';
import { useTranslator } from '../../i18n/i18n';
import { IgnoreDialog } from './IgnoreDialog';

/** Sent along with its attention: what was not read is not ended. */
type Read = Pick<Schemas['Order'], 'key' | 'attention'>;

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ predicate: (query) => ['orders', 'runs', 'syncs', 'pos', 'sessions'].includes(String(query.queryKey[0])) });
}

/** Tries the orders one after another; the first refusal is said, the others go on. */
export function useRetryMany() {
  const { tn } = useTranslator();
  const toasts = useToasts();
  const refresh = useRefresh();
  return async (keys: string[], done?: () => void) => {
    let tried = 0;
    for (const id of keys) {
      try {
        await ask(api.POST('/api/v1/orders/{id}/retry', { params: { path: { id } }, body: {} }));
        tried += 1;
      } catch (error) {
        toasts.failed(error);
      }
    }
    if (tried > 0) toasts.done(tn('{n} order was tried again', '{n} orders were tried again', tried));
    done?.();
    await refresh();
  };
}

export function useIgnore(): { ask: (orders: Read[], done?: () => void) => void; dialog: ReactNode } {
  const { tn } = useTranslator();
  const toasts = useToasts();
  const refresh = useRefresh();
  const [pending, setPending] = useState<{ orders: Read[]; done?: (() => void) | undefined } | null>(null);
  const ignore = async (why: string) => {
    const { orders, done } = pending!;
    setPending(null);
    let ended = 0;
    for (const { key: id, attention: seen } of orders) {
      try {
        await ask(api.POST('/api/v1/orders/{id}/ignore', { params: { path: { id } }, body: { why, seen } }));
        ended += 1;
      } catch (error) {
        toasts.failed(error);
      }
    }
    if (ended > 0) toasts.done(tn('{n} order is ignored', '{n} orders are ignored', ended));
    done?.();
    await refresh();
  };
  return {
    ask: (orders, done) => setPending({ orders, done }),
    dialog: pending && <IgnoreDialog count={pending.orders.length} onIgnore={(why) => void ignore(why)} onClose={() => setPending(null)} />,
  };
}
