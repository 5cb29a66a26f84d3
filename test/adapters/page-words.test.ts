/** Texts of pages that are made up of parts: counts that agree with their nouns, long names that may be parted. */
import { expect, test } from 'vitest';
import { withSoftHyphens } from '../../src/adapters/web/components/soft-hyphens.ts';
import { boardWords } from '../../src/adapters/web/words/board.ts';

test('the progress of an import agrees with the steps that are done', () => {
  const told = (['fr', 'en'] as const).map((language) =>
    [0, 1, 2].map((done) => boardWords[language].now.progress(done, String(done), '5').replaceAll('\u00a0', ' ')),
  );
  expect(told).toEqual([
    ['0 étape sur 5', '1 étape sur 5', '2 étapes sur 5'],
    ['0 of 5 steps', '1 of 5 steps', '2 of 5 steps'],
  ]);
});

test.each([
  ['MATHÉMATIQUES', 'MATHÉ-MA-TI-QUES'],
  ['Éducation physique', 'Édu-ca-tion physique'],
  ['PHYSIQUE', 'PHYSIQUE'],
  ['ACCOMP.TRAVAIL', 'ACCOMP.|TRAVAIL'],
  ['3A_2 · M. VANDENBERGHE', '3A_2 · M. VAN-DEN-BERGHE'],
])('%s may be parted between syllables, and nowhere else', (name, parted) => {
  expect(withSoftHyphens(name).replaceAll('\u00ad', '-').replaceAll('\u200b', '|')).toBe(parted);
});
