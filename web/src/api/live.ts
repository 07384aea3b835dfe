// What changes at the service, live: server-sent events make the queries of their topics ask anew. While nobody looks at the
// page the stream rests.
import { useEffect } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';

/** The first part of every query's key is a topic. */
export type Topic = 'syncs' | 'runs' | 'orders' | 'sessions' | 'pos' | 'schedule' | 'connections' | 'accounts' | 'alerts' | 'nodes' | 'logs' | 'me';

const alsoTouches: Record<string, Topic[]> = {
  orders: ['orders', 'pos', 'syncs', 'alerts'],
  runs: ['runs', 'syncs', 'schedule', 'alerts'],
  syncs: ['syncs', 'schedule'],
  sessions: ['sessions'],
};

function refresh(client: QueryClient, topics: Iterable<string>) {
  const wanted = new Set<string>([...topics].flatMap((topic) => alsoTouches[topic] ?? [topic]));
  void client.invalidateQueries({ predicate: (query) => wanted.has(String(query.queryKey[0])) });
}

export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    let stream: EventSource | null = null;
    let pending = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      refresh(client, pending);
      pending = new Set();
    };
    const open = () => {
      stream = new EventSource('/api/v1/events');
      stream.addEventListener('changed', (event: MessageEvent<string>) => {
        try {
          const { topics } = JSON.parse(event.data) as { topics: string[] };
          topics.forEach((topic) => pending.add(topic));
        } catch {
          return;
        }
        timer ??= setTimeout(flush, 700);
      });
    };
    const follow = () => {
      if (document.hidden) {
        stream?.close();
        stream = null;
      } else if (!stream) {
        open();
        refresh(client, ['orders', 'runs', 'syncs', 'sessions']);
      }
    };
    open();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      clearTimeout(timer);
      stream?.close();
    };
  }, [client]);
}
