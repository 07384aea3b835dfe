// One sync: loads it, or starts a new one, and hands it to the form.
import { useSync } from '../../hooks/queries';
import { ErrorNotice, Loading } from '../../components/states';
import { SyncFormScreen } from './SyncFormScreen';

export function SyncPage({ id }: { id: string | null }) {
  const query = useSync(id);
  if (id === null) return <SyncFormScreen key="new" sync={null} tag="" reload={() => undefined} />;
  if (query.isError) return <div className="content"><ErrorNotice error={query.error} retry={() => void query.refetch()} /></div>;
  if (!query.data) return <Loading />;
  return <SyncFormScreen key={id} sync={query.data.data} tag={query.data.tag} reload={() => void query.refetch()} />;
}
