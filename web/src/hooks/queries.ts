// The questions that several screens ask. The first part of a key is the topic that live updates name.
import { useContext } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag } from '../api/client';
import { MeContext } from './useMe';

/** Whose products and payment methods: those of ordersync itself, or of one Point of Sale of an Odoo. */
export interface Place {
  connection?: string | null;
  pos_config?: string;
}
const within = ({ connection, pos_config }: Place) => (connection ? { connection, pos_config: pos_config || undefined } : {});

const signedIn = () => useContext(MeContext) !== null;

export function useHome() {
  return useQuery({ queryKey: ['home'], queryFn: () => ask(api.GET('/api/v1/home')), enabled: signedIn(), refetchInterval: 60_000 });
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
  const query = connection ? { connection, kept: kept || undefined } : {};
  return useQuery({ queryKey: ['sessions', 'configs', query], enabled: signedIn() && enabled, queryFn: () => ask(api.GET('/api/v1/pos/configs', { params: { query } })) });
}

export function useConnections() {
  return useQuery({ queryKey: ['connections', 'all'], queryFn: () => ask(api.GET('/api/v1/connections')), enabled: signedIn() });
}

export function usePaymentMethods(place: Place) {
  const query = within(place);
  return useQuery({ queryKey: ['pos', 'methods', query], queryFn: () => ask(api.GET('/api/v1/pos/payment-methods', { params: { query } })) });
}

export function useProducts(text: string, place: Place) {
  const query = { limit: 50, q: text || undefined, ...within(place) };
  return useQuery({ queryKey: ['pos', 'products', 'choice', query], queryFn: () => ask(api.GET('/api/v1/pos/products', { params: { query } })),
    staleTime: 30_000 });
}

export function useTaxes() {
  return useQuery({ queryKey: ['pos', 'taxes'], queryFn: () => ask(api.GET('/api/v1/pos/taxes')) });
}

export const attentionKey = (sync?: string) => ['orders', 'attention', sync ?? null];

export function useAttention(sync?: string) {
  return useQuery({ queryKey: attentionKey(sync), queryFn: () => ask(api.GET('/api/v1/attention', { params: { query: { sync } } })) });
}
