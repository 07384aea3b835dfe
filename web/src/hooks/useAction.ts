// A change asked of the service: busy while it runs, a toast when it fails, and the queries of its topics ask anew.
import { useEffect, useRef } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { askAnew, type Topic } from '../api/live';
import { useToasts } from '../components/Toasts';

export interface Options<T> {
  topics: readonly Topic[];
  done?: string | ((result: T) => string);
  onDone?: (result: T) => void;
  /** Once everything of the topics was asked anew. */
  onFresh?: (result: T) => void;
  /** Answers true when it has dealt with the refusal itself; not asked where its screen is gone. */
  onRefused?: (error: unknown) => boolean;
}

export function useAction<A, T>(act: (argument: A) => Promise<T>, { topics, done, onDone, onFresh, onRefused }: Options<T>) {
  const client = useQueryClient();
  const toasts = useToasts();
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      if (done) toasts.done(typeof done === 'string' ? done : done(result));
      onDone?.(result);
      await askAnew(client, topics);
      onFresh?.(result);
    },
    onError: (error) => {
      if (!isThere.current || !onRefused?.(error)) toasts.failed(error);
    },
  });
}
