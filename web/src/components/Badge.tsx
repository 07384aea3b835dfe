// A state: always a word, and a colour that says the same.
import { useTranslator } from '../i18n/i18n';
import { stateWords, type Tone } from '../format/states';

export function Badge({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

/** The badge of a state that the API names, such as "booked" or "no_orders". */
export function StateBadge({ state }: { state: string | null | undefined }) {
  const { t } = useTranslator();
  if (!state) return null;
  const { word, tone } = stateWords(state);
  return <Badge tone={tone}>{t(word)}</Badge>;
}
