// Settings → Technical → Nodes: the processes that share a PostgreSQL store.
import { api, ask, type Schemas } from '../../api/client';
import { Badge } from '../../components/Badge';
import { EmptyState } from '../../components/EmptyState';
import { ListView } from '../../components/list/ListView';
import type { Column, Filter, Grouping } from '../../components/list/model';
import { Time } from '../../components/Time';
import { useTranslator } from '../../i18n/i18n';

type Node = Schemas['Node'];

export function NodeList() {
  const { t } = useTranslator();
  const kind = (node: Node) => (node.kind === 'serve' ? t('Service') : t('Command'));
  const alive = (node: Node) => (node.alive ? t('Alive') : t('Silent'));
  const columns: Column<Node>[] = [
    { id: 'host', title: t('Machine'), kind: 'name', cell: (node) => <span className="row row-tight"><bdi>{node.host}</bdi>{node.is_this && <Badge tone="blue">{t('this one')}</Badge>}</span>, value: (node) => node.host },
    { id: 'process', title: t('Process'), kind: 'number', cell: (node) => <bdi dir="ltr">{node.process}</bdi>, value: (node) => node.process },
    { id: 'kind', title: t('Kind'), cell: kind, value: kind },
    { id: 'version', title: t('Version'), cell: (node) => <bdi dir="ltr">{node.version}</bdi>, value: (node) => node.version },
    { id: 'started', title: t('Started'), cell: (node) => <Time iso={node.started_at} />, value: (node) => node.started_at },
    { id: 'beat', title: t('Last sign of life'), cell: (node) => <Time iso={node.beat_at} shows="relative" />, value: (node) => node.beat_at },
    { id: 'state', title: t('Status'), cell: (node) => <Badge tone={node.alive ? 'green' : 'amber'}>{alive(node)}</Badge>, value: alive },
    { id: 'id', title: t('ID'), cell: (node) => <bdi dir="ltr" className="mono">{node.id}</bdi>, value: (node) => node.id, optional: 'hide' },
  ];
  const filters: Filter<Node>[] = [
    { id: 'alive', label: t('Alive'), section: 'alive', test: (node) => node.alive },
    { id: 'silent', label: t('Silent'), section: 'alive', test: (node) => !node.alive },
  ];
  const groupings: Grouping<Node>[] = [{ id: 'host', label: t('Machine'), of: (node) => node.host }, { id: 'kind', label: t('Kind'), of: kind }];
  return (
    <ListView<Node> name="nodes" topic="nodes" columns={columns} filters={filters} groupings={groupings} searchable="here" refetchEvery={10_000}
      crumbs={[{ label: t('Settings') }, { label: t('Nodes') }]}
      fetchPage={() => ask(api.GET('/api/v1/nodes'))} keyOf={(node) => node.id} nameOf={(node) => `${node.host} ${node.process}`} isMuted={(node) => !node.alive}
      empty={<EmptyState icon="link" title={t('One process works on this store')}>{t('The store is a file, which one process keeps. On a PostgreSQL database several share the work and go on for each other; they are listed here then.')}</EmptyState>} />
  );
}
