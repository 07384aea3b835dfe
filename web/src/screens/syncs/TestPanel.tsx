// Test: what was asked and what came, side by side: the shape, the fields that were understood, what is missing, and the first
// order as it would be booked. Books nothing.
import { api, ask, type Schemas } from '../../api/client';
import { Badge } from '../../components/Badge';
import { Panel } from '../../components/Panel';
import { Receipt } from '../../components/Receipt';
import { ErrorNotice } from '../../components/states';
import { Shown } from '../../components/fields';
import { useAtOnce } from '../../hooks/useAtOnce';
import { useTranslator } from '../../i18n/i18n';
import { pretty } from '../../format/json';
import type { Sync, SyncForm } from './words';

type TestResult = Schemas['TestResult'];

interface Props {
  sync: Sync | null;
  form: SyncForm;
  /** The form holds more than what is stored: then the form is tested. */
  changed: boolean;
  onClose: () => void;
}

export function TestPanel({ sync, form, changed, onClose }: Props) {
  const { t } = useTranslator();
  const test = useAtOnce(() => changed || !sync
    ? ask(api.POST('/api/v1/syncs/test', { body: { ...form, id: sync?.id } }))
    : ask(api.POST('/api/v1/syncs/{id}/test', { params: { path: { id: String(sync.id) } } })));
  return (
    <Panel title={t('Test')} onClose={onClose}>
      {test.isError && <ErrorNotice error={test.error} retry={() => test.mutate()} />}
      {test.isPending && <p role="status">{t('Asking the external system…')}</p>}
      {test.data && <TestAnswer result={test.data} />}
    </Panel>
  );
}

export function TestAnswer({ result }: { result: TestResult }) {
  const { t, tn } = useTranslator();
  const shapes: Record<string, string> = { array: t('Array of orders'), orders: t('Object with orders array'), single: t('Single order object') };
  return (
    <div className="stack">
      <div className="row">
        {result.error === null ? <Badge tone="green">{t('Understood')}</Badge> : <Badge tone="red">{t('Failed')}</Badge>}
        <span>{result.error?.message ?? tn('{n} order on the first page', '{n} orders on the first page', result.orders)}</span>
      </div>
      <div className="columns">
        <section className="fields">
          <h2 className="group-title">{t('Request and answer')}</h2>
          <Shown label={t('Asked')}><bdi dir="ltr" className="wrap mono">GET {result.url}</bdi></Shown>
          <Shown label={t('Shape')}>{result.shape && (shapes[result.shape] ?? result.shape)}</Shown>
          {result.first_payload && <pre className="payload" dir="ltr" tabIndex={0} aria-label={t('The first order as received')}>{pretty(result.first_payload)}</pre>}
        </section>
        <section className="fields">
          <h2 className="group-title">{t('Understood of the first order')}</h2>
          {result.fields.map((field) => (
            <Shown key={field.name} label={field.name}><bdi className="wrap">{field.value}</bdi></Shown>
          ))}
          {result.problem && <div className="notice notice-amber">{result.problem.message}</div>}
          {result.would_book && (
            <>
              <h2 className="group-title">{t('As it would be booked')}</h2>
              <Receipt order={result.would_book} />
            </>
          )}
        </section>
      </div>
    </div>
  );
}
