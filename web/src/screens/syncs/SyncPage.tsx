// One sync: loads it, or starts a new one, and hands it to the form.
import { useSync } from '../../hooks/queries';
import { Loaded } from '../../components/states';
import { SyncFormScreen } from './SyncFormScreen';

export function SyncPage({ id }: { id: string | null }) {
  const query = useSync(id);
  if (id === null) return <SyncFormScreen sync={null} tag="" />;
  return <Loaded query={query}>{({ data, tag }) => <SyncFormScreen sync={data} tag={tag} />}</Loaded>;
}
