/** How figures are written in both languages: sizes by 1024, days, moments and labels. */
import { describe, expect, it } from 'vitest';
import { MEGABYTE, notationOf } from '../../src/domain/model/notation.ts';
import { describeRefusal } from '../../src/domain/model/refusals.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';

describe('an amount of bytes', () => {
  it.each([
    [0, '0 octets', '0 bytes'],
    [1, '1 octet', '1 byte'],
    [1_023, '1 023 octets', '1,023 bytes'],
    [1_024, '1 ko', '1 kB'],
    [1_024 * 1_023.96, '1 Mo', '1 MB'],
    [8.12 * MEGABYTE, '8,1 Mo', '8.1 MB'],
    [1_024 * MEGABYTE, '1 Go', '1 GB'],
    [1_073 * MEGABYTE, '1 Go', '1 GB'],
    [16_384 * MEGABYTE, '16 Go', '16 GB'],
    [5_000 * 1_024 * 1_024 * MEGABYTE, '5 000 To', '5,000 TB'],
  ])('of %d is %s, in English %s', (bytes, french, english) => {
    const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
    expect([plain(notationOf('fr').size(bytes)), plain(notationOf('en').size(bytes))]).toEqual([french, english]);
  });
});

it('days, moments, shares and labels', () => {
  const [fr, en] = [notationOf('fr'), notationOf('en')];
  expect([fr.day('2026-07-03'), en.day('2026-07-03')]).toEqual(['03/07/2026', '3 Jul 2026']);
  const moment = '2026-07-23T16:54:12+02:00';
  expect([fr.moment(moment), en.moment(moment)]).toEqual(['23/07/2026 à 16:54', '23 Jul 2026, 16:54']);
  expect([fr.percent(12.5), en.percent(12.5)]).toEqual(['12,5\u202f%', '12.5%']);
  expect([fr.label('Statut'), en.label('Status')]).toEqual(['Statut :', 'Status:']);
});

it('sentences say sizes in the language of the sentence', () => {
  expect(describeRefusal('too-large', { megabytes: 1_024 }).cause).toMatch(/\(1\sGo\)/);
  expect(describeRefusal('too-large', { megabytes: 1.5 }, 'en').cause).toMatch(/\(1\.5\sMB\)/);
  expect(describeReason('zip-bomb', { megabytes: 2_048 }).cause).toMatch(/\(2\sGo\)/);
});
