// The questions that several screens ask. The first part of a key is the topic that live updates name.
import { useContext } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag } from '../api/client';
import { MeContext } from './useMe';

const signedIn = () => useContext(MeContext) !== null;

export function useHome() {
  return useQuery({ queryKey: ['orders', 'home'], queryFn: () => ask(api.GET('/api/v1/home')), enabled: signedIn(), refetchInterval: 60_000 });
}

export function useSyncs() {
  return useQuery({ queryKey: ['syncs', 'all'], queryFn: () => ask(api.GET('/api/v1/syncs')), enabled: signedIn() });
}

export function useSync(id: string | null) {
  return useQuery({ queryKey: ['syncs', 'one', id], enabled: id !== null,
    queryFn: () => askWithTag(api.GET('/api/v1/syncs/{id}', { params: { path: { id: id ?? '' } } })) });
}

/** `kept`: of an Odoo as they were read last, where they were; nobody waits for it then. */
export function usePosConfigs(connection?: string | null, { kept = false, enabled = true } = {}) {
  const query = connection ? { connection, ...(kept ? { kept } : {}) } : {};
  return useQuery({ queryKey: ['sessions', 'configs', query], enabled: signedIn() && enabled, queryFn: () => ask(api.GET('/api/v1/pos/configs', { params: { query } })) });
}

export function useConnections() {
  return useQuery({ queryKey: ['connections', 'all'], queryFn: () => ask(api.GET('/api/v1/connections')), enabled: signedIn() });
}

export function usePaymentMethods(place: { connection?: string | null; pos_config?: string } = {}) {
  const query = place.connection ? { connection: place.connection, ...(place.pos_config ? { pos_config: place.pos_config } : {}) } : {};
  return useQuery({ queryKey: ['pos', 'methods', query], queryFn: () => ask(api.GET('/api/v1/pos/payment-methods', { params: { query } })) });
}

export function useProducts(text: string, place: { connection?: string | null; pos_config?: string } = {}) {
  const query = { limit: 50, ...(text ? { q: text } : {}),
    ...(place.connection ? { connection: place.connection, ...(place.pos_config ? { pos_config: place.pos_config } : {}) } : {}) };
  return useQuery({ queryKey: ['pos', 'products', 'choice', query], queryFn: () => ask(api.GET('/api/v1/pos/products', { params: { query } })),
    staleTime: 30_000 });
}

export function useTaxes() {
  return useQuery({ queryKey: ['pos', 'taxes'], queryFn: () => ask(api.GET('/api/v1/pos/taxes')) });
}

export function useAttention(sync?: string) {
  return useQuery({ queryKey: ['orders', 'attention', sync ?? null],
    queryFn: () => ask(api.GET('/api/v1/attention', { params: { query: sync ? { sync } : {} } })) });
}
