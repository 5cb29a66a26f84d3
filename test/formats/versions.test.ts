/** What an export says that Carillon does not know, of itself or of its version: it is read as far as it goes, and told. */
import { describe, expect, it } from 'vitest';
import { tellVersion } from '../../src/adapters/formats/versions.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { FindingLog } from '../../src/domain/model/finding.ts';
import { LANGUAGES } from '../../src/domain/model/language.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { readFile } from '../support/read-file.ts';

const school = inventSchool({ seed: 'versions', size: 'small' });
const good = writeEdt(school);

describe('a version', () => {
  it.each([
    ['1.1', []],
    ['2.0', []],
    ['2', []],
    ['3.7', ['EDT 3.7 newer']],
    ['2.1', ['EDT 2.1 newer']],
    ['1.5', ['EDT 1.5 ']],
    ['', []],
  ])('of EDT, %s, is told where nobody knows it', async (version, expected) => {
    const { reason, findings } = await readFile(good.replace('Version="1.1"', `Version="${version}"`));
    expect(reason).toBeNull();
    const told = findings.filter(({ code }) => code === 'format-version-unknown');
    expect(told.flatMap(({ items }) => items.map(({ about, values }) => `${about} ${values?.variant ?? ''}`))).toEqual(
      expected,
    );
  });

  it.each([
    ['3.1', 0],
    ['4.0', 1],
  ])('of which one number is known has all below it: %s', (formatVersion, count) => {
    const findings = new FindingLog();
    tellVersion({ format: 'SIECLE', formatVersion, uai: '' }, ['1', '2', '3'], findings);
    expect(findings.count('format-version-unknown')).toBe(count);
  });

  it.each(LANGUAGES)('is named with those that are known (%s)', (language) => {
    const values = { format: 'EDT', version: '3.7', known: '1.1, 2.0', variant: 'newer' };
    const { cause } = describeReason('format-version-unknown', values, language);
    expect(cause).toMatch(/3\.7.*(plus récente|newer).*1\.1, 2\.0/);
  });
});

it('unknown attributes of the root are told, names of namespaces are not', async () => {
  const { findings } = await readFile(good.replace('Version="1.1"', 'Machin="3" xmlns:x="urn:x" Version="1.1"'));
  expect(findings).toMatchObject([{ code: 'unknown-attribute', items: [{ about: 'ExportEmploiDuTemps@machin (1)' }] }]);
});

it('dates the wrong way round are told with the name of the student and of the class', async () => {
  const dates = /DateEntree="[^"]*" DateSortie="[^"]*"/;
  const { findings } = await readFile(good.replace(dates, 'DateEntree="2027-03-01" DateSortie="2027-02-28"'));
  const { items = [] } = findings.find(({ code }) => code === 'inverted-dates') ?? {};
  const [, name, audience] = /^(.+), (.+) : 01\/03\/2027 – 28\/02\/2027$/.exec(items[0]?.about ?? '') ?? [];
  expect(school.students.map((one) => `${one.lastName} ${one.firstName}`)).toContain(name);
  expect([...school.divisions, ...school.groups].map((one) => one.name)).toContain(audience);
});
