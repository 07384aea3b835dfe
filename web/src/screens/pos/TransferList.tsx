// Point of Sale → Transfers: what the booked orders took from the stock, or brought back.
import { useState } from 'react';
import { api, ask, type Schemas } from '../../api/client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { StateBadge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Grouping } from '../../components/list/model';
import { trimDecimal } from '../../format/decimal';
import { stateWords } from '../../format/states';
import { useTranslator } from '../../i18n/i18n';
import { PickingTable } from '../orders/PickingTable';

type Picking = Schemas['Picking'];

export function TransferList() {
  const { t } = useTranslator();
  const [open, setOpen] = useState<Picking | null>(null);
  const direction = (picking: Picking) => (picking.direction === 'out' ? t('to the customer') : t('back into stock'));
  const content = (picking: Picking) => picking.moves.map((move) => `${trimDecimal(move.qty)} × ${move.product}`).join(', ');
  const columns: Column<Picking>[] = [
    { id: 'name', title: t('Reference'), kind: 'name', cell: (picking) => <Button kind="plain" onClick={() => setOpen(picking)}><bdi>{picking.name}</bdi></Button>, value: (picking) => picking.name, sort: 'name' },
    { id: 'origin', title: t('Source Document'), cell: (picking) => <bdi>{picking.origin}</bdi>, value: (picking) => picking.origin },
    { id: 'moves', title: t('Products'), cell: (picking) => <bdi className="wrap">{content(picking)}</bdi>, value: content },
    { id: 'direction', title: t('Direction'), cell: direction, value: direction },
    { id: 'state', title: t('Status'), cell: (picking) => <StateBadge state={picking.state} />, value: (picking) => t(stateWords(picking.state).word) },
  ];
  const groupings: Grouping<Picking>[] = [{ id: 'direction', label: t('Direction'), of: direction }];
  return (
    <>
      <ListView<Picking> name="transfers" topic="pos" columns={columns} groupings={groupings} crumbs={[{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Transfers') }]}
        fetchPage={(params, page) => ask(api.GET('/api/v1/pos/pickings', { params: { query: { ...params, ...page } } }))}
        keyOf={(picking) => picking.name ?? ''} nameOf={(picking) => picking.name ?? ''} searchPlaceholder={t('Transfer or order…')}
        empty={<EmptyState title={t('No transfer yet')}>{t('Each booked order takes its products from the stock by a transfer, which will be listed here.')}</EmptyState>} />
      {open && <Dialog title={open.name ?? t('Transfer')} onClose={() => setOpen(null)}><PickingTable picking={open} /></Dialog>}
    </>
  );
}
