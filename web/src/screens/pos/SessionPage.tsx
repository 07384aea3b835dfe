// One session: its totals, closing with counted cash, and the closing report.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Amount } from '../../components/Amount';
import { StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { Shown } from '../../components/fields';
import { SmartButton } from '../../components/SmartButton';
import { ErrorNotice, Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { isZero } from '../../format/decimal';
import { fetchAll } from '../../hooks/useCursorList';
import { useMay } from '../../hooks/useMe';
import { useCurrencyOf } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { CloseSessionDialog } from './CloseSessionDialog';

export function SessionPage({ name }: { name: string }) {
  const { t } = useTranslator();
  const query = useQuery({ queryKey: ['sessions', 'one', name],
    queryFn: async () => (await fetchAll((place) => ask(api.GET('/api/v1/pos/sessions', { params: { query: place } })), 5000)).items.find((session) => session.name === name) ?? null });
  return (
    <Loaded query={query}>
      {(session) => (session ? <SessionForm session={session} />
        : <div className="content"><ErrorNotice error={new Error(t('There is no session {name}.', { name }))} /></div>)}
    </Loaded>
  );
}

function SessionForm({ session }: { session: Schemas['Session'] }) {
  const { t } = useTranslator();
  const currency = useCurrencyOf()(session.pos_config);
  const mayOperate = useMay('operate');
  const [closing, setClosing] = useState(false);
  const report = session.closing;
  const steps: [string, string][] = [['opening_control', t('Opening Control')], ['opened', t('In Progress')], ['closing_control', t('Closing Control')], ['closed', t('Closed & Posted')]];
  const at = steps.findIndex(([state]) => state === session.state);
  return (
    <FormPage crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Sessions'), href: backTo('/pos/sessions') }, { label: session.name }]}
      buttons={mayOperate && session.state !== 'closed' && <Button kind="primary" onClick={() => setClosing(true)}>{t('Close the session')}</Button>}
      status={
        <ol className="statusbar" aria-label={t('Status')}>
          {steps.map(([state, label], index) => <li key={state} className={index < at ? 'is-done' : undefined} aria-current={index === at ? 'step' : undefined}>{label}</li>)}
        </ol>
      }>
      {session.attention && <div className="notice notice-amber wrap">{session.attention.message}</div>}
      <div className="sheet">
        <div className="sheet-head">
          <h2 className="title order-title"><bdi>{session.name}</bdi></h2>
          <div className="smart-buttons"><SmartButton icon="orders" count={session.orders} label={t('Orders')} href={`/pos/orders?session=${encodeURIComponent(session.name)}`} /></div>
        </div>
        <div className="columns">
          <div className="fields">
            <Shown label={t('Point of Sale')}><bdi>{session.pos_config}</bdi></Shown>
            <Shown label={t('Opened')}>{session.automatic ? t('automatically') : t('by a person')}</Shown>
            <Shown label={t('Opening Date')}><Time iso={session.opened_at} shows="both" /></Shown>
            <Shown label={t('Closing Date')}>{session.closed_at && <Time iso={session.closed_at} shows="both" />}</Shown>
          </div>
          <div className="fields">
            <Shown label={t('Status')}><StateBadge state={session.state} /></Shown>
            <Shown label={t('Total')}><Amount value={session.total} currency={currency} /></Shown>
          </div>
        </div>
      </div>
      {report && (
        <div className="sheet">
          <h2>{t('Closing report')}</h2>
          <table className="receipt closing">
            <tbody>
              <tr><th scope="row">{t('Opening cash')}</th><td className="number"><Amount value={report.opening_cash} currency={currency} /></td></tr>
              <tr><th scope="row">{t('Expected cash')}</th><td className="number"><Amount value={report.expected_cash} currency={currency} /></td></tr>
              <tr><th scope="row">{t('Counted cash')}</th><td className="number">{report.counted ? <Amount value={report.counted_cash} currency={currency} /> : t('not counted')}</td></tr>
              <tr className={report.difference && !isZero(report.difference) ? 'total wrong' : 'total'}><th scope="row">{t('Difference')}</th><td className="number"><Amount value={report.difference} currency={currency} /></td></tr>
            </tbody>
          </table>
          {(report.late_orders?.length ?? 0) > 0 && (
            <Shown label={t('Late orders')} help={t('Orders of an earlier day that came after their own session was closed.')}>
              {report.late_orders?.map((key) => <div key={key}><Link href={`/orders/${encodeURIComponent(key)}`}><bdi>{key}</bdi></Link></div>)}
            </Shown>
          )}
        </div>
      )}
      {closing && <CloseSessionDialog session={session} onClose={() => setClosing(false)} />}
    </FormPage>
  );
}
