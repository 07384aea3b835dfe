// One sync: loads it, or starts a new one, and hands it to the form.
import { useEffect } from 'react';
import { navigate } from '../../app/location';
import { useSync } from '../../hooks/queries';
import { Loaded, Loading } from '../../components/states';
import { SyncFormScreen } from './SyncFormScreen';

export function SyncPage({ id }: { id: string | null }) {
  const query = useSync(id);
  const number = query.data && String(query.data.data.id);
  // By its number it stays what it is, with all that is typed in it, though it gets another name.
  const named = number !== undefined && number !== id;
  useEffect(() => {
    if (named) navigate(`/syncs/${number}${window.location.search}`, { replace: true });
  }, [named, number]);
  if (id === null) return <SyncFormScreen sync={null} tag="" />;
  if (named) return <Loading />;
  return <Loaded query={query}>{({ data, tag }) => <SyncFormScreen sync={data} tag={tag} />}</Loaded>;
}
