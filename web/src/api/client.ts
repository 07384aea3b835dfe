// The only way to the service: a typed client of docs/openapi.yaml that signs changing requests and turns refusals into
// Problem. Nothing else in the console calls fetch.
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';
import { msg } from '../i18n/i18n';
import { Problem, unreachable } from './problem';

export type Schemas = components['schemas'];

let csrfToken: string | null = null;
let onSignedOut: (pressed: boolean) => void = () => {};
let onRefused: () => void = () => {};

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}
/** `pressed`: by what somebody has pressed, not by what the page asks of itself. */
export function whenSignedOut(listener: (pressed: boolean) => void): void {
  onSignedOut = listener;
}
/** What was pressed is not for whom this page takes to be signed in: another page of this browser has signed in since, or the role is another now. */
export function whenRefused(listener: () => void): void {
  onRefused = listener;
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    // One key a request: what the browser repeats by itself changes nothing twice.
    if (request.method === 'POST') request.headers.set('Idempotency-Key', newKey());
    return request;
  },
  onResponse({ response, request }) {
    if (request.url.includes('/sign-in')) return;
    const pressed = request.method !== 'GET';
    if (response.status === 401) onSignedOut(pressed);
    if (response.status === 403 && pressed) onRefused();
  },
};

// crypto.randomUUID is missing on plain http from another host; random bytes are not.
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const api = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' });
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data, or throws Problem. */
export async function ask<T>(request: Promise<Answer<T>>): Promise<T> {
  return (await askWithTag(request)).data;
}

/** The data with the ETag that an edit must name. */
export async function askWithTag<T>(request: Promise<Answer<T>>): Promise<{ data: T; tag: string }> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new Problem(0, 'unreachable', unreachable);
  }
  if (!answer.response.ok) {
    const problem = Problem.from(answer.response.status, answer.error);
    throw problem.code === 'csrf_token_wrong' ? new Problem(problem.status, problem.code, msg('Another page of this browser has signed in. Press again.')) : problem;
  }
  return { data: answer.data as T, tag: answer.response.headers.get('ETag') ?? '' };
}
