import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import '../i18n/i18n'; // read while there is no window yet

let status = 200;
vi.stubGlobal('window', { location: { origin: 'http://shop.example' } });
vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ code: status === 200 ? '' : 'not_allowed', detail: 'No' }), { status, headers: { 'Content-Type': 'application/json' } }));
const { api, ask, whenRefused, whenSignedOut } = await import('./client');
afterAll(() => vi.unstubAllGlobals());

const refused = vi.fn();
const signedOut = vi.fn();
whenRefused(refused);
whenSignedOut(signedOut);
beforeEach(() => vi.clearAllMocks());

const look = () => ask(api.GET('/api/v1/syncs')).catch(() => undefined);
const press = () => ask(api.POST('/api/v1/orders/retry', { body: {} })).catch(() => undefined);

it('tells that a role is another now by what is pressed, not by what the page asks of itself', async () => {
  status = 403;
  await look();
  expect(refused).not.toHaveBeenCalled();
  await press();
  expect(refused).toHaveBeenCalledTimes(1);
  expect(signedOut).not.toHaveBeenCalled();
});

it('tells that the sign-in has ended, and whether something was pressed', async () => {
  status = 401;
  await look();
  await press();
  expect(signedOut.mock.calls).toEqual([[false], [true]]);
  expect(refused).not.toHaveBeenCalled();
});

it('tells nothing of a sign-in that is refused: its form says so', async () => {
  status = 401;
  await ask(api.POST('/api/v1/sign-in', { body: { login: 'anna', password: 'wrong' } })).catch(() => undefined);
  expect(signedOut).not.toHaveBeenCalled();
});
