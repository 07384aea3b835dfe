// The shop's time zone and currency, as Home says them.
import { useHome } from './queries';

export const useZone = (): string | undefined => useHome().data?.timezone;
export const useCurrency = (): string | undefined => useHome().data?.currency;
