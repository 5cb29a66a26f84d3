/** What is the same as what (RULES.md 3.1, 3.2, 3.7), and the logins made from names. */
import { describe, expect, it } from 'vitest';
import { loginFor, newPassword } from '../../src/domain/deposit/account.ts';
import { archiveName } from '../../src/domain/deposit/archive.ts';
import { FindingLog } from '../../src/domain/model/finding.ts';
import { namedKey, normaliseName, personKey, subjectKey } from '../../src/domain/model/identity.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { course, person, raw, resource, student, timetable } from '../support/timetables.ts';

describe('names', () => {
  it.each([
    ['Éloïse', 'ELOISE'],
    ['  jean -  marc ', 'JEAN MARC'],
    ['Jean‑Marc', 'JEAN MARC'],
    ['D’Artagnan', "D'ARTAGNAN"],
    ['Œuvre', 'OEUVRE'],
    ['Lætitia', 'LAETITIA'],
    ['E\u0301loi\u0308se', 'ELOISE'],
    ['6\u00a0LV2', '6 LV2'],
    ['weiß', 'WEISS'],
  ])('%s compares as %s', (name, normal) => {
    expect(normaliseName(name)).toBe(normal);
  });

  it('are keys within the establishment', () => {
    expect(namedKey(1, '6 a')).toBe(namedKey(1, '6-A'));
    expect(namedKey(1, '6A')).not.toBe(namedKey(2, '6A'));
    expect(subjectKey('AGL1', 'ANGLAIS')).toBe(subjectKey('AGL1', 'Anglais LV1'));
    expect(subjectKey('', 'Éd. musicale')).toBe(subjectKey('', 'ED. MUSICALE'));
    expect(subjectKey('', 'X')).not.toBe(subjectKey('X', 'X'));
  });
});

describe('people', () => {
  const base = { lastName: 'Petit', firstName: 'Zoé', birthDate: '2012-03-09' };
  it('are known by STS id, INE, SIECLE id, IDPN, name and birth date, in that order', () => {
    const all = { sts: '1', ine: '2', eleve: '3', idpn: '4' };
    const keys = (['sts', 'ine', 'eleve', 'idpn'] as const).map((_, index) =>
      personKey({ ...base, ids: Object.fromEntries(Object.entries(all).slice(index)) }),
    );
    expect(keys).toEqual(['sts:1', 'ine:2', 'eleve:3', 'idpn:4']);
    expect(personKey({ ...base, ids: {} })).toBe(personKey({ ...base, lastName: 'PETIT', firstName: 'zoe', ids: {} }));
    expect(personKey({ ...base, ids: {} })).not.toBe(personKey({ ...base, birthDate: null, ids: {} }));
  });

  it('whom nothing tells apart stay apart, whatever their order in the file', () => {
    const twins = [
      student(person('1', 'ALUN', 'Alain'), { divisions: [{ ident: 'a', from: null, to: null }] }),
      student(person('2', 'ALUN', 'Alain'), { divisions: [{ ident: 'b', from: null, to: null }] }),
    ];
    const findings = new FindingLog();
    const one = timetable({ students: twins }, undefined, findings);
    expect(one.students.size).toBe(2);
    expect(findings.count('homonyms')).toBe(1);
    expect(canonicalText(timetable({ students: [...twins].reverse() }))).toBe(canonicalText(one));
  });
});

describe('parts', () => {
  const keyOf = (more: Parameters<typeof timetable>[0]) => [...timetable(more).parts.keys()];
  it('are known by their division and the groups that hold them, else by their members', () => {
    expect(keyOf({})).toEqual(['1/6A#1/6 LATIN', '1/6A#', '1/6B#1/6 LATIN']);
    const members = (names: readonly string[]) =>
      names.map((name, index) =>
        student(person(`${index}`, name, 'X'), { parts: [{ ident: 'a2', from: null, to: null }] }),
      );
    const [, key] = keyOf({ students: members(['ZED', 'ABE']) });
    expect(keyOf({ students: members(['ABE', 'ZED']) })[1]).toBe(key);
    expect(keyOf({ students: members(['ABE']) })[1]).not.toBe(key);
  });
});

describe('the canonical timetable', () => {
  const base = canonicalText(timetable());
  it('does not depend on idents, order, export time or the first week’s number', () => {
    const file = raw();
    const renamed = JSON.parse(
      JSON.stringify(file, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))
        .replaceAll('"t1"', '"77"')
        .replaceAll('"a"', '"78"'),
      (_key, value) => (typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value),
    );
    expect(canonicalText(timetable(renamed))).toBe(base);
    expect(
      canonicalText(timetable({ teachers: [...file.teachers].reverse(), divisions: [...file.divisions].reverse() })),
    ).toBe(base);
    expect(
      canonicalText(timetable({ origin: { ...file.origin, exportedAt: '2026-09-30', formatVersion: '1.0' } })),
    ).toBe(base);
    // Counted from a week later, the same days have numbers one less.
    const schoolYear = { ...file.schoolYear, week1Monday: '2026-09-07' };
    const later = [course([resource('teacher', 't1', [1, 2]), resource('division', 'a', [1, 2])])];
    expect(canonicalText(timetable({ schoolYear, courses: later }))).toBe(base);
  });

  it('differs by any fact', () => {
    const changed = [
      timetable({ teachers: [person('t1', 'MARTIN', 'Eva'), person('t2', 'DURAND', 'Luc')] }),
      timetable({ courses: [course([resource('teacher', 't1', [2]), resource('division', 'a', [2, 3])])] }),
      timetable({ courses: [course([resource('teacher', 't1', [2, 3]), resource('division', 'b', [2, 3])])] }),
      timetable({
        courses: [
          course([resource('teacher', 't1', [2, 3]), resource('division', 'a', [2, 3])], { cancelledWeeks: 4n }),
        ],
      }),
      timetable({ schoolYear: { firstDay: '2026-09-02', lastDay: '2027-08-31', week1Monday: '2026-08-31' } }),
      timetable({ courses: [...raw().courses, ...raw().courses] }),
    ].map(canonicalText);
    expect(new Set([base, ...changed]).size).toBe(7);
  });
});

it('makes logins in ASCII', () => {
  expect(loginFor('Éloïse', 'De La Tour-d’Auvergne')).toBe('emp.eloise.delatourdauvergne');
  expect(loginFor('Jean-Marc', 'Œuvre', 2)).toBe('emp.jeanmarc.oeuvre2');
  expect(loginFor('', 'Martin')).toBe('emp.martin');
  expect(loginFor('Ян', '王')).toMatch(/^emp[.a-z0-9]*$/);
});

it('makes passwords without look-alikes from any bytes', () => {
  let seed = 0;
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => (seed = (seed * 73 + 41) % 256));
  const made = new Set(Array.from({ length: 50 }, () => newPassword(bytes)));
  for (const password of made) expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{20}$/);
});

it.each([
  [{ format: 'EDT', formatVersion: '1.1', uai: 'x' }, 'EDT_1.1_7.zip'],
  [{ format: 'EDT', formatVersion: '1.1', uai: 'x', product: 'EDT', productVersion: '2014' }, 'EDT_2014_7.zip'],
  [{ format: 'UDT', formatVersion: '1', uai: 'x', product: 'a/../b c' }, 'A-..-B-C_1_7.zip'],
  [{ format: 'EDT', formatVersion: '?', uai: 'x' }, 'EDT_0_7.zip'],
  [null, 'FICHIER_7.zip'],
])('names archives after product and version: %j is %s', (origin, name) => {
  expect(archiveName(origin, 7)).toBe(name);
});
