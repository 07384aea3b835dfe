// What happened to an order: each step with its time, how long after the one before, who, and in which run.
import type { Schemas } from '../../api/client';
import { Link } from '../../app/Link';
import { Time } from '../../components/Time';
import { duration } from '../../format/time';
import { msg, useTranslator } from '../../i18n/i18n';

type Step = Schemas['OrderDetail']['timeline'][number];

// What the journal tells (src/journal/views.cc). What it raises for a person bears its own code as a step and says in its text what
// it is: those are the ones without a word of their own here.
const words: Record<string, { word: string; tone: string }> = {
  received: { word: msg('Received'), tone: '' },
  sent_again: { word: msg('Sent again'), tone: '' },
  replaced: { word: msg('Changed at the source'), tone: 'is-amber' },
  kept_aside: { word: msg('Changed at the source; kept aside'), tone: 'is-amber' },
  taken_up: { word: msg('Taken up'), tone: '' },
  refund_alone: { word: msg('To be booked without its sale'), tone: '' },
  woken: { word: msg('Due again'), tone: '' },
  retried: { word: msg('Tried again'), tone: '' },
  matched: { word: msg('Matched'), tone: '' },
  intended: { word: msg('Matched; about to be booked'), tone: '' },
  posted: { word: msg('Sent to the Point of Sale'), tone: '' },
  found: { word: msg('Found in the Point of Sale'), tone: '' },
  read_back: { word: msg('Read back and compared'), tone: 'is-green' },
  booked: { word: msg('Booked'), tone: 'is-green' },
  book_again: { word: msg('Book again'), tone: 'is-amber' },
  parked: { word: msg('Needs you'), tone: 'is-amber' },
  ignored: { word: msg('Ignored'), tone: 'is-amber' },
  skipped: { word: msg('Skipped'), tone: '' },
  unknown: { word: msg('Outcome unknown: the POS is asked'), tone: 'is-red' },
  changed_after_booking: { word: msg('Changed after it was booked'), tone: 'is-amber' },
  cancelled_after_booking: { word: msg('Cancelled after it was booked'), tone: 'is-amber' },
  went_back: { word: msg('The source sends again what is booked'), tone: '' },
  sold_again: { word: msg('Sold again after its reversal'), tone: 'is-amber' },
  attention_closed: { word: msg('Attention closed'), tone: '' },
};
const raised = { word: msg('Needs you'), tone: 'is-amber' };

export function Timeline({ steps }: { steps: Step[] }) {
  const { t } = useTranslator();
  return (
    <ul className="timeline">
      {steps.map((step, at) => {
        const { word, tone } = words[step.step] ?? raised;
        const before = steps[at - 1];
        return (
          <li key={at} className={tone}>
            <span className="timeline-time muted"><Time iso={step.at} />{before && <span className="small"> <bdi>+{duration(before.at, step.at, t)}</bdi></span>}</span>
            <i />
            <div>
              <span className="strong">{t(word)}</span>{' '}
              <span className="muted small"><bdi>{step.actor}</bdi>{step.run !== null && <> · <Link href={`/runs/${step.run}`}>{t('run {n}', { n: step.run })}</Link></>}</span>
              {step.text && <div className="wrap"><bdi>{step.text}</bdi></div>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
