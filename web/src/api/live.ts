// What changes at the service, live: server-sent events make the queries of their topics ask anew. While nobody looks at the
// page the stream rests.
import { useEffect, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';

/** The first part of every query's key is a topic. */
export type Topic = 'home' | 'syncs' | 'runs' | 'orders' | 'sessions' | 'pos' | 'schedule' | 'connections' | 'accounts' | 'alerts' | 'nodes' | 'logs' | 'me';

const alsoTouches: Partial<Record<Topic, Topic[]>> = {
  orders: ['orders', 'pos', 'syncs', 'alerts', 'home'],
  runs: ['runs', 'syncs', 'schedule', 'alerts', 'home'],
  syncs: ['syncs', 'schedule', 'home'],
  sessions: ['sessions', 'home'],
};

/** Asks anew what is known of the topics, and of what changes with them; resolved once it is answered. */
export function askAnew(client: QueryClient, topics: readonly Topic[]): Promise<void> {
  const all = topics.flatMap((topic) => alsoTouches[topic] ?? [topic]);
  return client.invalidateQueries({ predicate: (query) => all.some((topic) => topic === query.queryKey[0]) });
}

/** Hears the events of a stream, which is opened again where it was lost or refused. `missed` is told that some may not have come. Answers how to end it. */
export function listen(url: string, name: string, hear: (data: string) => void, missed: () => void, tell?: (live: boolean) => void): () => void {
  let stream: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 5_000;
  let lost = false;
  const open = () => {
    stream = new EventSource(url);
    stream.addEventListener(name, (event: MessageEvent<string>) => hear(event.data));
    stream.onopen = () => {
      tell?.(true);
      wait = 5_000;
      if (lost) missed();
      lost = false;
    };
    stream.onerror = () => {
      tell?.(false);
      lost = true;
      // A lost connection the browser opens again by itself, a refused one never.
      if (stream.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        missed();
        open();
      }, wait);
      wait = Math.min(wait * 2, 60_000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
  };
}

/** Whether what changes is heard of. `session`: another one listens anew. */
export function useLiveUpdates(session: string | null): boolean {
  const client = useQueryClient();
  const [live, setLive] = useState(true);
  useEffect(() => {
    let end: (() => void) | undefined;
    let pending = new Set<Topic>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      void askAnew(client, [...pending]);
      pending = new Set();
    };
    const hear = (data: string) => {
      try {
        const { topics } = JSON.parse(data) as { topics: Topic[] };
        topics.forEach((topic) => pending.add(topic));
      } catch {
        return;
      }
      timer ??= setTimeout(flush, 700);
    };
    const refreshAll = () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
    const follow = () => {
      if (document.hidden) {
        end?.();
        end = undefined;
      } else if (!end) {
        end = listen('/api/v1/events', 'changed', hear, refreshAll, setLive);
        refreshAll();
      }
    };
    end = listen('/api/v1/events', 'changed', hear, refreshAll, setLive);
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      clearTimeout(timer);
      end?.();
    };
  }, [client, session]);
  return live;
}
