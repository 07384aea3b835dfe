// Settings → Connections: the Odoos that syncs may book into.
import { api, ask, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column } from '../../components/list/model';
import { useMay } from '../../hooks/useMe';
import { useTranslator } from '../../i18n/i18n';

type Connection = Schemas['Connection'];

export function ConnectionList() {
  const { t } = useTranslator();
  const mayAdmin = useMay('admin');
  const columns: Column<Connection>[] = [
    { id: 'name', title: t('Name'), kind: 'name', cell: (each) => <bdi>{each.name}</bdi>, value: (each) => each.name },
    { id: 'url', title: t('Odoo URL'), cell: (each) => <bdi dir="ltr" className="wrap">{each.url}</bdi>, value: (each) => each.url },
    { id: 'database', title: t('Database'), cell: (each) => <bdi>{each.database}</bdi>, value: (each) => each.database },
    { id: 'login', title: t('Login'), cell: (each) => <bdi>{each.login}</bdi>, value: (each) => each.login },
    { id: 'syncs', title: t('Syncs'), cell: (each) => <bdi>{each.syncs.join(', ')}</bdi>, value: (each) => each.syncs.join(', ') },
  ];
  const create = mayAdmin && <Button kind="primary" hotkey="c" onClick={() => navigate('/settings/connections/new')}>{t('Create')}</Button>;
  return (
    <ListView<Connection> name="connections" topic="connections" columns={columns} searchable="here" buttons={create} crumbs={[{ label: t('Settings') }, { label: t('Connections') }]}
      fetchPage={() => ask(api.GET('/api/v1/connections'))} keyOf={(each) => each.name} nameOf={(each) => each.name} hrefOf={(each) => `/settings/connections/${encodeURIComponent(each.name)}`}
      empty={<EmptyState icon="link" title={t('No connection yet')} action={create}>{t('Without a connection, orders are booked in the Point of Sale of ordersync itself. Add one to book them in an Odoo; nothing is installed there.')}</EmptyState>} />
  );
}
