/** A large lycée: first import, the same file again, the same timetable in another file, and one with 1 % of its courses changed, against xmllint and COPY of the same rows. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRoomsOf } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { program } from '../support/machine.ts';
import { startWorld, type World } from '../support/world.ts';
import { against, type BenchResult, median, timed } from './measure.ts';

const ROUNDS = 3;
const TABLES = [
  'subjects',
  'divisions',
  'groups',
  'memberships',
  'teaching_services',
  'closure_periods',
  'courses',
  'session_contents',
  'sessions',
];

/** Medians of three rounds, each on a site of its own in one database. */
export async function benchImports(): Promise<BenchResult[]> {
  const school = inventSchool({ seed: 'bench', size: 'lycee' });
  const first = writeEdt(school);
  const changed = writeEdt(changeRoomsOf(school, 1), { identSeed: 'another save' });
  const world = await startWorld('2026-08-24T08:00:00+02:00');
  const saved = writeEdt(school, { identSeed: 'the same, saved again' });
  const times = {
    first: [] as number[],
    saved: [] as number[],
    same: [] as number[],
    changed: [] as number[],
    floor: [] as number[],
  };
  try {
    const file = path.join(world.db.dataFolder, 'bench.xml');
    writeFileSync(file, first);
    for (let round = 1; round <= ROUNDS; round++) {
      await world.administration.createSite({
        id: round,
        name: school.name,
        establishments: [{ number: 1, uai: school.uai, name: school.name }],
      });
      await world.directory(round, writeDirectoryCsv(school));
      times.first.push(await timed(() => imported(world, round, first, 'integrated')));
      // Other numbers and bytes, the same timetable: it has to be read. Then the same bytes, as night after night.
      times.saved.push(await timed(() => imported(world, round, saved, 'unchanged')));
      times.same.push(await timed(() => imported(world, round, saved, 'unchanged')));
      times.floor.push(readFloor(file) + (await copyFloor(world.db.pool, round)));
      times.changed.push(await timed(() => imported(world, round, changed, 'integrated')));
    }
  } finally {
    await world.close();
  }
  const whole = median(times.first);
  return [
    against('first-import', 'ms', whole, median(times.floor), 2.5),
    against('unchanged', 'ms', median(times.same), whole, 0.1),
    against('unchanged-saved-again', 'ms', median(times.saved), whole, 0.1),
    against('one-percent', 'ms', median(times.changed), whole, 0.35),
  ];
}

async function imported(world: World, site: number, xml: string, status: string): Promise<void> {
  const report = await world.manual(site, xml);
  if (report.run.status !== status) throw new Error(`expected ${status}, the run is ${report.run.status}`);
}

/** Milliseconds that xmllint takes to stream through the file. */
function readFloor(file: string): number {
  const xmllint = program('xmllint');
  if (!xmllint) throw new Error('xmllint is missing: install libxml2-utils');
  const start = performance.now();
  execFileSync(xmllint, ['--stream', '--noout', file]);
  return performance.now() - start;
}

/** Milliseconds that COPY takes for the rows that the import wrote, into tables of the same shape and indexes. */
async function copyFloor(pool: Pool, site: number): Promise<number> {
  const client = await pool.connect();
  let spent = 0;
  try {
    const dumps: [string, Buffer[]][] = [];
    for (const table of TABLES) {
      const chunks: Buffer[] = [];
      for await (const chunk of client.query(
        copyTo(`copy (select * from ${table} where site_id = ${site}) to stdout`),
      )) {
        chunks.push(chunk as Buffer);
      }
      dumps.push([table, chunks]);
      await client.query(`drop table if exists floor_${table}`);
      await client.query(`create table floor_${table} (like ${table} including all)`);
    }
    spent = await timed(async () => {
      await client.query('begin');
      for (const [table, chunks] of dumps) {
        await pipeline(Readable.from(chunks), client.query(copyFrom(`copy floor_${table} from stdin`)));
      }
      await client.query('commit');
    });
    for (const table of TABLES) await client.query(`drop table floor_${table}`);
  } finally {
    client.release();
  }
  return spent;
}
