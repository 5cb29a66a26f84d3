/** Everything that an installation keeps, as texts to look for something in. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { World } from './world.ts';

/** Where one of the texts stands: `table runs`, `file spool/objects/…`. Rows and files of all sites are searched. */
export async function placesHolding(world: World, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const { rows: tables } = await world.db.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' order by 1`,
  );
  for (const { name } of tables) {
    const { rows } = await world.db.pool.query<{ text: string }>(
      `select t::text as text from ${name} t where exists (select from unnest($1::text[]) x where position(x in t::text) > 0) limit 3`,
      [texts],
    );
    for (const { text } of rows) found.push(`table ${name}: ${text.slice(0, 200)}`);
  }
  for (const entry of readdirSync(path.join(world.db.dataFolder, 'spool'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'latin1');
    if (texts.some((one) => text.includes(Buffer.from(one).toString('latin1')))) found.push(`file ${file}`);
  }
  return found;
}
