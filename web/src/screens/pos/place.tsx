// Which Point of Sale a list shows: the one of ordersync itself, or an Odoo behind a connection. Kept in the address.
import { api, ask } from '../../api/client';
import { setSearch, useLocation } from '../../app/location';
import { Button } from '../../components/Button';
import { ControlPanel, type Crumb } from '../../components/ControlPanel';
import { EmptyState } from '../../components/EmptyState';
import { SelectField } from '../../components/fields';
import { ErrorNotice, Loading } from '../../components/states';
import { Time } from '../../components/Time';
import { useConnections, usePosConfigs } from '../../hooks/queries';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { noConfigThere } from '../syncs/words';

export interface Place {
  /** Empty: the Point of Sale of ordersync itself. */
  connection: string;
  /** Of a connection: the POS configuration chosen, or the first one. */
  config: string;
  currency: string | undefined;
  configs: string[];
  pending: boolean;
  error: unknown;
  retry: () => void;
}

export function usePlace(): Place {
  const { search } = useLocation();
  const connection = search.get('connection') ?? '';
  const query = usePosConfigs(connection || null, { kept: true, enabled: connection !== '' });
  const configs = query.data?.items ?? [];
  const chosen = configs.find((each) => each.name === search.get('pos')) ?? configs[0];
  return { connection, config: chosen?.name ?? '', currency: chosen?.currency, configs: configs.map((each) => each.name), pending: query.isPending, error: query.error, retry: () => void query.refetch() };
}

/** What a list of one configuration asks for. */
export function placeParams({ connection, config }: Place): Record<string, string> {
  return connection ? { connection, pos_config: config, kept: 'true' } : {};
}

/** In the place of a list while it is not known which configurations the Odoo has. */
export function PlaceUnknown({ place, crumbs }: { place: Place; crumbs: Crumb[] }) {
  const { t } = useTranslator();
  return (
    <>
      <ControlPanel crumbs={crumbs} />
      <PlaceBar place={place} ofConfig={false} />
      {place.error ? <div className="content"><ErrorNotice error={place.error} retry={place.retry} /></div>
        : place.pending ? <Loading />
        : <EmptyState title={t('This Odoo shows no Point of Sale')}>{t(noConfigThere)}</EmptyState>}
    </>
  );
}

/** Shown where there is a choice. `readAt`: when what is shown was read from the Odoo, where it was kept. */
export function PlaceBar({ place, ofConfig, readAt }: { place: Place; ofConfig: boolean; readAt?: string | null }) {
  const { t } = useTranslator();
  const connections = useConnections().data?.items ?? [];
  const { connection, config, configs } = place;
  // Products would be answered as they were kept while the Odoo is away; the configurations say that it is.
  const refresh = useAction(
    async () => {
      await ask(api.GET('/api/v1/pos/configs', { params: { query: { connection } } }));
      await ask(api.GET('/api/v1/pos/products', { params: { query: { connection, pos_config: config, limit: 1 } } }));
    },
    { topics: ['pos', 'sessions'] },
  );
  if (connections.length === 0 && !connection) return null;
  const known = connections.some((each) => each.name === connection) || !connection;
  const choices = [{ value: '-', label: t('Built-in Point of Sale') }, ...[...connections.map((each) => each.name), ...(known ? [] : [connection])].map((name) => ({ value: name, label: `Odoo · ${name}` }))];
  return (
    <div className="list-notes place-bar">
      <SelectField label={t('Point of Sale')} value={connection || '-'} choices={choices} onChange={(next) => setSearch({ connection: next === '-' ? null : next, pos: null })} />
      {connection && ofConfig && configs.length > 0 && (
        <SelectField label={t('POS Configuration')} value={config} choices={configs.map((name) => ({ value: name, label: name }))} onChange={(next) => setSearch({ pos: next })} />
      )}
      {connection && <span className="muted">{t('Only to look at: it is changed in Odoo.')}</span>}
      {connection && readAt && <span className="muted">{t('Read from Odoo:')} <Time iso={readAt} shows="relative" /></span>}
      {connection && ofConfig && config && <Button icon="sync" busy={refresh.isPending} onClick={() => refresh.mutate()}>{t('Read again')}</Button>}
    </div>
  );
}
