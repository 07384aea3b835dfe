// The language of who is signed in: it goes along to other browsers, and is nobody else's in this one.
import { useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import type { Language } from '../i18n/i18n';
import { useAction } from './useAction';
import { useMe } from './useMe';

/** Spoken once it is kept: App speaks what the user has. */
export function useMyLanguage(): (language: Language) => void {
  const me = useMe();
  const client = useQueryClient();
  const keep = useAction((language: Language) => ask(api.PATCH('/api/v1/me', { body: { language } })), {
    topics: ['accounts'],
    onDone: (next) => client.setQueryData(['me'], { ...next, csrf_token: next.csrf_token ?? me.csrf_token }),
  });
  return keep.mutate;
}
