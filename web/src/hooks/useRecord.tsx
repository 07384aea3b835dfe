// Storing the form of one record: what differs is sent with the ETag that it was made from, refusals are shown beside their
// fields, and where somebody else was faster both versions are shown.
import { useEffect, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { askAnew, type Topic } from '../api/live';
import { Problem } from '../api/problem';
import { Conflict } from '../components/form/Conflict';
import { useTranslator } from '../i18n/i18n';
import { useAction } from './useAction';
import type { Form } from './useForm';

interface Options<T extends object, R extends object, S extends R> {
  form: Form<T>;
  labels: Partial<Record<string, string>>;
  /** Of what the form shows. */
  tag: string;
  /** The record as it is stored now. */
  load: () => Promise<{ data: R; tag: string }>;
  /** `from`: the ETag that If-Match names. */
  store: (from: string) => Promise<S>;
  topics: readonly Topic[];
  /** Where the record is a new one: gives it up. */
  leave?: () => void;
  onStored?: (saved: S) => void;
  /** The record by the names of the form, where they are others. */
  formOf?: (record: R) => Record<string, unknown>;
  /** How a value is written where it is not its own text. */
  words?: (name: string, value: unknown) => string | undefined;
}

/** What FormPage needs of a record that may be edited. */
export interface Editing {
  dirty: boolean;
  isNew: boolean;
  busy: boolean;
  save: () => void;
  discard: () => void;
  /** Both versions, while somebody else's stands against mine. */
  conflict: ReactNode;
}

export function useRecord<T extends object, R extends object, S extends R = R>({ form, labels, tag, load, store, topics, leave, onStored, formOf, words }: Options<T, R, S>): Editing {
  const { t } = useTranslator();
  const client = useQueryClient();
  const [met, setMet] = useState(0); // the conflict, how often
  /** Null: from what is stored now. */
  const action = useAction(async (from: string | null) => ({ sent: form.changes, saved: await store(from ?? (await load()).tag) }), {
    topics,
    done: t('Saved'),
    onRefused: (error) => {
      if (error instanceof Problem && error.status === 412) setMet((n) => n + 1);
      else form.refuse(error, labels);
      return true;
    },
    onDone: ({ saved }) => {
      setMet(0);
      onStored?.(saved);
    },
    // What was answered is drawn by then: in between the form shows what was sent, and never what was stored before.
    onFresh: ({ sent }) => setTimeout(() => form.settle(sent)),
  });
  useEffect(() => { if (!form.dirty) setMet(0); }, [form.dirty]);
  const takeTheirs = () => {
    setMet(0);
    form.discard();
    void askAnew(client, topics);
  };
  return {
    dirty: form.dirty,
    isNew: leave !== undefined,
    busy: action.isPending,
    save: () => (form.overtaken ? setMet((n) => n + 1) : action.mutate(tag)),
    discard: leave ?? form.discard,
    conflict: met > 0 && form.dirty && (
      <Conflict met={met} load={async () => { const { data } = await load(); return formOf ? formOf(data) : { ...(data as Record<string, unknown>) }; }} mine={{ ...form.changes }} labels={labels} words={words}
        onOverwrite={() => action.mutate(null)} onTakeTheirs={takeTheirs} />
    ),
  };
}
