import { expect, it } from 'vitest';
import { Problem } from './problem';

it('has the words of the service', () => {
  expect(Problem.from(409, { code: 'run_in_progress', detail: 'The sync is running' })).toMatchObject({ status: 409, code: 'run_in_progress', message: 'The sync is running' });
  expect(Problem.from(422, { title: 'Invalid', fields: { name: 'is taken' } })).toMatchObject({ message: 'Invalid', fields: { name: 'is taken' } });
});
it('is told by a proxy that the service does not answer', () => {
  expect(Problem.from(502, '<html>Bad Gateway</html>').message).toBe('The service does not answer. Is it running?');
  expect(Problem.from(418, '').message).toBe('HTTP 418');
});
