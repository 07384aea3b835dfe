// A question to the service that is asked as soon as its screen opens, and again only when somebody presses.
import { useEffect } from 'react';
import { useMutation } from '@tanstack/react-query';

export function useAtOnce<T>(ask: () => Promise<T>) {
  const asked = useMutation({ mutationFn: ask });
  const { mutate } = asked;
  useEffect(() => mutate(), [mutate]);
  return asked;
}
