// The shop's time zone and currency, as Home says them.
import { useHome, usePosConfigs } from './queries';

export const useZone = (): string | undefined => useHome().data?.timezone;
/** Of the embedded Point of Sale. */
export const useCurrency = (): string | undefined => useHome().data?.own_currency ?? undefined;

/** The currency of a POS configuration. */
export function useCurrencyOf(connection?: string): (config: string) => string | undefined {
  const configs = usePosConfigs(connection, { kept: true }).data?.items;
  return (name) => configs?.find((each) => each.name === name)?.currency;
}
