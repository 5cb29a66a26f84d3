/** The OpenAPI document describes exactly the routes that are there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startWeb, type TestWeb } from '../support/web-app.ts';

const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) }))),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

let web: TestWeb;
let document: z.infer<typeof documentSchema>;
beforeAll(async () => {
  web = await startWeb({ publicUrl: 'https://carillon.example/' });
  document = documentSchema.parse(await (await fetch(`${web.url}/api/v1/openapi.json`)).json());
});
afterAll(() => web.close());

test('every described operation is a route, and every route is described', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routesOf(web.app.printRoutes({ commonPrefix: false })).sort());
});

test('it needs no token, knows its server, and has no reference to nowhere', () => {
  expect(document.servers).toEqual([{ url: 'https://carillon.example/api/v1' }]);
  const referred = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
  for (const [, name] of referred) expect(Object.keys(document.components.schemas)).toContain(name);
});

/** What a schema says of an answer: names that are missing in one or the other, with their places. */
function differences(schema: unknown, value: unknown, place: string): string[] {
  const { properties, required = [], items } = schemaPart.parse(schema);
  if (Array.isArray(value)) return items ? value.flatMap((one) => differences(items, one, `${place}[]`)) : [];
  if (!properties || typeof value !== 'object' || value === null) return [];
  const there = Object.keys(value);
  return [
    ...there.filter((name) => !(name in properties)).map((name) => `${place}.${name} is not described`),
    ...required.filter((name) => !there.includes(name)).map((name) => `${place}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) => differences(properties[name] ?? {}, one, `${place}.${name}`)),
  ];
}

const schemaPart = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
});

test('runs and reports of every kind hold what is described, and nothing else', async () => {
  const { administration } = web.fake;
  const { Run, Report } = document.components.schemas;
  const [first] = (await administration.runs(4817, { statuses: ['held'] })).items;
  await administration.act(first?.id ?? '', 'approve', 'manager:12', 'voulu');
  await administration.act('80', 'replay', 'manager:12');
  const { items } = await administration.runs(4817, { limit: 200 });
  expect(items.some((one) => one.askedByName === 'Claire Petit' && one.replayOf === '80')).toBe(true);
  const reports = await Promise.all(items.map((one) => administration.report(one.id)));
  expect(reports.some((one) => one.run.approvedByName === 'Claire Petit' && one.run.approvedWhy === 'voulu')).toBe(
    true,
  );
  const found = [
    ...items.flatMap((one) => differences(Run, one, 'run')),
    ...reports.flatMap((one) => differences(Report, one, 'report')),
  ];
  expect([...new Set(found)]).toEqual([]);
});

/** Reads fastify's tree: depth by indentation, methods in brackets. */
function routesOf(tree: string): string[] {
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^((?:[│ ] {3})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) return [];
    const depth = (found[1] ?? '').length / 4;
    path.length = depth;
    path[depth] = found[2] ?? '';
    const whole = path.join('').replace(/:(\w+)/g, '{$1}');
    if (!whole.startsWith('/api/v1/')) return [];
    const methods = (found[3] ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return methods.map((method) => `${method} ${whole.slice('/api/v1'.length)}`);
  });
}
