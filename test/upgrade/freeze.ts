/**
 * Freezes what this version makes of a site that has lived: its backup, and what it says of it, as `test/upgrade/<version>.zip`.
 * Once for each release, before its version is published: `node --import ./test/support/typescript.mjs test/upgrade/freeze.ts`.
 */
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { backUp } from '../../src/backup/backup.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { VERSION } from '../../src/version.ts';
import { openLivedSite } from '../support/lived-site.ts';
import { tell } from './told.ts';

const target = path.join(import.meta.dirname, `${VERSION}.zip`);
if (existsSync(target)) throw new Error(`${target} is there: what was released does not change`);
const folder = mkdtempSync(path.join(tmpdir(), 'carillon-freeze-'));
const lived = await openLivedSite(inventSchool({ seed: 'upgrade', size: 'small' }));
try {
  const { world, site } = lived;
  const { database } = world.db;
  // Letters that wait are no part of a backup: they may hold links.
  await world.letters();
  const folders = { data: folder, spool: folder, drop: folder, mail: folder, rules: folder, keys: folder };
  const backup = path.join(folder, 'backup');
  await backUp({ database, spool: world.spool, folders, clock: { now: world.now } }, backup, null);
  const zip = new yazl.ZipFile();
  const told = {
    siteId: site.id,
    now: new Date(world.now()).toISOString(),
    told: await tell(world.administration, site.id),
  };
  zip.addBuffer(Buffer.from(JSON.stringify(told)), 'told.json');
  for (const name of readdirSync(backup, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const file = path.join(name.parentPath, name.name);
    zip.addFile(file, path.join('backup', path.relative(backup, file)));
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
} finally {
  await lived.close();
  rmSync(folder, { recursive: true });
}
