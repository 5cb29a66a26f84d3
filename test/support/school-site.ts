/** A site with an invented school, made by the command line as an operator would, ready for deposits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import type { Credentials } from '../../src/domain/administration.ts';
import { json } from './daemon.ts';

export interface Installation {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Removes the data folder; what runs on it must have been stopped. */
  remove(): void;
}

/** A new data folder and the environment that selects it. */
export function newInstallation(extra: Readonly<Record<string, string>> = {}): Installation {
  const folder = mkdtempSync(path.join(tmpdir(), 'carillon-e2e-'));
  return {
    folder,
    environment: {
      CARILLON_DATA: path.join(folder, 'data'),
      CARILLON_PUBLIC_URL: 'http://carillon.example.org',
      ...extra,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Creates the site, its directory and one account, and makes the first manual import. */
export async function makeSite(
  { environment, folder }: Installation,
  school: School,
  site: number,
  takenInAt = '2026-10-05T07:00:00+02:00',
): Promise<Credentials> {
  const file = (name: string, text: string): string => {
    const full = path.join(folder, `${site}-${name}`);
    writeFileSync(full, text);
    return full;
  };
  await json(
    [
      'site',
      'create',
      '--id',
      String(site),
      '--name',
      school.name,
      '--establishment',
      `${site}:${school.uai}:${school.name}`,
    ],
    environment,
  );
  await json(
    ['directory', 'import', '--site', String(site), file('directory.csv', writeDirectoryCsv(school))],
    environment,
  );
  await json(
    ['import', '--site', String(site), '--manual', file('first.xml', writeEdt(school)), '--taken-in-at', takenInAt],
    environment,
  );
  const person = school.staff[0]?.id ?? '';
  return await json<Credentials>(
    ['account', 'create', '--site', String(site), '--person', person, '--notify'],
    environment,
  );
}

/** `Authorization` of an account. */
export function basic({ login, password }: Pick<Credentials, 'login' | 'password'>): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}
