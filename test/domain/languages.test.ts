/** Both languages say the same: every code in English too, with the same values; French typography where pages show it. */
import { expect, test } from 'vitest';
import { bilingual, typeset } from '../../src/adapters/web/words/words.ts';
import { REFUSALS } from '../../src/domain/model/refusals.ts';
import { ENGLISH_REFUSALS } from '../../src/domain/model/refusals-en.ts';
import { CATALOGUE, describeReason } from '../../src/domain/report/catalogue.ts';
import { ENGLISH_CATALOGUE } from '../../src/domain/report/catalogue-en.ts';
import { buildReport } from '../../src/domain/report/report.ts';
import { reportText } from '../../src/domain/report/text.ts';
import { FRENCH } from '../../src/domain/report/words.ts';
import { vocabularyOf } from '../../src/domain/report/words-en.ts';
import { sampleEvaluation, sampleRun, TIME_ZONE } from '../support/fake-reports.ts';

type Sentences = { readonly title: string; readonly cause: string; readonly remedy: string };

const valuesIn = ({ title, cause, remedy }: Sentences): string[] =>
  [...new Set([...`${title} ${cause} ${remedy}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();

test.each([
  ['the catalogue', CATALOGUE, ENGLISH_CATALOGUE],
  ['the table of refusals', REFUSALS, ENGLISH_REFUSALS],
] as const)('%s has the same codes and values in both languages', (_name, french, english) => {
  expect(Object.keys(english).sort()).toEqual(Object.keys(french).sort());
  for (const [code, entry] of Object.entries(french)) {
    const other = english[code];
    if (!other) throw new Error(code);
    expect([code, valuesIn(other)]).toEqual([code, valuesIn(entry)]);
    expect(other.title, code).toMatch(/^\p{Lu}[^.]*[^.\s]$/u);
    expect(other.cause, code).toMatch(/^[\p{Lu}{].*[.)}]$/su);
    expect(other.remedy, code).toMatch(/^\p{Lu}.*\.$/su);
  }
});

test('French sentences are written with one kind of apostrophe; pages curve it', () => {
  for (const [code, entry] of Object.entries({ ...CATALOGUE, ...REFUSALS }))
    expect(Object.values(entry).join(' '), code).not.toContain('’');
});

test('words of reports are there in both languages', () => {
  const english = vocabularyOf('en');
  expect(Object.keys(english.counts)).toEqual(Object.keys(FRENCH.counts));
  for (const actor of ['manager:12', 'operator:4', 'token:3', 'command'])
    expect(english.actor(actor)).not.toBe(FRENCH.actor(actor));
  expect(describeReason('superseded', { run: '9' }, 'en').cause).toContain('import no. 9');
  const text = reportText(
    buildReport(sampleRun({ status: 'held' }), sampleEvaluation('held'), TIME_ZONE, { language: 'en' }),
    {
      language: 'en',
    },
  );
  expect(text).toMatch(/^Report of import no\. 42\n/);
  expect(text).not.toMatch(/Étapes|Contrôles|Rapprochements|Séances par semaine/);
});

test.each([
  ["L'import : « EDT » est refusé !", 'L’import\u202f: «\u202fEDT\u202f» est refusé\u202f!'],
  ['Import n° 12, 30 %', 'Import n°\u00a012, 30\u202f%'],
  ['à 16:54, http://x', 'à 16:54, http://x'],
])('%s is typeset', (plain, set) => {
  expect(typeset(plain)).toBe(set);
  const words = bilingual(
    { one: plain, deep: { of: (value: string) => `${value}${plain}` }, list: [plain] },
    { one: 'a', deep: { of: (value) => value }, list: ['b'] },
  );
  expect([words.fr.one, words.fr.deep.of('x'), words.fr.list[0], words.en.one]).toEqual([set, `x${set}`, set, 'a']);
});
