// Settings → Users.
import { api, ask, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Badge, StateBadge } from '../../components/Badge';
import { Button } from '../../components/Button';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter } from '../../components/list/model';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';
import { roleWord } from './roles';

type User = Schemas['User'];

export function UserList() {
  const { t } = useTranslator();
  const role = (user: User) => t(roleWord(user.role));
  const columns: Column<User>[] = [
    { id: 'login', title: t('Login'), kind: 'name', cell: (user) => <bdi>{user.login}</bdi>, value: (user) => user.login },
    { id: 'name', title: t('Name'), cell: (user) => <bdi>{user.name}</bdi>, value: (user) => user.name },
    { id: 'role', title: t('Role'), cell: role, value: role },
    { id: 'seen', title: t('Latest connection'), cell: (user) => (user.last_seen_at ? <Time iso={user.last_seen_at} shows="relative" /> : !user.has_password && <Badge tone="blue">{t('Invited')}</Badge>), value: (user) => user.last_seen_at },
    { id: 'active', title: t('Active'), cell: (user) => <StateBadge state={user.active ? 'active' : 'inactive'} />, value: (user) => (user.active ? t('Active') : t('Inactive')) },
  ];
  const filters: Filter<User>[] = [{ id: 'inactive', label: t('Inactive'), section: 'active', test: (user) => !user.active }];
  const create = <Button kind="primary" hotkey="c" onClick={() => navigate('/settings/users/new')}>{t('Create')}</Button>;
  return (
    <ListView<User> name="users" topic="accounts" columns={columns} filters={filters} searchable="here" buttons={create} crumbs={[{ label: t('Settings') }, { label: t('Users') }]}
      fetchPage={(_, page) => ask(api.GET('/api/v1/users', { params: { query: page } }))} keyOf={(user) => user.login} nameOf={(user) => user.login} hrefOf={(user) => `/settings/users/${encodeURIComponent(user.login)}`} isMuted={(user) => !user.active}
      empty={<EmptyState icon="user" title={t('No user yet')} action={create}>{t('Everybody who opens this console will be listed here.')}</EmptyState>} />
  );
}
