// Ctrl+K: type a part of a menu's name, or an order's number, and go there.
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import { Dialog } from '../components/Dialog';
import { words } from '../components/states';
import { StateBadge } from '../components/Badge';
import { stateOf } from '../format/states';
import { useSyncs } from '../hooks/queries';
import { useMay } from '../hooks/useMe';
import { useTranslator } from '../i18n/i18n';
import { navigate } from './location';
import { topMenus } from './menus';

interface Hit {
  label: string;
  where: React.ReactNode;
  href: string;
}

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslator();
  const mayAdmin = useMay('admin');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const syncs = useSyncs().data?.items;
  const wanted = text.trim().toLowerCase();
  const orders = useQuery({ queryKey: ['orders', 'palette', wanted], enabled: /\d/.test(wanted), staleTime: 10_000,
    queryFn: () => ask(api.GET('/api/v1/orders', { params: { query: { q: text.trim(), limit: 6 } } })) });

  const hits = useMemo<Hit[]>(() => {
    const places: Hit[] = topMenus.flatMap((menu) => menu.sections.flatMap((section) => section.places
      .filter((place) => !place.needs || mayAdmin)
      .map((place) => ({ label: t(place.label), where: [menu.label, ...(section.header ?? [])].map((part) => t(part)).join(' › '), href: place.href }))));
    const records: Hit[] = (syncs ?? []).map((sync) => ({ label: sync.name, where: t('Sync'), href: `/syncs/${encodeURIComponent(sync.id)}` }));
    const found = [...places, ...records].filter((hit) => `${hit.label} ${typeof hit.where === 'string' ? hit.where : ''}`.toLowerCase().includes(wanted));
    return [
      ...(orders.data?.items ?? []).map((order) => ({ label: order.external_id, where: <StateBadge state={stateOf(order)} />, href: `/orders/${encodeURIComponent(order.key)}` })),
      ...found,
    ].slice(0, 12);
  }, [t, mayAdmin, syncs, wanted, orders.data]);

  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    navigate(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = (at + (event.key === 'ArrowDown' ? 1 : hits.length - 1)) % Math.max(1, hits.length);
      setAt(next);
      document.getElementById(`hit-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(hits[at]);
    }
  };
  return (
    <Dialog title={t('Go to')} onClose={onClose}>
      <div className="palette">
        <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-hits" aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
          aria-label={t('A menu, a sync, or an order\'s number')} placeholder={t('A menu, a sync, or an order\'s number')} autoFocus value={text}
          autoComplete="off" spellCheck={false} onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }} />
        <ul id="palette-hits" role="listbox" aria-label={t('Go to')}>
          {hits.map((hit, index) => (
            <li key={hit.href + index} id={`hit-${index}`} role="option" aria-selected={index === at} onMouseMove={() => setAt(index)} onClick={() => go(hit)}>
              <bdi>{hit.label}</bdi>
              <span className="muted">{hit.where}</span>
            </li>
          ))}
        </ul>
        {hits.length === 0 && <p className="muted" role="status">{orders.isLoading ? t('Searching…') : orders.isError ? t(words(orders.error)) : t('Nothing is called so')}</p>}
      </div>
    </Dialog>
  );
}
