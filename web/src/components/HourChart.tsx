// Orders an hour as bars, booked and waiting on top of each other; a table says the same to screen readers.
import type { Schemas } from '../api/client';
import { safeZone } from '../format/time';
import { useTranslator } from '../i18n/i18n';
import { useZone } from '../hooks/useZone';

type Hour = Schemas['Hour'];

export function HourChart({ hours, height = 150, small = false }: { hours: Hour[]; height?: number; small?: boolean }) {
  const { t, locale } = useTranslator();
  const zone = useZone();
  const most = Math.max(1, ...hours.map((hour) => hour.booked + hour.waiting));
  // On a phone half as wide, so that its words keep their size.
  const width = window.innerWidth < 500 ? 360 : 720;
  const floor = small ? height : height - 20;
  const head = small ? 2 : 14;
  const slot = width / Math.max(1, hours.length);
  const hourOf = (iso: string) => new Intl.DateTimeFormat(locale, { hour: '2-digit', hourCycle: 'h23', timeZone: safeZone(zone) }).format(new Date(iso));
  const top = small ? most : niceTop(most);
  return (
    <figure>
      <svg className="chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio={small ? 'none' : 'xMidYMid meet'} height={small ? height : undefined} aria-hidden="true" direction="ltr">
        {!small && [0, 0.5, 1].map((part) => (
          <g key={part}>
            <line className="grid" x1="0" x2={width} y1={floor - part * (floor - head)} y2={floor - part * (floor - head)} />
            {part > 0 && <text x="2" y={floor - part * (floor - head) - 3}>{part * top}</text>}
          </g>
        ))}
        {hours.map((hour, at) => {
          const scale = (n: number) => (n / top) * (floor - head);
          const booked = scale(hour.booked);
          const waiting = scale(hour.waiting);
          return (
            <g key={hour.at}>
              <rect className="bar-booked" x={at * slot + slot * 0.15} width={slot * 0.7} y={floor - booked} height={booked} />
              <rect className="bar-waiting" x={at * slot + slot * 0.15} width={slot * 0.7} y={floor - booked - waiting} height={waiting} />
              {!small && at % 3 === 0 && <text x={at * slot + slot / 2} y={height - 5} textAnchor="middle">{hourOf(hour.at)}</text>}
            </g>
          );
        })}
      </svg>
      <div className="visually-hidden">
      <table>
        <caption>{t('Orders an hour, last 24 hours')}</caption>
        <thead><tr><th scope="col">{t('Hour')}</th><th scope="col">{t('Booked')}</th><th scope="col">{t('Waiting')}</th></tr></thead>
        <tbody>{hours.map((hour) => <tr key={hour.at}><th scope="row">{hourOf(hour.at)}</th><td>{hour.booked}</td><td>{hour.waiting}</td></tr>)}</tbody>
      </table>
      </div>
    </figure>
  );
}

/** The next even number whose half is whole. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return [2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}
