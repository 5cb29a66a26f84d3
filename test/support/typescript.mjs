/** `node --import` this to run our TypeScript as it stands in a process of its own; a Node that can do so itself is left alone. */
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && !process.features.typescript) register(import.meta.url);

/** What a template with an end tag of a script becomes: the transformer's own helper, which no package of ours brings. */
const HELPER = '@oxc-project/runtime/helpers/taggedTemplateLiteral';
const helper = `data:text/javascript,${encodeURIComponent(
  'export default (strings, raw) => Object.freeze(Object.defineProperty(strings, "raw", { value: Object.freeze(raw ?? strings.slice()) }));',
)}`;

/** The resolve hook. */
export async function resolve(specifier, context, next) {
  return specifier === HELPER ? { url: helper, shortCircuit: true } : next(specifier, context);
}

/** The load hook, which Node runs in a thread of its own. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { transformSync } = await import('rolldown/utils');
  const file = new URL(url);
  const { code, errors } = transformSync(file.pathname, await readFile(file, 'utf8'), { target: 'es2023' });
  if (errors.length > 0) throw errors[0];
  return { format: 'module', source: code, shortCircuit: true };
}
