// A question to the service that is asked as soon as its screen opens, and again only when somebody presses.
import { useEffect } from 'react';
import { useMutation } from '@tanstack/react-query';

export function useAtOnce<T>(ask: () => Promise<T>, onRefused?: (error: unknown) => void) {
  const asked = useMutation({ mutationFn: ask, onError: onRefused });
  const { mutate } = asked;
  useEffect(() => mutate(), [mutate]);
  return asked;
}
