/** Exports of UnDeuxTEMPS (docs/formats/udt.md): names, weeks, halves of lessons, and who is taught by whom. */
import { describe, expect, it } from 'vitest';
import { udtName, writeUdt } from '../../src/demo/school/udt-writer.ts';
import { addDays, isoWeekOf, mondayOf } from '../../src/domain/model/calendar.ts';
import { SMALL_SCHOOL as school } from '../fuzz/site-in-memory.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { meaningOf } from '../support/meaning.ts';
import { rawZip, type ZipEntry } from '../support/raw-zip.ts';
import { type ReadWish, readFile } from '../support/read-file.ts';

type Files = Readonly<Record<string, string>>;

/** A year from Monday 31 August 2026, two half hours from eight each day, and 3A with MAR who teaches it maths. */
const BASE: Files = {
  'UDCal_24.xml': '<annee>2026</annee><debut_eleve>31/08/2026</debut_eleve><fin_eleve>04/07/2027</fin_eleve>',
  'UDCal_00.xml': '<init premiere_semaine_ISO="36" duree_seq="60"/>',
  'UDCal_03.xml': '<salle code="B1" nom="B1"/><salle code="B2" nom="B2"/>',
  'UDCal_04.xml':
    '<prof code="MAR" nom="MARTIN" epj="1"/><prof code="DUR" nom="DURAND" epj="2"/><prof code="PET" nom="PETIT"/>',
  'UDCal_05.xml': '<mat code="MATHS" libelle="Maths" code_gep1="MATHS"/>',
  'UDCal_07.xml': [1, 2, 3, 4, 5, 6]
    .map(
      (half) =>
        `<demi_seq code_jour="1" code="${half}" code_site="1" hre_deb="${hour(half)}" hre_fin="${hour(half + 1)}"/>`,
    )
    .join(''),
  'UDCal_08.xml': '<div code="3A"/><div code="3B"/>',
  'UDCal_10.xml': '<eleve code="1" nom="ABRIAL" prenom="Nour"/>',
  'UDCal_11.xml': [1, 2, 3, 4, 5, 6]
    .map((half) => `<fiche code="00${half}" jour="1" demi_seq="${half}" site="1"/>`)
    .join(''),
  'UDCal_12.xml': line('001001'),
  'UDCal_13.xml': '',
  'UDCal_19.xml': '',
  'UDCal_21.xml': '',
  'UDCal_23.xml': '',
  'semaines.xml': '',
};

function hour(half: number): string {
  return `${String(8 + Math.floor((half - 1) / 2)).padStart(2, '0')}h${half % 2 === 0 ? '30' : '00'}`;
}

function line(code: string, more: Readonly<Record<string, string>> = {}): string {
  const at = {
    fic: code.slice(0, 3),
    div: '3A',
    mat: 'MATHS',
    prof: 'MAR',
    salle: '',
    gpe: '',
    rgpmt: '0',
    idgpe: '',
    ...more,
  };
  return `<ligfiche code="${code}" ${Object.entries(at)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ')}/>`;
}

const zip = (files: Files): Buffer =>
  rawZip(Object.entries(files).map(([name, rows]): ZipEntry => ({ name, data: `<x>${rows}</x>` })));

async function read(more: Files, wish: ReadWish = {}) {
  const found = await readFile(zip({ ...BASE, ...more }), wish);
  if (!found.timetable) throw new Error(found.reason ?? '?');
  const { sessions, stays, ...lists } = meaningOf(found.timetable);
  return { ...lists, sessions, stays, said: found.said, raw: found.raw };
}

/** The lessons of the first week: hours, who and where. */
async function lessons(more: Files): Promise<string[]> {
  const { sessions } = await read(more);
  return sessions
    .filter(({ day }) => day === sessions[0]?.day)
    .map(({ hours, divisions, groups, teachers, rooms }) =>
      [hours, ...divisions, ...groups, ...teachers, ...rooms].join(' '),
    );
}

describe('the deposit', () => {
  const good = zip(BASE);
  const origin = async (name: string) => (await readFile(good, { name })).raw?.origin;

  it('says by its name, and by nothing else, whose it is and when it was made', async () => {
    expect(await origin('0134567A_20260831235900_UDT.zip')).toBeUndefined();
    const { raw, reason } = await readFile(good, { name: '0990001A_20260831235900_UDT.zip' });
    expect(reason).toBeNull();
    expect(raw?.origin).toEqual({
      format: 'UDT',
      formatVersion: 'UDCal',
      uai: '0990001A',
      exportedAt: '2026-08-31T23:59:00+02:00',
    });
    expect(await origin('mon/dossier/0990001a_20261305000000_udt.ZIP')).toMatchObject({ uai: '0990001A' });
    for (const name of ['UDT.zip', 'x0990001A_20260831235900_UDT.zip', '0990001A_2026_UDT.zip']) {
      expect((await readFile(good, { name, uais: ['0990001A', '0990002B'] })).reason).toBe('school-not-said');
      // The only school of a site, or that of the URL.
      expect((await readFile(good, { name })).reason).toBeNull();
      expect((await readFile(good, { name, uais: ['0990001A', '0990002B'], only: 2 })).reason).toBeNull();
    }
    expect((await readFile(good, { name: '0990009Z_20260831235900_UDT.zip' })).reason).toBe('other-school');
  });

  it('may have its files in lower case, in a folder, with others beside them', async () => {
    const files = writeUdt(school);
    const name = udtName(school);
    const text = async (entries: readonly ZipEntry[]): Promise<string> => {
      const { timetable, reason } = await readFile(rawZip(entries), { name });
      return timetable ? canonicalText(timetable) : `${reason}`;
    };
    const entries = files.map((one): ZipEntry => ({ name: one.name, data: one.text }));
    const expected = await text(entries);
    expect(expected.split('\n').length).toBeGreaterThan(50);
    const lower = writeUdt(school, { isLowerCase: true }).map((one) => ({ name: `UDT/${one.name}`, data: one.text }));
    expect(
      await text([...lower, { name: '__MACOSX/._UDCal_12.xml', data: 'x' }, { name: 'lisezmoi.txt', data: 'x' }]),
    ).toBe(expected);
    const unread = [
      { name: 'UDCal_20.xml', data: '<x/>' },
      { name: 'UDCal_14_36.xml', data: 'not even XML' },
    ];
    expect(await text([...entries, ...unread])).toBe(expected);
    const shuffled = writeUdt(school, { orderSeed: 7 }).map((one): ZipEntry => ({ name: one.name, data: one.text }));
    expect(await text(shuffled.toReversed())).toBe(expected);
  });

  it('of one file only is told to be incomplete', async () => {
    expect((await readFile('<x/>', { name: 'UDCal_12.xml' })).reason).toBe('udt-incomplete');
  });
});

describe('a lesson', () => {
  it.each([
    ['of one half', line('001001'), ['08:00-08:30 3A MARTIN']],
    [
      'of four halves',
      ['001', '002', '003', '004'].map((slip) => line(`${slip}001`)).join(''),
      ['08:00-10:00 3A MARTIN'],
    ],
    [
      'that begins anew after a gap',
      ['001', '002', '004'].map((slip) => line(`${slip}001`)).join(''),
      ['08:00-09:00 3A MARTIN', '09:30-10:00 3A MARTIN'],
    ],
    [
      'of another teacher in the second half',
      line('001001') + line('002001', { prof: 'DUR' }),
      ['08:00-08:30 3A MARTIN', '08:30-09:00 3A DURAND'],
    ],
    [
      'in another room in the second half',
      line('001001', { salle: 'B1' }) + line('002001', { salle: 'B2' }),
      ['08:00-08:30 3A MARTIN B1', '08:30-09:00 3A MARTIN B2'],
    ],
    ['whose second half says no room', line('001001', { salle: 'B1' }) + line('002001'), ['08:00-09:00 3A MARTIN B1']],
    ['of two divisions', line('001001') + line('001002', { div: '3B' }), ['08:00-08:30 3A 3B MARTIN']],
    [
      'of two divisions with a teacher each',
      line('001001') + line('001002', { div: '3B', prof: 'DUR' }),
      ['08:00-08:30 3A MARTIN', '08:00-08:30 3B DURAND'],
    ],
    [
      'of two divisions without a teacher',
      line('001001', { prof: '' }) + line('001002', { div: '3B', prof: '***' }),
      ['08:00-08:30 3A', '08:00-08:30 3B'],
    ],
  ])('%s', async (_what, lines, expected) => {
    expect(await lessons({ 'UDCal_12.xml': lines })).toEqual(expected);
  });

  it('has every teacher that co-teaching adds, by code or by number', async () => {
    const coens =
      '<coens lignefic="001001" prof="DUR" epj=""/><coens lignefic="001001" prof="?" epj="2"/><coens lignefic="001001" prof="PET"/>';
    expect(await lessons({ 'UDCal_23.xml': coens })).toEqual(['08:00-08:30 3A DURAND MARTIN PETIT']);
    const second = line('001001') + line('002001');
    expect(await lessons({ 'UDCal_12.xml': second, 'UDCal_23.xml': coens })).toEqual([
      '08:00-08:30 3A DURAND MARTIN PETIT',
      '08:30-09:00 3A MARTIN',
    ]);
  });

  it('takes hours that are not written from the sequence and from the half before', async () => {
    const hours =
      '<demi_seq code_jour="1" code="1" code_site="1" hre_deb="8:00:00"/><demi_seq code_jour="1" code="2" code_site="1"/>';
    const lines = line('001001') + line('002001');
    // A half without a beginning begins where the one before ends; its own end is half a sequence later.
    expect(await lessons({ 'UDCal_07.xml': hours, 'UDCal_12.xml': lines })).toEqual(['08:00-09:00 3A MARTIN']);
  });

  it('of two sites at one hour are two', async () => {
    const more = {
      'UDCal_07.xml': `${BASE['UDCal_07.xml']}<demi_seq code_jour="1" code="1" code_site="2" hre_deb="08h10" hre_fin="08h40"/>`,
      'UDCal_11.xml': `${BASE['UDCal_11.xml']}<fiche code="101" jour="1" demi_seq="1" site="2"/>`,
      'UDCal_12.xml': line('001001') + line('101001', { div: '3B' }),
    };
    expect(await lessons(more)).toEqual(['08:00-08:30 3A MARTIN', '08:10-08:40 3B MARTIN']);
  });
});

describe('an audience', () => {
  const groups =
    '<gpe id="1" code="G1" code_div="3A" code_sts="3LAT"/><gpe id="2" code="G1" code_div="3B" code_sts="3LAT"/><gpe id="3" code="G2" code_div="3A" code_sts=""/>';
  const regroupements =
    '<rgpmt id="7" code="R1" nom="3 SPORT" code_div="3A" code_gpe="G2"/><rgpmt id="7" code="R1" nom="3 SPORT" code_div="3B" code_gpe=""/>';
  const taught = (lines: string) =>
    lessons({ 'UDCal_19.xml': groups, 'UDCal_13.xml': regroupements, 'UDCal_12.xml': lines });

  it('is the whole group where every slice of it has a line, else the slices', async () => {
    const both = line('001001', { gpe: 'G1' }) + line('001002', { div: '3B', gpe: 'G1' });
    expect(await taught(both)).toEqual(['08:00-08:30 3LAT MARTIN']);
    expect(await taught(line('001001', { gpe: 'G1' }))).toEqual(['08:00-08:30 3A MARTIN']);
  });

  it('is a group by its codes where it has no name, and by its number where the code is unknown', async () => {
    expect(await taught(line('001001', { gpe: 'G2' }))).toEqual(['08:00-08:30 3AG2 MARTIN']);
    expect(await taught(line('001001', { gpe: 'GX', idgpe: '3' }))).toEqual(['08:00-08:30 3AG2 MARTIN']);
  });

  it('is a regroupement by its code or its number, whatever slices its lines name', async () => {
    expect(await taught(line('001001', { gpe: 'G2', rgpmt: 'R1' }))).toEqual(['08:00-08:30 3 SPORT MARTIN']);
    expect(await taught(line('001001', { div: '', rgpmt: '7' }))).toEqual(['08:00-08:30 3 SPORT MARTIN']);
  });

  it('that nobody is in by name is listed only if it is taught', async () => {
    const { groups: named } = await read({ 'UDCal_19.xml': groups, 'UDCal_13.xml': regroupements });
    expect(named).toEqual(['3 SPORT: 3A,3B', '3LAT: 3A,3B']);
  });
});

describe('weeks', () => {
  const days = async (more: Files): Promise<string[]> => (await read(more)).sessions.map(({ day }) => day);

  it('of the theoretical timetable are all of the year, without closed days', async () => {
    const all = await days({});
    expect(all).toHaveLength(44);
    expect([all[0], all.at(-1)]).toEqual(['2026-08-31', '2027-06-28']);
    const closures = '<fermeture debut="17/10/2026" fin="01/11/2026"/><fermeture debut="02/11/2026" fin="02/11/2026"/>';
    const open = await days({ 'UDCal_24.xml': `${BASE['UDCal_24.xml']}${closures}` });
    expect(all.filter((day) => !open.includes(day))).toEqual(['2026-10-19', '2026-10-26', '2026-11-02']);
    expect((await read({ 'UDCal_24.xml': `${BASE['UDCal_24.xml']}${closures}` })).closures).toEqual([
      { firstDay: '2026-10-17', lastDay: '2026-11-02' },
    ]);
  });

  it('that are real take the place of the theoretical ones, if they are published', async () => {
    const periods = { 'semaines.xml': '<semaine num="40"/><semaine num="2"/>' };
    const real = { 'UDCal_12_40.xml': '', 'UDCal_12_41.xml': '', 'UDCal_12_02.xml': line('003001') };
    const { sessions, said } = await read({ ...periods, ...real });
    const all = sessions.map(({ day, hours }) => `${day} ${hours}`);
    expect(all.slice(0, 2)).toEqual(['2026-10-05 08:00-08:30', '2026-10-12 08:00-08:30']);
    expect(all.filter((text) => text.startsWith('2027-01-11'))).toEqual(['2027-01-11 09:00-09:30']);
    expect(said).toEqual(['udt-week-not-published 2']);
    // Where nothing says what is published, every real week counts.
    const without = await days(real);
    expect(without.filter((day) => day > '2026-09-15' && day < '2026-10-20')).toEqual([
      '2026-09-21',
      '2026-10-12',
      '2026-10-19',
    ]);
  });

  it('of which nothing is said, for the theoretical timetable is missing, are not weeks without lessons', async () => {
    const { 'UDCal_12.xml': _, ...others } = BASE;
    const year = 'UDCal_24.xml';
    const real = { 'UDCal_12_40.xml': line('001001') };
    expect((await readFile(zip({ ...others, ...real }))).reason).toBe('udt-incomplete');
    expect((await readFile(zip({ ...BASE, 'UDCal_12.xml': '', ...real }))).reason).toBe('udt-incomplete');
    // All the other weeks lie in a closure, or before the first one that is published.
    const closed = `<fermeture debut="05/10/2026" fin="31/08/2027"/>`;
    const whole = { ...others, ...real, 'semaines.xml': '<semaine num="40"/>', [year]: `${BASE[year]}${closed}` };
    const { timetable, said } = await readFile(zip(whole));
    expect(timetable ? meaningOf(timetable).sessions.map(({ day }) => day) : []).toEqual(['2026-09-28']);
    expect(said).toContain('udt-file-missing 1');
  });

  it('that are real have their own co-teaching', async () => {
    const real = {
      'UDCal_12_36.xml': line('001001'),
      'UDCal_23_36.xml': '<coens lignefic="001001" prof="DUR"/>',
      'UDCal_23.xml': '<coens lignefic="001001" prof="PET"/>',
    };
    const { sessions } = await read(real);
    expect(sessions.slice(0, 2).map(({ teachers }) => teachers)).toEqual([
      ['DURAND', 'MARTIN'],
      ['MARTIN', 'PETIT'],
    ]);
  });

  it('of a real week that lie in a closure give no session, and that is told', async () => {
    const more = {
      'UDCal_24.xml': `${BASE['UDCal_24.xml']}<fermeture debut="07/09/2026" fin="07/09/2026"/>`,
      'UDCal_12_37.xml': line('001001'),
    };
    const { sessions, said } = await read(more);
    expect(sessions.slice(0, 2).map(({ day }) => day)).toEqual(['2026-08-31', '2026-09-14']);
    expect(said).toEqual(['udt-lessons-on-closed-days 1']);
  });

  it('of a student are ISO weeks, bit i the week i + 1, not weeks of the year as in EDT', async () => {
    const first = '2026-08-31';
    for (let monday = first; monday < '2027-07-04'; monday = addDays(monday, 7)) {
      const mask = 1n << BigInt(isoWeekOf(monday) - 1);
      const { stays } = await read({ 'UDCal_21.xml': `<ele_gpe ele="1" gpe="" code_div="3A" semaines="${mask}"/>` });
      expect(stays).toEqual([
        { student: 'ABRIAL Nour', kind: 'division', name: '3A', from: mondayOf(monday), to: addDays(monday, 6) },
      ]);
    }
  }, 60_000);

  it('of a student are one stay through the holidays, and none for weeks that the year does not have', async () => {
    const christmas = `${BASE['UDCal_24.xml']}<fermeture debut="19/12/2026" fin="03/01/2027"/>`;
    const stay = async (...weeks: readonly number[]) => {
      const mask = weeks.reduce((sum, week) => sum | (1n << BigInt(week - 1)), 0n);
      const rows = `<ele_gpe ele="1" gpe="" code_div="3A" semaines="${mask}"/>`;
      const { stays } = await read({ 'UDCal_24.xml': christmas, 'UDCal_21.xml': rows });
      return stays.map(({ from, to }) => `${from} ${to}`);
    };
    expect(await stay(51, 1)).toEqual(['2026-12-14 2027-01-10']);
    expect(await stay(36, 37, 40)).toEqual(['2026-08-31 2026-09-13', '2026-09-28 2026-10-04']);
    expect(await stay(30)).toEqual([]);
    expect(await stay(26)).toEqual(['2027-06-28 2027-07-04']);
  });
});
