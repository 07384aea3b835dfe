// Why the service refused: the words are the service's own, meant for the owner.
import { msg } from '../i18n/i18n';

export const unreachable = msg('The service does not answer. Is it running?');

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(detail);
  }

  /** A proxy before the service has no words of its own for the owner. */
  static from(status: number, body: unknown): Problem {
    const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<'code' | 'detail' | 'title', unknown>> & { fields?: unknown };
    const text = [given.detail, given.title].find((value): value is string => typeof value === 'string' && value !== '');
    const fields: Record<string, string> = {};
    if (typeof given.fields === 'object' && given.fields !== null) {
      for (const [name, message] of Object.entries(given.fields)) fields[name] = String(message);
    }
    return new Problem(status, typeof given.code === 'string' ? given.code : '', text ?? (status >= 502 && status <= 504 ? unreachable : `HTTP ${status}`), fields);
  }
}

/** What was refused of each field; empty where it was something else. */
export const fieldsOf = (error: unknown): Record<string, string> => (error instanceof Problem ? error.fields : {});
