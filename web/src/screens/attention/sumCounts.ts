/** How many orders the runs booked. */
export const sumCounts = (runs: readonly { processed: number }[]): number => runs.reduce((sum, run) => sum + run.processed, 0);
