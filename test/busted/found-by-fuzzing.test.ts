/** Faults that `npm run fuzz` found, each kept as the smallest input that shows it. */
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { loadRules, parseRule } from '../../src/adapters/rules/rule-files.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import { SMALL_SCHOOL } from '../fuzz/site-in-memory.ts';
import { connect } from '../support/dav-client.ts';
import { OWN_RULE } from '../support/rules.ts';
import { sourceOf } from '../support/source.ts';
import { startDoor } from '../support/webdav-door.ts';

const good = writeEdt(SMALL_SCHOOL);

/** Reads a text as a run does. */
function read(text: string, findings = new FindingLog()): Promise<Outcome<RawExport>> {
  return readExport(sourceOf(Buffer.from(text)), findings);
}

describe('an export', () => {
  it.each(['constructor', '__proto__', 'hasOwnProperty'])(
    'that declares the encoding “%s” is refused, not a failure that is tried again',
    async (name) => {
      const outcome = await read(good.replace('encoding="UTF-8"', `encoding="${name}"`));
      expect(isStop(outcome) && outcome.reason).toBe('xml-encoding-unknown');
    },
  );

  it('whose text is cut for a finding in the middle of an emoji gives text that the database can keep', async () => {
    const findings = new FindingLog();
    const wrong = `${'x'.repeat(29)}😀`;
    await read(good.replace(/Semaines="\d+"/, `Semaines="${wrong}"`), findings);
    await read(
      good.replace(/<Salle Ident="\d+"/, `<Salle Ident="${wrong}"`).replace('<Salles>', '<Salles><Salle/>'),
      findings,
    );
    expect(findings.count('week-mask-invalid')).toBe(1);
    expect(JSON.stringify(findings.groups())).not.toMatch(/\\ud[89a-f]/i);
  });

  it('with an element called “constructor” says that it does not know it', async () => {
    const findings = new FindingLog();
    for (const name of ['constructor', 'toString', '__proto__'])
      await read(good.replace('<Salles>', `<${name}/><Salles>`), findings);
    expect(findings.groups().find(({ code }) => code === 'unknown-element')?.items).toEqual([
      { about: 'constructor (1)', values: { count: 1 } },
      { about: 'toString (1)', values: { count: 1 } },
      { about: '__proto__ (1)', values: { count: 1 } },
    ]);
  });

  it('with names of half a million characters leaves none of them in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const long = (letter: string, index: number): string => `${letter}${index}${'x'.repeat(450_000)}`;
    const megabytes = (): number => {
      collect();
      return process.memoryUsage().heapUsed / 1_048_576;
    };
    const before = megabytes();
    for (let index = 0; index < 50; index++)
      await read(good.replace('<Salles>', `<${long('a', index)} ${long('b', index)}=""/><Salles>`));
    expect(megabytes() - before).toBeLessThan(10);
  });

  it('whose root, UAI or version is cut in the middle of an emoji gives a reason that the database can keep', async () => {
    const container = `<EXPORT_INDEX_EDUCATION><VERSION>${'x'.repeat(119)}😀</VERSION></EXPORT_INDEX_EDUCATION>`;
    const uai = good.replace(/UAI="[^"]*"/, `UAI="${'x'.repeat(19)}😀"`);
    for (const text of [`<a${'𝒜'.repeat(40)}/>`, uai, container])
      expect(JSON.stringify(await read(text))).toMatch(/"stopped":true(?!.*\\ud[89a-f])/is);
  });
});

describe('a rule file', () => {
  const withLeaf = (leaf: unknown) => JSON.stringify({ ...OWN_RULE, conditions: { all: [leaf] } });

  it.each([
    [
      'a list operator without a list',
      { fact: 'sessionsDeleted', operator: 'in', value: 3 },
      'value: “in” needs a list',
    ],
    [
      'a list for a number',
      { fact: 'sessionsDeleted', operator: 'equal', value: [3] },
      'value: “equal” needs a number',
    ],
    ['“exceeds” with a number', { fact: 'share', operator: 'exceeds', value: 5 }, 'operator: “exceeds” compares'],
    [
      '“exceeds” of a fact',
      { fact: 'sessionsDeleted', operator: 'exceeds', value: { fact: 'threshold' } },
      'operator: “exceeds” compares',
    ],
    ['a share as a number', { fact: 'share', operator: 'lessThan', value: 5 }, 'fact: “share” goes with'],
    [
      'a threshold as a number',
      { fact: 'sessionsRead', operator: 'lessThan', value: { fact: 'threshold' } },
      'value: “threshold” goes with',
    ],
    [
      'an operator that is an object with a toString',
      { fact: 'sessionsRead', operator: { toString: 1 }, value: 1 },
      'operator: unknown operator “{"toString":1}”',
    ],
  ])('with %s is refused at the start, not in each import', (_what, leaf, problem) => {
    expect(() => parseRule('mine.json', withLeaf(leaf))).toThrow(`mine.json: conditions.all.0.${problem}`);
  });

  it('with endless conditions is refused by file and key, not by the stack', () => {
    const deep = (levels: number) =>
      JSON.stringify({ ...OWN_RULE, conditions: 0 }).replace(
        '"conditions":0',
        `"conditions":${'{"not":'.repeat(levels)}{"fact":"sessionsRead","operator":"equal","value":1}${'}'.repeat(levels)}`,
      );
    expect(parseRule('mine.json', deep(30)).code).toBe(OWN_RULE.code);
    for (const levels of [700, 30_000])
      expect(() => parseRule('mine.json', deep(levels))).toThrow('mine.json: conditions: nested more than 32 levels');
  });

  it('that is a folder or a link to nothing is refused by its name', () => {
    for (const spoil of [
      (file: string) => mkdirSync(file),
      (file: string) => symlinkSync(path.join(tmpdir(), 'nowhere at all'), file),
    ]) {
      const folder = mkdtempSync(path.join(tmpdir(), 'carillon-rules-'));
      spoil(path.join(folder, 'mine.json'));
      expect(() => loadRules(folder)).toThrow('mine.json: cannot be read');
    }
  });
});

describe('a deposit', () => {
  it('behind more headers than Node keeps is answered: it waited for ever', async () => {
    const door = await startDoor();
    const socket = await connect(door);
    const many = Array.from({ length: 2_100 }, (_, index) => `${index}:\r\n`).join('');
    const head = `PUT /webdav/4817/a.xml HTTP/1.1\r\nHost: x\r\nAuthorization: ${door.authorization}\r\n`;
    await socket.write(`${head}${many}Content-Length: 4\r\n\r\n<a/>`);
    expect(await socket.seen('\r\n\r\n')).toMatch(/^HTTP\/1\.1 (400|431) /);
    expect(door.fake.journal()).toEqual([]);
    expect(door.unfinished()).toEqual([]);
    socket.socket.destroy();
    await door.close();
  });
});
