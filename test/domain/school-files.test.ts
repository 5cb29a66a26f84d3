/** The directory file of an invented school, and the catalogue of broken exports: each has its fault, and no other. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { brokenExport, brokenExports } from '../../src/demo/school/broken.ts';
import { hugeAttribute } from '../../src/demo/school/broken-xml.ts';
import { schoolLifeManagerOf, writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { describeWith } from '../support/machine.ts';

const school = inventSchool({ seed: 1, size: 'small' });
const good = writeEdt(school);
const text = (name: string) => brokenExport(name, school).toString('utf8');

describe('directory file', () => {
  const lines = writeDirectoryCsv(school, { establishment: 1754 }).trimEnd().split('\n');
  const rows = lines.slice(1).map((line) => line.split(';'));

  it('has the header of the contract and twelve columns', () => {
    expect(lines[0]).toBe('kind;id;lastName;firstName;birthDate;email;division;groups;stsId;ine;eleveId;establishment');
    expect(rows.every((row) => row.length === 12 && row[11] === '1754')).toBe(true);
    expect(new Set(rows.map((row) => row[1])).size).toBe(rows.length);
    expect(writeDirectoryCsv(school).split('\n')[1]).toMatch(/;$/);
  });

  it('holds everybody', () => {
    const count = (kind: string) => rows.filter((row) => row[0] === kind).length;
    expect(count('teacher')).toBe(school.teachers.length);
    expect(count('student')).toBe(school.students.length);
    expect(count('staff')).toBe(school.staff.length);
    expect(count('division')).toBe(school.divisions.length);
    expect(count('group')).toBe(school.groups.length);
    const manager = schoolLifeManagerOf(school);
    expect(rows.find((row) => row[1] === manager.id)?.[5]).toMatch(/^[a-z.0-9-]+@example\.org$/);
  });

  it('gives students their division, groups and numbers', () => {
    const student = school.students[0];
    const row = rows.find(([, id]) => id === student?.id);
    expect(row?.slice(6)).toEqual(['6A', '6A GR1|6A ATRAVGR.1', '', student?.ine, student?.eleveId, '1754']);
  });

  it('puts quotes where a name needs them', () => {
    const odd = { ...school, divisions: [{ ...school.divisions[0], id: 'x', name: '6;"A"', level: '6', mef: '' }] };
    expect(writeDirectoryCsv(odd)).toContain('division;D-x;"6;""A""";');
  });
});

describe('broken exports', () => {
  it('have names of their own, and every one differs from the good file', () => {
    const names = brokenExports.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, build } of brokenExports) {
      const same = build(school).equals(Buffer.from(good));
      expect([name, same]).toEqual([name, false]);
    }
    expect(() => brokenExport('nothing', school)).toThrow(RangeError);
  });

  it('damage exactly what they say', () => {
    const changed = (name: string) => {
      const lines = new Set(good.split('\n'));
      return text(name)
        .split('\n')
        .filter((line) => !lines.has(line));
    };
    expect(changed('dangling-teacher')).toHaveLength(1);
    expect(changed('weekday-9')).toHaveLength(1);
    expect(changed('impossible-birth-date')).toHaveLength(1);
    expect(text('mask-20-digits-overflow').match(/Semaines="99999999999999999999"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text('other-school')).toContain('UAI="0990009Z"');
    expect(text('other-year')).toContain('DateDebut="2027-08-31"');
    const past = (name: string) => text(name).match(/NumeroPlaceDebut="17" NombrePlaces="2"/g)?.length ?? 0;
    const courses = good.match(/<Cours /g)?.length ?? 0;
    expect(past('courses-past-grid-under-5-percent')).toBeLessThanOrEqual(courses * 0.05);
    expect(past('courses-past-grid-over-5-percent')).toBe(Math.floor(courses * 0.05) + 1);
    expect(text('duplicate-division-ident').match(/<Classe Ident="2" Nom=/g)).toHaveLength(2);
    expect(text('no-course-with-mask')).not.toContain('Semaines');
    expect(text('part-as-audience')).toMatch(/<PartieDeClasse Ident="\d+" Semaines/);
    expect(text('division-names-differ-by-case')).toContain('Nom="6a"');
  });

  it('a huge attribute comes in pieces', () => {
    const pieces = [...hugeAttribute(school, 3)];
    expect(pieces).toHaveLength(5);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(Buffer.byteLength(good) + 3 * 1024 * 1024);
  });
});

/** Well formed, but xmllint has limits of its own against them. */
const limited = new Set(['billion-laughs', 'deep-nesting']);

const malformed = new Set([
  'empty',
  'truncated',
  'truncated-at-the-last-tag',
  'not-xml',
  'invalid-utf8',
  'nul',
  'says-utf-8-is-latin-1',
  'unknown-encoding',
]);

describeWith('xmllint', 'broken exports, seen by xmllint', (xmllint) => {
  it.each(brokenExports.filter(({ name }) => !limited.has(name)))(
    '$name is well formed unless its fault is that it is not',
    ({ name, build }) => {
      const lint = () =>
        execFileSync(xmllint, ['--noout', '--nonet', '-'], { input: build(school), stdio: ['pipe', 'pipe', 'pipe'] });
      if (malformed.has(name)) expect(lint).toThrow();
      else expect(lint).not.toThrow();
    },
  );
});
