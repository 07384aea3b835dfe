// Changes what is one's own. The language goes along to other browsers and is nobody else's in this one; it is spoken once it is
// kept: App speaks what the user has.
import { useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../api/client';
import { useAction, type Options } from './useAction';
import { useMe, type Me } from './useMe';

export function useEditMe({ onDone, ...options }: Omit<Options<Me>, 'topics'> = {}) {
  const me = useMe();
  const client = useQueryClient();
  return useAction((body: Schemas['MeEdit']) => ask(api.PATCH('/api/v1/me', { body })), {
    ...options,
    topics: ['accounts'],
    onDone: (next) => {
      client.setQueryData(['me'], { ...next, csrf_token: next.csrf_token ?? me.csrf_token });
      onDone?.(next);
    },
  });
}
