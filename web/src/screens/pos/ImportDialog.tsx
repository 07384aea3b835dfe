// Imports a catalogue file, JSON or CSV: first what would change, then all or nothing.
import { api, ask } from '../../api/client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { ErrorNotice } from '../../components/states';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';

/** Sends the file's own bytes: what the service reads is what the person chose. */
async function send(file: File, dryRun: boolean) {
  const type = file.name.toLowerCase().endsWith('.csv') ? 'text/csv' : 'application/json';
  const bytes = await file.arrayBuffer();
  return ask(api.POST('/api/v1/pos/catalogue', { params: { query: dryRun ? { dry_run: true } : {} }, body: bytes as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': type } }));
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslator();
  const onRefused = () => true; // it is said in the dialog
  const look = useAction((chosen: File) => send(chosen, true), { topics: [], onRefused });
  const bring = useAction((chosen: File) => send(chosen, false), { topics: ['sessions', 'orders'], done: t('The catalogue is imported'), onDone: onClose, onRefused });
  const { variables: file, data: preview } = look;
  const error = bring.error ?? look.error;
  const choose = (chosen: File | undefined) => {
    bring.reset();
    if (chosen) look.mutate(chosen);
    else look.reset();
  };
  return (
    <Dialog title={t('Import a catalogue')} onClose={onClose} busy={bring.isPending}
      foot={
        <>
          <Button kind="primary" disabled={!preview} busy={bring.isPending} onClick={() => file && bring.mutate(file)}>{t('Import')}</Button>
          <Button disabled={bring.isPending} onClick={onClose}>{t('Cancel')}</Button>
        </>
      }>
      <div className="stack">
        <p>{t('A JSON file with products, taxes, payment methods and POS configurations, or a CSV file with products. Ids are kept; what is there already is updated, but for the stock on hand.')}</p>
        <input type="file" accept=".json,.csv,application/json,text/csv" aria-label={t('Catalogue file')} disabled={bring.isPending} onChange={(event) => choose(event.target.files?.[0])}
          onClick={(event) => { // the same file, mended meanwhile, is another choice
            event.currentTarget.value = '';
            choose(undefined);
          }} />
        {look.isPending && <p role="status">{t('Reading the file…')}</p>}
        {error && <ErrorNotice error={error} />}
        {preview && (
          <div className="notice notice-green" role="status">
            {t('Would create {created}, update {updated}, and leave {unchanged} as they are.', { created: preview.created, updated: preview.updated, unchanged: preview.unchanged })}
          </div>
        )}
      </div>
    </Dialog>
  );
}
