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
