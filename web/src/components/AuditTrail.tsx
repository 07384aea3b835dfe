// Changes as a log: when, who, and each field's old and new value.
import type { Schemas } from '../api/client';
import { useTranslator } from '../i18n/i18n';
import { Loaded, type Asked } from './states';
import { Time } from './Time';

type Entry = Schemas['AuditList']['items'][number];

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface Labelled {
  labels?: Record<string, string>;
}

export function AuditTrail({ query, ...rest }: Labelled & { query: Asked<Schemas['AuditList']> }) {
  return <Loaded query={query}>{({ items }) => <Entries items={items} {...rest} />}</Loaded>;
}

function Entries({ items, labels = {} }: Labelled & { items: Entry[] }) {
  const { t } = useTranslator();
  if (items.length === 0) return <p className="muted">{t('Nothing was changed yet. Every change will be listed here, with who made it.')}</p>;
  return (
    <ul className="timeline">
      {items.map((entry) => {
        const before = asFields(entry.before);
        const after = asFields(entry.after);
        const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
        return (
          <li key={entry.id}>
            <span className="timeline-time muted"><Time iso={entry.at} /></span>
            <i />
            <div>
              <span className="strong"><bdi>{entry.actor}</bdi></span> <span className="muted">{entry.action}</span>
              {names.map((name) => (
                <div key={name} className="wrap">
                  {t(labels[name] ?? name)}: {name in before && <><bdi className="muted">{written(before[name])}</bdi> <span className="flips">→</span> </>}<bdi>{written(after[name])}</bdi>
                </div>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
