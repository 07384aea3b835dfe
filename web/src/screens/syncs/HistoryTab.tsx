// The History tab: the newest runs of this sync.
import { useQuery } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { StateBadge } from '../../components/Badge';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { triggerWord } from '../../format/states';
import { duration } from '../../format/time';
import { useTranslator } from '../../i18n/i18n';
import type { Sync } from './words';

export function HistoryTab({ sync }: { sync: Sync }) {
  const runs = useQuery({ queryKey: ['runs', 'of', sync.id], queryFn: () => ask(api.GET('/api/v1/runs', { params: { query: { sync: sync.name, limit: 20 } } })) });
  return <Loaded query={runs}>{({ items }) => <History sync={sync} items={items} />}</Loaded>;
}

function History({ sync, items }: { sync: Sync; items: Schemas['Run'][] }) {
  const { t } = useTranslator();
  if (items.length === 0) return <p className="muted">{t('Every run will be listed here. Press Sync Now for the first one.')}</p>;
  return (
    <div className="stack">
      <div className="list-scroll" tabIndex={0} role="region" aria-label={t('Runs')}>
        <table className="list cards">
          <thead>
            <tr>{[t('Started'), t('Status'), t('Trigger'), t('Duration'), t('Booked'), t('Failed'), t('Message')].map((title) => <th key={title} scope="col">{title}</th>)}</tr>
          </thead>
          <tbody>
            {items.map((run) => (
              <tr key={run.id}>
                <td className="cell-name"><Link href={`/runs/${run.id}`}><Time iso={run.started_at} /></Link></td>
                <td><StateBadge state={run.status} /></td>
                <td>{t(triggerWord(run.trigger))}</td>
                <td data-label={t('Duration')}>{run.ended_at && <bdi>{duration(run.started_at, run.ended_at, t)}</bdi>}</td>
                <td data-label={t('Booked')}>{run.processed}</td>
                <td data-label={t('Failed')}>{run.failed}</td>
                <td className="wrap">{run.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Link href={`/runs?sync=${encodeURIComponent(sync.name)}`}>{t('All runs of this sync')}</Link>
    </div>
  );
}
