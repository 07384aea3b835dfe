// Point of Sale → Payment Methods.
import { api, ask, type Schemas } from '../../api/client';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Grouping } from '../../components/list/model';
import { useTranslator } from '../../i18n/i18n';
import { PlaceBar, PlaceUnknown, placeParams, usePlace } from './place';

type Method = Schemas['PaymentMethodList']['items'][number];

export function PaymentMethodList() {
  const { t } = useTranslator();
  const place = usePlace();
  const typeWord = (method: Method) => ({ cash: t('Cash'), bank: t('Bank'), pay_later: t('Customer Account') })[method.type];
  const columns: Column<Method>[] = [
    { id: 'name', title: t('Method'), kind: 'name', cell: (method) => <bdi>{method.name}</bdi>, value: (method) => method.name },
    { id: 'id', title: t('ID'), kind: 'number', cell: (method) => method.id, value: (method) => method.id, optional: 'show' },
    { id: 'type', title: t('Type'), cell: typeWord, value: typeWord },
    { id: 'journal', title: t('Journal'), cell: (method) => <bdi>{method.journal}</bdi>, value: (method) => method.journal },
    { id: 'pos', title: t('Point of Sale'), cell: (method) => <bdi>{method.pos_configs?.join(', ')}</bdi>, value: (method) => method.pos_configs?.join(', ') },
  ];
  const groupings: Grouping<Method>[] = [{ id: 'type', label: t('Type'), of: typeWord }];
  const crumbs = [{ label: t('Point of Sale'), href: '/pos/orders' }, { label: t('Payment Methods') }];
  if (place.connection && !place.config) return <PlaceUnknown place={place} crumbs={crumbs} />;
  return (
    <ListView<Method> name="payment-methods" topic="pos" columns={columns} groupings={groupings} searchable="here"
      crumbs={crumbs}
      extraParams={placeParams(place)} notes={(page) => <PlaceBar place={place} ofConfig readAt={page?.read_at} />}
      fetchPage={(params) => ask(api.GET('/api/v1/pos/payment-methods', { params: { query: params } }))} keyOf={(method) => String(method.id)} nameOf={(method) => method.name}
      empty={<EmptyState title={t('No payment method yet')}>{t('Payment methods come with the catalogue: import a catalogue file under Point of Sale, Products.')}</EmptyState>} />
  );
}
