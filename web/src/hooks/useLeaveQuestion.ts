// The question before a page is left on which something would be lost; within the console, and when the browser leaves it.
import { useEffect } from 'react';
import { guardLeaving } from '../app/location';

export function useLeaveQuestion(unsaved: boolean, question: string): void {
  useEffect(() => {
    if (!unsaved) return;
    const leave = guardLeaving(() => window.confirm(question));
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => {
      leave();
      window.removeEventListener('beforeunload', ask);
    };
  }, [unsaved, question]);
}
