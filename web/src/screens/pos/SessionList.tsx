// Point of Sale → Sessions.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { Badge, StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { stateOf, stateWords } from '../../format/states';
import { useMay } from '../../hooks/useMe';
import { useCurrencyOf } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { OpenSessionDialog } from './OpenSessionDialog';
import { PlaceBar, usePlace } from './place';

type Session = Schemas['Session'];

export function SessionList() {
  const { t } = useTranslator();
  const place = usePlace();
  const inOdoo = place.connection !== '';
  const currency = useCurrencyOf(place.connection);
  const mayOperate = useMay('operate');
  const [opening, setOpening] = useState(false);
  const name = (session: Session) => (session.pos_url ? <a href={session.pos_url} target="_blank" rel="noopener noreferrer" title={t('Open in Odoo')}><bdi>{session.name}</bdi> <Icon name="link" size={14} /></a> : <bdi>{session.name}</bdi>);
  const columns: Column<Session>[] = [
    { id: 'name', title: t('Session'), kind: 'name', cell: name, value: (session) => session.name },
    { id: 'pos_config', title: t('Point of Sale'), cell: (session) => <bdi>{session.pos_config}</bdi>, value: (session) => session.pos_config },
    { id: 'opened_by', title: t('Opened'), cell: (session) => (session.automatic ? <Badge tone="grey">{t('automatically')}</Badge> : t('by a person')), value: (session) => (session.automatic ? t('automatically') : t('by a person')), optional: 'show' },
    { id: 'opened_at', title: t('Opening Date'), cell: (session) => <Time iso={session.opened_at} />, value: (session) => session.opened_at, sort: 'opened' },
    { id: 'closed_at', title: t('Closing Date'), cell: (session) => <Time iso={session.closed_at} />, value: (session) => session.closed_at },
    { id: 'orders', title: t('Orders'), kind: 'number', cell: (session) => session.orders, value: (session) => session.orders },
    { id: 'total', title: t('Total'), kind: 'amount', total: true, cell: (session) => <Amount value={session.total} currency={currency(session.pos_config)} />, value: (session) => session.total },
    { id: 'difference', title: t('Cash difference'), kind: 'amount', cell: (session) => session.closing && (session.closing.counted ? <Amount value={session.closing.difference} currency={currency(session.pos_config)} /> : <span className="muted">{t('not counted')}</span>), value: (session) => session.closing?.difference, optional: 'show' },
    { id: 'state', title: t('Status'), cell: (session) => <StateBadge state={stateOf(session)} />, value: (session) => t(stateWords(stateOf(session)).word) },
  ];
  const filters: Filter<Session>[] = [
    { id: 'open', label: t('In Progress'), section: 'state', test: (session) => session.state !== 'closed' },
    { id: 'closed', label: t('Closed & Posted'), section: 'state', test: (session) => session.state === 'closed' },
    { id: 'automatic', label: t('Opened automatically'), section: 'who', test: (session) => session.automatic === true },
  ];
  const groupings: Grouping<Session>[] = [
    { id: 'pos', label: t('Point of Sale'), of: (session) => session.pos_config },
    { id: 'state', label: t('Status'), of: (session) => session.state, show: (state) => <StateBadge state={state} /> },
  ];
  const open = mayOperate && <Button kind="primary" hotkey="c" onClick={() => setOpening(true)}>{t('Open a session')}</Button>;
  return (
    <>
      <ListView<Session> name="sessions" topic="sessions" columns={columns} filters={filters} groupings={groupings} searchable="here" buttons={open}
        crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Sessions') }]}
        extraParams={{ connection: place.connection || null }} notes={() => <PlaceBar place={place} ofConfig={false} />}
        fetchPage={(params, page) => ask(api.GET('/api/v1/pos/sessions', { params: { query: { ...params, ...page } } }))}
        keyOf={(session) => String(session.id)} nameOf={(session) => session.name} hrefOf={(session) => (inOdoo ? null : `/pos/sessions/${encodeURIComponent(session.name)}`)} currencyOf={(session) => currency(session.pos_config)}
        empty={inOdoo ? <EmptyState icon="runs" title={t('No session is open there')} action={open}>{t('Sessions that are not closed are listed here; Odoo itself shows the closed ones.')}</EmptyState> : <EmptyState icon="runs" title={t('No session yet')} action={open}>{t('Sessions are opened by themselves when the first order comes, where Auto Create Session is on. You may also open one by hand.')}</EmptyState>} />
      {opening && <OpenSessionDialog connection={place.connection} onClose={() => setOpening(false)} />}
    </>
  );
}
