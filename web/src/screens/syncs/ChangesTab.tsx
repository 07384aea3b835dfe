// The Changes tab: who changed which field from what to what, newest first.
import { useQuery } from '@tanstack/react-query';
import { api, ask, type Schemas } from '../../api/client';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { same } from '../../hooks/edits';
import { useTranslator } from '../../i18n/i18n';
import { allLabels } from './words';

type Change = Schemas['AuditList']['items'][number];

export function ChangesTab({ id }: { id: number }) {
  const changes = useQuery({ queryKey: ['syncs', 'changes', id],
    queryFn: () => ask(api.GET('/api/v1/syncs/{id}/changes', { params: { path: { id: String(id) }, query: { limit: 50 } } })) });
  return <Loaded query={changes}>{({ items }) => <Changes items={items} />}</Loaded>;
}

function Changes({ items }: { items: Change[] }) {
  const { t } = useTranslator();
  if (items.length === 0) return <p className="muted">{t('Nothing was changed yet. Every change will be listed here, with who made it.')}</p>;
  return (
    <ul className="timeline">
      {items.map((change) => {
        const before = asFields(change.before);
        const after = asFields(change.after);
        const names = Object.keys({ ...before, ...after }).filter((name) => !same(before[name], after[name]));
        return (
          <li key={change.id}>
            <span className="timeline-time muted"><Time iso={change.at} /></span>
            <i />
            <div>
              <span className="strong"><bdi>{change.actor}</bdi></span> <span className="muted">{change.action}</span>
              {names.map((name) => (
                <div key={name} className="wrap">
                  {t(allLabels[name] ?? name)}: {name in before && <><bdi className="muted">{written(before[name])}</bdi> <span className="flips">→</span> </>}<bdi>{written(after[name])}</bdi>
                </div>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const asFields = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
