// A list of texts, one a line. What is typed stays as it is typed; the list is its lines that hold something.
import { useState, type ComponentProps } from 'react';
import { TextArea } from './fields';

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

type Props = Omit<ComponentProps<typeof TextArea>, 'value' | 'onChange'> & { value: string[]; onChange: (lines: string[]) => void };

export function LinesField({ value, onChange, ...field }: Props) {
  const [typed, setTyped] = useState(value.join('\n'));
  // Another list was put here meanwhile: a reload, or an edit that was taken back.
  const shown = linesOf(typed).join('\n') === value.join('\n') ? typed : value.join('\n');
  return <TextArea {...field} value={shown} onChange={(next) => {
    setTyped(next);
    onChange(linesOf(next));
  }} />;
}
