// One run: what triggered it, its counts, its message, and the orders it was the last to deal with.
import type { Schemas } from '../../api/client';
import { FormPage } from '../../components/form/FormPage';
import { backTo } from '../../components/form/siblings';
import { Shown } from '../../components/fields';
import { StateBadge } from '../../components/Badge';
import { Link } from '../../app/Link';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { triggerWord } from '../../format/states';
import { duration } from '../../format/time';
import { useSyncs } from '../../hooks/queries';
import { useTranslator } from '../../i18n/i18n';
import { RunProgress, useRun } from './RunPanel';

export function RunPage({ id }: { id: number }) {
  return <Loaded query={useRun(id)}>{(now) => <RunForm id={id} run={now} />}</Loaded>;
}

function RunForm({ id, run }: { id: number; run: Schemas['Run'] }) {
  const { t } = useTranslator();
  // A removed one leaves its name in its runs.
  const isThere = useSyncs().data?.items.some((sync) => sync.name === run.sync);
  return (
    <FormPage crumbs={[{ label: t('Runs'), href: backTo('/runs') }, { label: t('run {n}', { n: id }) }]} status={<StateBadge state={run.status} />}>
      <div className="sheet stack">
        <div className="columns">
          <div className="fields">
            <Shown label={t('Sync')}>{isThere ? <Link href={`/syncs/${encodeURIComponent(run.sync)}`}><bdi>{run.sync}</bdi></Link> : <bdi>{run.sync}</bdi>}</Shown>
            <Shown label={t('Trigger')}>{t(triggerWord(run.trigger))}</Shown>
          </div>
          <div className="fields">
            <Shown label={t('Started')}><Time iso={run.started_at} shows="both" /></Shown>
            <Shown label={t('Duration')}>{run.ended_at ? <bdi>{duration(run.started_at, run.ended_at, t)}</bdi> : t('Under way; you may leave this page.')}</Shown>
          </div>
        </div>
        <RunProgress run={run} alone />
      </div>
    </FormPage>
  );
}
