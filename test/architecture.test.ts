/** The shape of the code: who may import whom, how files begin and how long they are, and that every code has its words. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../src/domain/model/refusals.ts';
import { CATALOGUE } from '../src/domain/report/catalogue.ts';

const root = path.join(import.meta.dirname, '..');

interface SourceFile {
  /** Path below `src`. */
  readonly name: string;
  readonly text: string;
  /** Imported files below `src`, and packages. */
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()
  .map((name) => {
    const text = readFileSync(path.join(root, 'src', name), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)(?:\s+|\()'([^']+)'/g)].map(([, target = '']) =>
      target.startsWith('.') ? path.posix.join(path.posix.dirname(name), target) : target,
    );
    return { name, text, imports };
  });

const isOwn = (target: string): boolean => target.endsWith('.ts');
const under = (folder: string): readonly SourceFile[] => files.filter((file) => file.name.startsWith(folder));

/** `from → to` of all imports that a rule forbids. */
function arrows(of: readonly SourceFile[], isForbidden: (target: string, from: string) => boolean): string[] {
  return of.flatMap(({ name, imports }) =>
    imports.filter((target) => isForbidden(target, name)).map((target) => `${name} → ${target}`),
  );
}

describe('the domain', () => {
  it('imports no package and nothing of node', () => {
    expect(arrows(under('domain/'), (target) => !isOwn(target))).toEqual([]);
  });

  it('imports nothing outside itself', () => {
    expect(arrows(under('domain/'), (target) => !target.startsWith('domain/'))).toEqual([]);
  });

  it('has no clock, no randomness and no environment of its own', () => {
    const own = under('domain/').filter(({ text }) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\./.test(text),
    );
    expect(own.map(({ name }) => name)).toEqual([]);
  });

  it('imports from left to right only (ARCHITECTURE.md 3)', () => {
    const order = [
      'model',
      'deposit',
      'validate',
      'diff',
      'directory',
      'thresholds',
      'apply',
      'sessions',
      'report',
      'notify',
      'ports.ts',
      'administration.ts',
    ];
    const rank = (name: string): number => order.indexOf(name.split('/')[1] ?? '');
    for (const { name } of under('domain/')) expect(rank(name), name).toBeGreaterThanOrEqual(0);
    expect(arrows(under('domain/'), (target, from) => rank(target) > rank(from))).toEqual([]);
  });
});

describe('the adapters', () => {
  const shelf = (name: string): string => name.split('/')[1] ?? '';

  /** Arrows from one shelf to another that are there for a reason. */
  const ALLOWED: Readonly<Record<string, string>> = {
    'formats → readers': 'the one side step of ARCHITECTURE.md 3: a format reads by the XML and zip readers',
    'queue → who-answers.ts': 'an address of Redis at which PostgreSQL answers',
    'store → who-answers.ts': 'and the other way round: both ask the same question of a port',
  };

  it('import neither one another nor the pipeline, but for what is named here', () => {
    const between = new Set<string>();
    for (const { name, imports } of under('adapters/')) {
      for (const target of imports) {
        if (target.startsWith('adapters/') && shelf(target) !== shelf(name))
          between.add(`${shelf(name)} → ${shelf(target)}`);
      }
    }
    expect([...between].sort()).toEqual(Object.keys(ALLOWED).sort());
    expect(arrows(under('adapters/'), (target) => isOwn(target) && !/^(adapters|domain)\//.test(target))).toEqual([]);
  });
});

describe('the spine', () => {
  it('is pure in the middle: the pipeline knows the domain and itself alone', () => {
    expect(under('pipeline/').length).toBeGreaterThan(0);
    expect(arrows(under('pipeline/'), (target) => !/^(domain|pipeline)\//.test(target))).toEqual([]);
  });

  it('is joined from left to right: what works is imported by what orders it, never the other way round', () => {
    const order = [
      ['domain', 'redact.ts', 'heap.ts'],
      ['config', 'asker.ts', 'adapters', 'pipeline'],
      ['version.ts', 'log.ts', 'evaluation-tools.ts'],
      ['dry-run'],
      ['administration'],
      ['main.ts'],
      ['backup', 'metrics', 'doctor', 'daemon'],
      ['support-bundle'],
      ['commands', 'demo'],
      ['cli.ts'],
    ];
    const rank = (name: string): number => order.findIndex((names) => names.includes(name.split('/')[0] ?? ''));
    for (const { name } of files) expect(rank(name), name).toBeGreaterThanOrEqual(0);
    expect(arrows(files, (target, from) => isOwn(target) && rank(target) > rank(from))).toEqual([]);
  });
});

describe('migrations', () => {
  it('are numbered one after the other, each number once', () => {
    const names = readdirSync(path.join(root, 'src/adapters/store/migrations')).sort();
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  });
});

describe('every file', () => {
  it('begins with one sentence that says what it is', () => {
    const silent = files.filter(({ text }) => !/^(#!.*\n)?\/\*\*\s+(?:\*\s+)?\S[\s\S]{10,}?[.?!)]\s*\*\//u.test(text));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('has at most 400 lines', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 401);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it('holds no default export but formats, no enum, no namespace, no any', () => {
    expect(files.filter(({ text }) => /^export default /m.test(text)).map(({ name }) => name)).toEqual([
      'adapters/formats/csv.ts',
      'adapters/formats/edt.ts',
      'adapters/formats/exp.ts',
      'adapters/formats/ics.ts',
      'adapters/formats/sts.ts',
      'adapters/formats/udt.ts',
    ]);
    for (const { name, text } of files) {
      expect(text, name).not.toMatch(/^\s*(export\s+)?(const\s+)?enum\s/m);
      expect(text, name).not.toMatch(/^\s*(export\s+)?namespace\s/m);
      // Node 24, which takes the types away itself, does not understand it.
      expect(text, name).not.toMatch(/\b(?:const|let) of of\b/);
    }
  });
});

describe('codes', () => {
  const sources = files.filter(
    ({ name }) =>
      !name.startsWith('domain/report/catalogue') &&
      !name.startsWith('domain/model/refusals') &&
      !name.startsWith('demo/'),
  );
  const all = sources.map(({ text }) => text).join('\n');
  const found = (...patterns: readonly RegExp[]): Set<string> =>
    new Set(patterns.flatMap((pattern) => [...all.matchAll(pattern)].map((match) => match[1] ?? '')));

  /** Reasons and findings: what a Stop or a Finding is made with. `root-found` never leaves the XML reader. */
  const reasons = found(
    /\bstop\(\s*'([a-z-]+)'/g,
    /\breason: (?:status === 'held' \? null : )?'([a-z-]+)'/g,
    /\bnote\('([a-z-]+)'/g,
    /\bcode: '([a-z-]+)',\s*severity/g,
  );
  for (const kind of ['teacher', 'student', 'division', 'group']) {
    reasons.add(`unmatched-${kind}`);
    reasons.add(`ambiguous-${kind}`);
  }
  reasons.delete('root-found');

  it('of reasons and findings are all in the catalogue', () => {
    const unknown = [...reasons].filter((code) => !Object.hasOwn(CATALOGUE, code) && !Object.hasOwn(REFUSALS, code));
    expect(unknown.sort()).toEqual([]);
  });

  it('of the catalogue are all used', () => {
    const unused = Object.keys(CATALOGUE).filter((entry) => {
      // `code:variant` is chosen by the value `variant` that comes with the code.
      const [code = '', variant] = entry.split(':');
      const isMade = reasons.has(code) || all.includes(`'${code}'`);
      // A variant is named beside the word, or by a function of the file that makes the code.
      const isNamed = (): boolean =>
        new RegExp(`variant\\b.*'${variant}'`).test(all) ||
        sources.some(({ text }) => text.includes(`'${code}'`) && new RegExp(`\\((?:.*, )?'${variant}'`).test(text));
      return !isMade || (variant !== undefined && !isNamed());
    });
    expect(unused).toEqual([]);
  });

  it('of refusals are all in their table, and all of its entries are used', () => {
    const thrown = found(/new Refusal\(\s*'([a-z-]+)'/g, /new AppError\(\s*'([a-z-]+)'/g);
    const refused = found(/new Refusal\(\s*'([a-z-]+)'/g);
    expect([...refused].filter((code) => !Object.hasOwn(REFUSALS, code)).sort()).toEqual([]);
    const unused = Object.keys(REFUSALS).filter((code) => !thrown.has(code) && !all.includes(`'${code}'`));
    expect(unused).toEqual([]);
  });

  /** Values that reach a sentence from another place than where its code stands. */
  const FROM_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
    held: ['controls'],
    'held-directory': ['controls'],
    'rejected-by-manager': ['by', 'why'],
    undone: ['by', 'why', 'restored', 'kept', 'closes', 'opens'],
    'same-as-held': ['run'],
    'same-as-rejected': ['run', 'by', 'at'],
    'same-as-undone': ['run', 'by', 'at'],
    cancelled: ['by'],
    superseded: ['run'],
    failed: ['tries'],
    'several-formats': ['formats'],
    'directory-csv': [
      ...['limit', 'columns', 'known', 'told', 'column', 'line', 'cells', 'delimiter', 'cell', 'kinds'],
    ],
  };

  it('are given a value for every {placeholder} of their sentences', () => {
    const missing: string[] = [];
    for (const [key, entry] of [...Object.entries(CATALOGUE), ...Object.entries(REFUSALS)]) {
      const [code = ''] = key.split(':');
      const wanted = [...`${entry.title} ${entry.cause} ${entry.remedy}`.matchAll(/\{(\w+)\}/g)].map(
        (match) => match[1] ?? '',
      );
      for (const name of new Set(wanted)) {
        if (FROM_ELSEWHERE[code]?.includes(name)) continue;
        const made = [...all.matchAll(new RegExp(`'${code}'`, 'g'))].map((match) =>
          all.slice(match.index, match.index + 260),
        );
        if (!made.some((text) => new RegExp(`\\b${name}\\b`).test(text))) missing.push(`${code} {${name}}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('have sentences that say what happened and what to do, in French', () => {
    for (const [code, { title, cause, remedy }] of Object.entries(CATALOGUE)) {
      expect(title, code).toMatch(/^\p{Lu}[^.]*[^.\s]$/u);
      expect(cause, code).toMatch(/^[\p{Lu}{].*[.)}]$/su);
      expect(remedy, code).toMatch(/^\p{Lu}.*\.$/su);
    }
  });
});
