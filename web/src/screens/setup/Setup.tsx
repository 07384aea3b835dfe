// The guided set-up: source, Point of Sale, test, dry run, first sync. The test shows an order as it would be booked, so the POS comes first. Each step checks what the next one needs.
import { useState } from 'react';
import { api, askWithTag } from '../../api/client';
import { fieldsOf } from '../../api/problem';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { useToasts } from '../../components/Toasts';
import { useLeaveQuestion } from '../../hooks/useLeaveQuestion';
import { useTranslator } from '../../i18n/i18n';
import { mainHelp, mainLabels, type Sync, type SyncForm } from '../syncs/words';
import { DryRunStep } from './DryRunStep';
import { FirstSyncStep } from './FirstSyncStep';
import { PosStep } from './PosStep';
import { SourceStep } from './SourceStep';
import { TestStep } from './TestStep';

export interface StepProps {
  form: SyncForm;
  set: (change: Partial<SyncForm>) => void;
  errors: Record<string, string>;
  /** What the guide's field is called, what it is, and why it was refused. */
  field: (name: keyof typeof mainLabels) => { label: string; help: string; error: string | undefined };
  sync: Sync | null;
  /** Shows what was refused of each field where it is asked for. */
  refuse: (error: unknown) => void;
  /** Saves a change of the sync that is there. */
  save: (change: Partial<SyncForm>) => Promise<void>;
  /** While a question is open, there is no next step. */
  setOpen: (open: boolean) => void;
}

/** What each step asks for. */
const asked: (keyof SyncForm)[][] = [
  ['name', 'url', 'key', 'auth', 'allow_private_network', 'source'],
  ['connection', 'pos_config', 'auto_create_session', 'interval_minutes', 'from'],
  ['date_format'],
];

// It runs by itself only after its first sync was started by hand: before that, nobody has said from which day on to book.
const first: SyncForm = { name: 'Main Store Orders', active: false, url: '', key: '', connection: null, pos_config: '', auto_create_session: true, interval_minutes: 15, auth: 'bearer', allow_private_network: false };

export function Setup() {
  const { t } = useTranslator();
  const toasts = useToasts();
  const [step, setStep] = useState(0);
  const [form, setForm] = useState<SyncForm>(first);
  const [stored, setStored] = useState<{ data: Sync; tag: string } | null>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);
  const sync = stored?.data ?? null;
  const steps = [t('Source'), t('Point of Sale'), t('Test'), t('First dry run'), t('First sync')];
  const isLast = step === steps.length - 1;
  const unfinished = (sync !== null || JSON.stringify(form) !== JSON.stringify(first)) && !(isLast && !open);
  useLeaveQuestion(unfinished, sync ? t('The sync is saved and not active: it books nothing yet. Leave the set-up?') : t('This form has unsaved changes. Leave it and lose them?'));
  const set = (change: Partial<SyncForm>) => {
    setForm((now) => ({ ...now, ...change }));
    setErrors({});
  };
  const field: StepProps['field'] = (name) => ({ label: t(mainLabels[name]), help: t(mainHelp[name]), error: errors[name] });
  const goBack = (to: number) => {
    setOpen(false);
    setStep(to);
  };
  const refuse = (error: unknown) => {
    const refused = fieldsOf(error);
    const at = asked.findIndex((names) => names.some((name) => name in refused));
    if (at < 0) return;
    setErrors(refused);
    if (at < step) goBack(at);
  };
  const save = async (change: Partial<SyncForm> = {}) => {
    const body = { ...form, ...change };
    if (!body.key) delete body.key; // an empty one would forget it
    setStored(await askWithTag(stored
      ? api.PATCH('/api/v1/syncs/{id}', { params: { path: { id: String(stored.data.id) }, header: { 'If-Match': stored.tag } }, body })
      : api.POST('/api/v1/syncs', { body })));
    set(change);
  };
  const next = async () => {
    setBusy(true);
    try {
      if (step === 0) {
        const missing = Object.fromEntries((['name', 'url'] as const).filter((name) => !String(form[name] ?? '').trim()).map((name) => [name, t('This field is required.')]));
        if (Object.keys(missing).length) {
          setErrors(missing);
          return;
        }
      }
      if (step === 1 && !form.pos_config) {
        setErrors({ pos_config: t('This field is required.') });
        return;
      }
      if (step === 2) await save();
      if (isLast) navigate('/');
      else setStep(step + 1);
    } catch (error) {
      refuse(error);
      toasts.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const props: StepProps = { form, set, errors, field, sync, refuse, save, setOpen };
  return (
    <>
      <ControlPanel crumbs={[{ label: t('Guided set-up') }]} end={<Button kind="plain" onClick={() => navigate('/')}>{t('Leave the set-up')}</Button>} />
      <div className="content">
        <ol className="steps" aria-label={t('Steps')}>
          {steps.map((name, at) => <li key={name} className={at < step ? 'is-done' : undefined} aria-current={at === step ? 'step' : undefined}>{name}</li>)}
        </ol>
        <div className="sheet stack">
          <h2>{steps[step]}</h2>
          {step === 0 && <SourceStep {...props} />}
          {step === 1 && <PosStep {...props} />}
          {step === 2 && <TestStep {...props} />}
          {step === 3 && <DryRunStep {...props} />}
          {step === 4 && <FirstSyncStep {...props} />}
          <div className="row">
            {step > 0 && step < 4 && <Button onClick={() => goBack(step - 1)}>{t('Back')}</Button>}
            <Button kind="primary" busy={busy} disabled={open} onClick={() => void next()}>{isLast ? t('Finish') : t('Next')}</Button>
          </div>
        </div>
      </div>
    </>
  );
}
