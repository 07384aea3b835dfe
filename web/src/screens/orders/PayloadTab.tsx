// The order as it was received, searchable. The service masks personal data for those who may not see it.
import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Copy } from '../../components/Copy';
import { Loaded } from '../../components/states';
import { splitByHits } from '../../format/hits';
import { pretty } from '../../format/json';
import { useTranslator } from '../../i18n/i18n';

export function usePayload(id: string, enabled = true) {
  return useQuery({ queryKey: ['orders', 'payload', id], enabled, staleTime: 60_000,
    queryFn: () => ask(api.GET('/api/v1/orders/{id}/payload', { params: { path: { id } }, parseAs: 'text' })) as Promise<string> });
}

export function PayloadTab({ id }: { id: string }) {
  const { t, tn } = useTranslator();
  const payload = usePayload(id);
  const [wanted, setWanted] = useState('');
  const text = useMemo(() => pretty(payload.data ?? ''), [payload.data]);
  if (payload.data === undefined) return <Loaded query={payload}>{() => null}</Loaded>;
  const parts = wanted ? splitByHits(text, wanted) : [{ text, hit: false }];
  const hits = parts.filter((part) => part.hit).length;
  return (
    <div className="stack">
      <div className="row">
        <input type="search" className="input input-name" aria-label={t('Search the payload')} placeholder={t('Search the payload')} value={wanted} onChange={(event) => setWanted(event.target.value)} />
        {wanted && <span className="muted" role="status">{tn('{n} match', '{n} matches', hits)}</span>}
        <Copy text={payload.data} label={t('Copy the payload')} />
      </div>
      <pre className="payload" dir="ltr" tabIndex={0} aria-label={t('Payload')}>
        {parts.map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : part.text))}
      </pre>
    </div>
  );
}
