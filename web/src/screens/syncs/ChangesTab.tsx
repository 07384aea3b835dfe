// The Changes tab: who changed which field from what to what, newest first.
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { AuditTrail } from '../../components/AuditTrail';
import { allLabels } from './words';

export function ChangesTab({ id }: { id: number }) {
  const changes = useQuery({ queryKey: ['syncs', 'changes', id],
    queryFn: () => ask(api.GET('/api/v1/syncs/{id}/changes', { params: { path: { id: String(id) }, query: { limit: 50 } } })) });
  return <AuditTrail query={changes} labels={allLabels} />;
}
