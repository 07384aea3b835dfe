// The values of a form beside what is stored: what differs is unsaved. What others store meanwhile is taken over only in
// fields that nobody touched here.
import { useRef, useState } from 'react';
import { fieldsOf } from '../api/problem';
import { useToasts } from '../components/Toasts';
import { useTranslator } from '../i18n/i18n';
import { same, settled, type Edits } from './edits';
import { useLeaveQuestion } from './useLeaveQuestion';

export interface Form<T extends object> {
  values: T;
  set: <K extends keyof T>(name: K, value: T[K]) => void;
  changes: Partial<T>;
  dirty: boolean;
  /** Somebody else has stored another value in a field that was changed here. */
  overtaken: boolean;
  errors: Partial<Record<string, string>>;
  discard: () => void;
  /** These changes are stored now: what was typed since stays, and begins from them. */
  settle: (sent: Partial<T>) => void;
  /** Shows a refusal beside its fields and names them in one toast. */
  refuse: (error: unknown, labels: Partial<Record<string, string>>) => void;
}

/** Of one record: another one has a form of its own, by its address or a key. */
export function useForm<T extends object>(stored: T): Form<T> {
  const { t } = useTranslator();
  const toasts = useToasts();
  // Of each field touched here: what it is to be, and what was stored when it was touched first.
  const [state, setState] = useState<Edits<T>>({ edits: {}, from: {} });
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const latest = useRef(stored);
  latest.current = stored;
  const changes: Partial<T> = {};
  for (const name of Object.keys(state.edits) as (keyof T)[]) {
    if (!same(state.edits[name], stored[name])) changes[name] = state.edits[name];
  }
  const dirty = Object.keys(changes).length > 0;

  useLeaveQuestion(dirty, t('This form has unsaved changes. Leave it and lose them?'));

  return {
    values: { ...stored, ...changes },
    changes,
    dirty,
    overtaken: (Object.keys(changes) as (keyof T)[]).some((name) => !same(state.from[name], stored[name])),
    errors,
    set: (name, value) => {
      setState((now) => ({ edits: { ...now.edits, [name]: value }, from: name in now.from ? now.from : { ...now.from, [name]: stored[name] } }));
      setErrors((now) => ({ ...now, [name as string]: undefined }));
    },
    discard: () => {
      setState({ edits: {}, from: {} });
      setErrors({});
    },
    settle: (sent) => {
      setErrors({});
      setState((now) => settled(now, sent, latest.current));
    },
    refuse: (error, labels) => {
      const fields = fieldsOf(error);
      if (Object.keys(fields).length > 0) setErrors(fields);
      const names = Object.keys(fields).map((name) => labels[name] ?? name);
      toasts.failed(names.length > 0 ? new Error(t('Invalid fields: {fields}', { fields: names.join(', ') })) : error);
    },
  };
}
