/** Rule files: one JSON file a control, read and checked at start; what is wrong is told by file and key. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TopLevelCondition } from 'json-rules-engine';
import { z } from 'zod';
import { FACT_NAMES } from '../../domain/diff/facts.ts';
import { DIRECTORY_FACT_NAMES } from '../../domain/directory/facts.ts';
import { AppError } from '../../domain/model/errors.ts';
import type { RunKind } from '../../domain/model/step.ts';
import { type AnyFactName, isLimit, type Rule, subjectOfFact } from '../../domain/thresholds/rule.ts';

/** A rule with its conditions in json-rules-engine's own form. */
export interface RuleFile extends Rule {
  readonly file: string;
  readonly order: number;
  readonly conditions: TopLevelCondition;
}

/** Facts that every rule has beside the numbers: its own count and base, and the threshold in force. */
const OWN_FACTS = ['share', 'threshold'];

const ALL_FACT_NAMES: readonly string[] = [...FACT_NAMES, ...DIRECTORY_FACT_NAMES];

const isFactName = (name: string): name is AnyFactName => subjectOfFact(name) !== null;

const OPERATORS = [
  'exceeds',
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
];

const factName = z
  .string()
  .refine(isFactName, { error: ({ input }) => `unknown fact “${input}”; known: ${ALL_FACT_NAMES.join(', ')}` });
const anyFact = z.string().refine((name) => OWN_FACTS.includes(name) || isFactName(name), {
  error: ({ input }) => `unknown fact “${input}”; known: ${[...OWN_FACTS, ...ALL_FACT_NAMES].join(', ')}`,
});

const shape = z.strictObject({
  fact: anyFact,
  operator: z.enum(OPERATORS, {
    error: ({ input }) =>
      `unknown operator “${typeof input === 'string' ? input : JSON.stringify(input)}”; known: ${OPERATORS.join(', ')}`,
  }),
  value: z.union([z.number(), z.array(z.number()), z.strictObject({ fact: anyFact })]),
});

/** What a comparison's parts must be to one another, else it would fail each import that it judges. */
function misfit({ fact, operator, value }: z.infer<typeof shape>): readonly [key: string, message: string] | null {
  const other = typeof value === 'object' && 'fact' in value ? value.fact : null;
  if (operator === 'exceeds')
    return fact === 'share' && other === 'threshold'
      ? null
      : ['operator', '“exceeds” compares the fact “share” with the fact “threshold” and nothing else'];
  if (!isFactName(fact)) return ['fact', `“${fact}” goes with the operator “exceeds” only`];
  if (other !== null && !isFactName(other)) return ['value', `“${other}” goes with the operator “exceeds” only`];
  const wantsList = operator === 'in' || operator === 'notIn';
  if (wantsList === Array.isArray(value)) return null;
  return ['value', wantsList ? `“${operator}” needs a list of numbers` : `“${operator}” needs a number or a fact`];
}

const leaf = shape.superRefine((one, context) => {
  const [key, message] = misfit(one) ?? [];
  if (key !== undefined && message !== undefined) context.addIssue({ code: 'custom', path: [key], message });
});

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
};

/** What is accepted, where a key says something of another kind. */
const ERRORS: z.core.ParseContext<z.core.$ZodIssue> = {
  error(issue) {
    const said = issue.input === undefined ? 'nothing' : JSON.stringify(issue.input)?.slice(0, 60);
    if (issue.code === 'invalid_type')
      return `${said} is not accepted; accepted: ${TYPES[issue.expected] ?? issue.expected}`;
    if (issue.code === 'too_small')
      return `${said} is not accepted; accepted: ${issue.origin === 'string' ? 'a text that is not empty' : `${issue.minimum} or more`}`;
    if (issue.code === 'invalid_union')
      return `${said} is not accepted; accepted: a number, a list of numbers or a fact`;
    return undefined;
  },
};

interface ConditionTree {
  readonly all?: readonly unknown[] | undefined;
  readonly any?: readonly unknown[] | undefined;
  readonly not?: unknown;
}

const tree: z.ZodType<ConditionTree> = z.lazy(() =>
  z
    .strictObject({ all: z.array(node).optional(), any: z.array(node).optional(), not: node.optional() })
    .refine((one) => [one.all, one.any, one.not].filter((part) => part !== undefined).length === 1, {
      error: 'give exactly one of “all”, “any” and “not”',
    }),
);

/** A node with a “fact” is a comparison, any other a group; so that each error speaks of the right one. */
const node: z.ZodType<unknown> = z.lazy(() =>
  z.unknown().superRefine((value, context) => {
    const isLeaf = typeof value === 'object' && value !== null && 'fact' in value;
    const parsed = (isLeaf ? leaf : tree).safeParse(value, ERRORS);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
  }),
);

const ruleSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{2,60}$/, 'lower-case letters, digits and hyphens'),
  order: z.number().int().default(1_000),
  title: z.strictObject({ fr: z.string().min(1), en: z.string().min(1) }),
  count: factName,
  over: factName,
  limit: z.number().refine(isLimit, 'a percentage from 0 to 1000 with at most two decimals'),
  blocking: z.boolean(),
  floor: z.number().int().min(0).default(0),
  floorWhenDerived: z.number().int().min(0).optional(),
  locked: z.boolean().default(false),
  conditions: tree,
});

/** Levels of groups in conditions: nobody writes that many, and each costs the stack a frame at start and in judging. */
const MAX_LEVELS = 32;

function levelsOf(json: unknown, at = 0): number {
  if (typeof json !== 'object' || json === null || at > 2 * MAX_LEVELS) return at;
  return Math.max(at, ...Object.values(json).map((value) => levelsOf(value, at + 1)));
}

function refuse(problem: string, cause?: unknown): never {
  throw new AppError('rule-invalid', problem, { retryable: false, cause });
}

/** Reads one rule file's text. Throws AppError `rule-invalid` that names file and key. */
export function parseRule(file: string, text: string): RuleFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    refuse(`${file}: not JSON (${(cause as Error).message.replace(/\s+/g, ' ')})`);
  }
  // A group is an object and its list.
  if (levelsOf(json) > 2 * MAX_LEVELS) refuse(`${file}: conditions: nested more than ${MAX_LEVELS} levels deep`);
  const parsed = ruleSchema.safeParse(json, ERRORS);
  if (!parsed.success) {
    const told = parsed.error.issues.map((issue) => {
      const key = issue.path.join('.');
      return issue.code === 'unrecognized_keys'
        ? `${file}: unknown key ${[key, issue.keys.map((one) => one.trim() || '“”').join(', ')].filter(Boolean).join('.')}`
        : `${file}: ${key || 'the file'}: ${issue.message}`;
    });
    refuse(told.join('\n'));
  }
  const { conditions, floorWhenDerived, ...rest } = parsed.data;
  return {
    ...rest,
    about: subjectOf(file, [rest.count, rest.over, ...factsIn(conditions)]),
    ...(floorWhenDerived === undefined ? {} : { floorWhenDerived }),
    count: rest.count,
    over: rest.over,
    file,
    // The shape was checked above; json-rules-engine's type says the same with its own names.
    conditions: conditions as unknown as TopLevelCondition,
  } as RuleFile;
}

/** Which imports a rule is about: all of its facts are known of them. */
function subjectOf(file: string, facts: readonly AnyFactName[]): RunKind {
  const [first = 'sessionsRead'] = facts;
  const about = subjectOfFact(first) ?? 'timetable';
  const other = facts.find((name) => subjectOfFact(name) !== about);
  if (other)
    refuse(`${file}: facts: “${first}” is about a ${about}, “${other}” is not: a rule is about one of the two`);
  return about;
}

/** Names of the numeric facts that conditions speak of. */
export function factsIn(node: unknown): AnyFactName[] {
  if (Array.isArray(node)) return node.flatMap(factsIn);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'fact' in node && typeof node.fact === 'string' && isFactName(node.fact) ? [node.fact] : [];
  return [...own, ...Object.values(node).flatMap(factsIn)];
}

/** All rules of a folder in their order. Throws AppError `rule-invalid`; two rules of one code are an error too. */
export function loadRules(folder: string): RuleFile[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (cause) {
    return refuse(`the rules folder ${folder} cannot be read`, cause);
  }
  const rules = names.map((name) => parseRule(name, textOf(folder, name)));
  const byCode = new Map<string, string>();
  for (const { code, file } of rules) {
    const other = byCode.get(code);
    if (other) refuse(`${file}: code “${code}” is already that of ${other}`);
    byCode.set(code, file);
  }
  if (rules.length === 0) refuse(`the rules folder ${folder} holds no rule`);
  return rules.sort((a, b) => a.order - b.order || (a.code < b.code ? -1 : 1));
}

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch (cause) {
    return refuse(`${name}: cannot be read`, cause);
  }
}
