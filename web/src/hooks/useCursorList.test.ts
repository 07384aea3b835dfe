import { expect, it } from 'vitest';
import { fetchAll } from './useCursorList';

const pages = (count: number) => async ({ cursor }: { cursor?: string }) => {
  const at = Number(cursor ?? 0);
  return { items: [at], next: at + 1 < count ? String(at + 1) : null };
};

it('fetchAll says whether it has everything', async () => {
  expect(await fetchAll(pages(3), 3)).toEqual({ items: [0, 1, 2], complete: true });
  expect(await fetchAll(pages(4), 3)).toEqual({ items: [0, 1, 2], complete: false });
});
