// What happened to an order: each step with its time, how long after the one before, who, and in which run.
import type { Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Time } from '../../components/Time';
import { duration } from '../../format/time';
import { msg, useTranslator } from '../../i18n/i18n';

type Step = Schemas['OrderDetail']['timeline'][number];

const words: Record<string, { word: string; tone: string }> = {
  received: { word: msg('Received'), tone: '' },
  changed: { word: msg('Changed at the source'), tone: 'is-amber' },
  claimed: { word: msg('Taken up'), tone: '' },
  taken_up: { word: msg('Taken up'), tone: '' },
  sent_again: { word: msg('Sent again'), tone: '' },
  decoded: { word: msg('Decoded'), tone: '' },
  matched: { word: msg('Matched'), tone: '' },
  intended: { word: msg('Matched; about to be booked'), tone: '' },
  posted: { word: msg('Sent to the Point of Sale'), tone: '' },
  read_back: { word: msg('Read back and compared'), tone: 'is-green' },
  settled: { word: msg('Booked'), tone: 'is-green' },
  booked: { word: msg('Booked'), tone: 'is-green' },
  parked: { word: msg('Needs you'), tone: 'is-amber' },
  retried: { word: msg('Tried again'), tone: '' },
  book_again: { word: msg('Book again'), tone: 'is-amber' },
  ignored: { word: msg('Ignored'), tone: 'is-amber' },
  skipped: { word: msg('Skipped'), tone: '' },
  unknown: { word: msg('Outcome unknown: the POS is asked'), tone: 'is-red' },
  attention: { word: msg('Needs you'), tone: 'is-amber' },
};

export function Timeline({ steps }: { steps: Step[] }) {
  const { t } = useTranslator();
  return (
    <ul className="timeline">
      {steps.map((step, at) => {
        const known = words[step.step];
        const before = steps[at - 1];
        return (
          <li key={at} className={known?.tone}>
            <span className="timeline-time muted"><Time iso={step.at} shows="short" />{before && <span className="small"> <bdi dir="ltr">+{duration(before.at, step.at)}</bdi></span>}</span>
            <i />
            <div>
              <span className="strong">{known ? t(known.word) : step.step}</span>{' '}
              <span className="muted small"><bdi>{step.actor}</bdi>{step.run !== null && <> · <Link href={`/runs/${step.run}`}>{t('run {n}', { n: step.run })}</Link></>}</span>
              {step.text && <div className="wrap"><bdi>{step.text}</bdi></div>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
