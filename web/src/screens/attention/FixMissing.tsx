// The fix of an unknown name: choose what it means here (suggestions with their score), or create the product; and of what the source
// does not say, how it is meant. What is chosen is remembered, and what waited for it is worked at once.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { Button } from '../../components/Button';
import { MethodPicker } from '../../components/MethodPicker';
import { ProductPicker } from '../../components/ProductPicker';
import { useToasts } from '../../components/Toasts';
import { useSyncs, type Place } from '../../hooks/queries';
import { useTranslator } from '../../i18n/i18n';
import { useTry } from '../orders/useOrderActions';
import { CreateProductDialog } from './CreateProductDialog';

type Fix = NonNullable<Schemas['AttentionGroup']['fix']>;
type Missing = Fix['missing'][number];

interface Props {
  fix: Fix;
  cause: string;
  /** The one that is looked at alone. */
  sync: string | undefined;
  /** That have orders of the cause, the one first of which the suggestions are. */
  syncs: string[];
  orders: number;
}

export function FixMissing({ fix, ...rest }: Props) {
  const { kind } = fix;
  if (kind === 'untaxed' || kind === 'date_format') {
    return <>{fix.settings.filter((asked) => asked.options.length > 0).map((asked) => <Ask key={asked.sync} kind={kind} asked={asked} {...rest} />)}</>;
  }
  return <>{fix.missing.map((missing) => <FixName key={missing.source} kind={kind} missing={missing} {...rest} />)}</>;
}

/** What is answered becomes the sync's setting. */
function Ask({ kind, asked: { sync: of, options }, sync, cause }: { kind: 'untaxed' | 'date_format'; asked: Fix['settings'][number] } & Pick<Props, 'sync' | 'cause'>) {
  const { t, locale } = useTranslator();
  const set = useTry(async (value: string) => (await ask(api.POST('/api/v1/attention/set', { body: { sync: of, kind, value } }))).processed, sync, cause);
  const day = (date: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
  const word = ({ value, date }: typeof options[number]) =>
    date ? (value.startsWith('%d') ? t('Day first: {date}', { date: day(date) }) : t('Month first: {date}', { date: day(date) }))
      : value === 'included' ? t('Prices include the tax') : t('Book without tax');
  return (
    <div className="cause-fix">
      <span className="small muted">{t('From now on, for {sync}:', { sync: of })}</span>
      {options.map((option) => <Button key={option.value} busy={set.isPending} onClick={() => set.mutate(option.value)}>{word(option)}</Button>)}
    </div>
  );
}

interface FixProps extends Omit<Props, 'fix'> {
  kind: 'product' | 'payment_method';
  missing: Missing;
}

/** One choice for each Point of Sale that the syncs book into: the numbers of one mean nothing in another. */
function FixName({ syncs, missing, kind, ...rest }: FixProps) {
  const known = useSyncs().data?.items;
  if (!known) return null;
  const places = new Map<string, { place: Place; syncs: string[] }>();
  for (const name of syncs) {
    const sync = known.find((each) => each.name === name);
    if (!sync) continue;
    const { connection, pos_config } = sync;
    // ordersync itself has one list of products for all its configurations.
    const at = kind === 'product' && !connection ? '' : `${connection ?? ''}\n${pos_config}`;
    places.set(at, { place: { connection, pos_config }, syncs: [...(places.get(at)?.syncs ?? []), name] });
  }
  return [...places].map(([at, { place, syncs: there }], index) => (
    <FixOne key={at} kind={kind} {...rest} syncs={there} place={place} several={places.size > 1} missing={index === 0 ? missing : { ...missing, suggestions: [] }} />
  ));
}

function FixOne({ kind, missing, cause, sync: alone, syncs, orders, place, several }: FixProps & { place: Place; several: boolean }) {
  const { t, tn } = useTranslator();
  const toasts = useToasts();
  const best = missing.suggestions[0];
  const [choice, setChoice] = useState<number | null>(best && best.score >= 80 ? best.id : null);
  const [creating, setCreating] = useState(false);
  const map = useTry(async (id: number) => {
    let processed = 0;
    const refused: unknown[] = [];
    for (const sync of syncs) {
      try {
        processed += (await ask(api.POST('/api/v1/attention/map', { body: { kind, source: missing.source, id, cause, sync } }))).processed;
      } catch (error) {
        refused.push(error);
      }
    }
    if (refused.length === syncs.length) throw refused[0];
    refused.forEach(toasts.failed);
    return processed;
  }, alone, cause);
  const picker = { value: choice, onChange: setChoice, suggestions: missing.suggestions, place };
  return (
    <div className="cause-fix">
      <div className="fix-choice">
        <div className="small muted">{t('"{name}" means', { name: missing.source })} {several && <bdi>({syncs.join(', ')})</bdi>}</div>
        {kind === 'product' ? <ProductPicker label={t('Product for {name}', { name: missing.source })} {...picker} />
          : <MethodPicker label={t('Payment method for {name}', { name: missing.source })} {...picker} />}
      </div>
      <Button kind="primary" busy={map.isPending} disabled={choice === null} onClick={() => choice !== null && map.mutate(choice)}>{several ? t('Choose and retry') : tn('Choose and retry {n}', 'Choose and retry all {n}', orders)}</Button>
      {kind === 'product' && !place.connection && <Button onClick={() => setCreating(true)}>{t('Create product')}</Button>}
      {creating && <CreateProductDialog name={missing.source} onClose={() => setCreating(false)} onCreated={(id) => {
        setCreating(false);
        map.mutate(id);
      }} />}
    </div>
  );
}
