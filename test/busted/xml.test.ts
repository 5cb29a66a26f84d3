/** XML that attacks, lies, contradicts itself or is cut: each shape ends in its own code, quickly, and changes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { XML_LIMITS } from '../../src/adapters/readers/xml.ts';
import { writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { school } from '../support/flow.ts';
import { sourceOf } from '../support/source.ts';
import { endOf, endsOfCuts, startTrial, type Trial } from './trial.ts';
import {
  attacks,
  cycles,
  dangling,
  dates,
  duplicated,
  manyCourses,
  numbers,
  onlyCourses,
  wrongBytes,
  type XmlFault,
  years,
} from './xml-faults.ts';

/** On a machine that has other things to do; each takes some tens of milliseconds. */
const MAX_MS = 5_000;

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());

const named = (faults: readonly XmlFault[]): [string, string, XmlFault][] =>
  faults.map((fault) => [fault.name, fault.code, fault]);

describe('is refused:', () => {
  it.each(named([...attacks, ...wrongBytes, ...years]))(
    '%s, %s',
    async (_name, code, { build }) => {
      await trial.isRefused(build(), code);
    },
    MAX_MS,
  );

  it.each(named(dates.filter(({ code }) => code === 'bad-school-year')))(
    '%s, %s',
    async (_name, code, { build }) => {
      const report = await trial.isRefused(build(), code);
      expect(report.run.cause).toContain('–');
    },
    MAX_MS,
  );

  it.each(named(numbers.filter(({ code }) => code === 'no-grid')))(
    '%s, %s',
    async (_name, code, { build }) => {
      await trial.isRefused(build(), code);
    },
    MAX_MS,
  );
});

describe('is taken with a warning, and only that link is dropped:', () => {
  const taken = [...dangling, ...duplicated, ...cycles, ...numbers, ...dates];
  const warned = taken.filter(({ code }) => code !== 'no-grid' && code !== 'bad-school-year');
  it.each(named(warned))(
    '%s, %s',
    async (_name, code, { build }) => {
      const report = await trial.isTakenWith(build(), code);
      expect(report.findings.find((one) => one.code === code)?.severity).toBe('warning');
    },
    MAX_MS,
  );
});

describe('a document of another encoding', () => {
  it('is taken with its mark, whatever it declares', async () => {
    const text = writeEdt(school);
    await trial.isTheSame(`\ufeff${text}`);
    for (const says of ['UTF-8', 'UTF-16', 'ISO-8859-1']) {
      const little = Buffer.from(`\ufeff${text.replace('encoding="UTF-8"', `encoding="${says}"`)}`, 'utf16le');
      await trial.isTheSame(little);
      await trial.isTheSame(Buffer.from(little).swap16());
    }
  });

  it('of ISO-8859-15 keeps the letters that ISO-8859-1 does not have', async () => {
    const named = {
      ...school,
      subjects: school.subjects.map((one, at) => (at ? one : { ...one, label: 'Œuvres à 1 €' })),
    };
    const first = await trial.given(writeEdtBytes(named));
    expect(first.run.status).toBe('integrated');
    await trial.isTheSame(writeEdtBytes(named, { encoding: 'iso-8859-15' }));
    await trial.given(writeEdt(school));
  });
});

describe('courses', () => {
  it('alone, with a grid and a year, are taken by hand with a warning, and held when they come by themselves', async () => {
    const bytes = onlyCourses(['AnneeScolaire', 'GrilleHoraire']);
    const deposited = await trial.site.deposit(bytes);
    expect(deposited.run.status).toBe('held');
    expect(deposited.findings.map(({ code }) => code)).toContain('only-courses');
    await trial.isTakenWith(bytes, 'only-courses');
  });

  it('alone without anything are refused', async () => {
    await trial.isRefused(onlyCourses([]), 'no-grid');
    await trial.isRefused(onlyCourses(['GrilleHoraire']), 'no-school-year');
  });

  it('that would give a million sessions are refused', async () => {
    const report = await trial.isRefused(manyCourses(400), 'too-many-sessions');
    expect(report.run.cause).toContain('1 000 000');
  });
});

it('names and codes of any length are cut and told', async () => {
  const long = Array.from({ length: 4_000 }, (_, at) => ((at * 7_919) % 46_656).toString(36)).join('');
  for (const pattern of [
    /(<Matiere Ident="\d+" Code=")[^"]*/,
    /(<Classe Ident="\d+" Nom=")[^"]*/,
    /(<Groupe Ident="\d+" Nom=")[^"]*/,
    /(<Salle Ident="\d+" Nom=")[^"]*/,
    /(<Professeur Ident="\d+" Nom=")[^"]*/,
  ])
    await trial.isTakenWith(writeEdt(school).replace(pattern, `$1${long}`), 'name-too-long');
});

describe('an export cut', () => {
  it('at every kilobyte is told to be cut, wherever the cut falls', async () => {
    for (const encoding of ['utf-8', 'utf-16', 'iso-8859-15'] as const) {
      const whole = writeEdtBytes(school, { encoding });
      const { cuts, ends } = await endsOfCuts(whole);
      expect(cuts).toBeGreaterThan(100);
      expect(ends).toEqual({ 'xml-truncated': cuts });
    }
  });

  it('in its first kilobyte is told too, byte by byte', async () => {
    const whole = writeEdtBytes(school);
    expect(await endOf(sourceOf(whole.subarray(0, 0)))).toBe('empty-file');
    for (let at = 1; at < 1_024; at++) expect(await endOf(sourceOf(whole.subarray(0, at)))).toBe('xml-truncated');
  });

  it('in the middle of a letter is cut, not wrongly encoded', async () => {
    const whole = writeEdtBytes(school);
    const letter = whole.indexOf(0xc3);
    await trial.isRefused(whole.subarray(0, letter + 1), 'xml-truncated');
  });
});

it('elements without end are refused at a fixed number', async () => {
  const piece = Buffer.from('<a/>'.repeat(16_384));
  let pieces = 0;
  const end = await endOf({
    size: 1e12,
    async *open(range) {
      yield Buffer.from('<ExportEmploiDuTemps Version="1.1" UAI="0990001A">');
      for (; (range?.end ?? 1e12) > 100; pieces++) yield piece;
    },
  });
  expect(end).toBe('xml-too-many-elements');
  expect(pieces * 16_384).toBeLessThan(XML_LIMITS.maxElements + 200_000);
});
