/** The table of refusals: complete sentences, sane statuses, nothing unfilled. */
import { expect, test } from 'vitest';
import { describeRefusal, REFUSALS } from '../../src/domain/model/refusals.ts';

test.each(Object.entries(REFUSALS))('%s has a status, an exit code and whole sentences', (code, entry) => {
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(entry.http).toBeGreaterThanOrEqual(400);
  expect(entry.http).toBeLessThan(600);
  expect(entry.title).toMatch(/^\p{Lu}[^.]+$/u);
  expect(entry.cause).toMatch(/\.$/);
  expect(entry.remedy).toMatch(/^\p{Lu}.*[.]$/su);
});

test('values are filled in, and detail is cause and remedy', () => {
  expect(describeRefusal('bad-input', { problem: '« limit » : entier attendu' })).toMatchObject({
    http: 422,
    exit: 1,
    code: 'bad-input',
    cause: '« limit » : entier attendu.',
    detail: '« limit » : entier attendu. Corrigez la demande et recommencez.',
  });
});

test.each(['surprise', 'constructor', '__proto__'])('the unknown code %s is technical trouble', (code) => {
  expect(describeRefusal(code)).toMatchObject({ http: 500, exit: 1, code, title: 'Difficulté technique' });
});
