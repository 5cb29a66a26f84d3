/** Figures for Prometheus: counters, gauges and histograms of this process, and their text. */

export type Labels = Readonly<Record<string, string>>;

/** One line of the text. `suffix` is a histogram's. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly suffix?: '_bucket' | '_sum' | '_count';
}

/** All lines of one name. Plain data: a worker sends its own to the process that is asked. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

export interface Counter {
  add(labels?: Labels, by?: number): void;
  family(): Family;
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
  family(): Family;
}

/** Counts from the start of this process. `known` are there with 0 from the beginning: a first event is a change, too. */
export function counter(name: string, help: string, known: readonly Labels[] = [{}]): Counter {
  const values = new Map(known.map((labels) => [keyOf(labels), { labels, value: 0 }]));
  return {
    add(labels = {}, by = 1) {
      const key = keyOf(labels);
      values.set(key, { labels, value: (values.get(key)?.value ?? 0) + by });
    },
    family: () => ({ name, help, type: 'counter', samples: [...values.values()] }),
  };
}

export function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: 'gauge', samples };
}

/** A gauge of one value, or of none while that is not known. */
export function figure(name: string, help: string, value: number | undefined, labels: Labels = {}): Family {
  return gauge(name, help, value === undefined ? [] : [{ labels, value }]);
}

/** How often values came up to each of the bounds, which ascend. */
export function histogram(
  name: string,
  help: string,
  bounds: readonly number[],
  known: readonly Labels[] = [{}],
): Histogram {
  const fresh = (labels: Labels) => ({ labels, counts: bounds.map(() => 0), sum: 0, count: 0 });
  const values = new Map(known.map((labels) => [keyOf(labels), fresh(labels)]));
  return {
    observe(value, labels = {}) {
      const key = keyOf(labels);
      const one = values.get(key) ?? fresh(labels);
      values.set(key, one);
      one.sum += value;
      one.count += 1;
      bounds.forEach((bound, at) => {
        if (value <= bound) one.counts[at] = (one.counts[at] ?? 0) + 1;
      });
    },
    family: () => ({
      name,
      help,
      type: 'histogram',
      samples: [...values.values()].flatMap(({ labels, counts, sum, count }): Sample[] => [
        ...bounds.map((bound, at) => ({
          labels: { ...labels, le: String(bound) },
          value: counts[at] ?? 0,
          suffix: '_bucket' as const,
        })),
        { labels: { ...labels, le: '+Inf' }, value: count, suffix: '_bucket' },
        { labels, value: sum, suffix: '_sum' },
        { labels, value: count, suffix: '_count' },
      ]),
    }),
  };
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Prometheus text, version 0.0.4; families of one name, from several processes, become one. */
export function exposition(families: readonly Family[]): string {
  const heads = new Map(families.map((family) => [family.name, family]));
  const text = [...heads.values()].map(({ name, help, type }) => {
    const same = families.filter((family) => family.name === name);
    const lines = same.flatMap(({ samples }) => samples.map((sample) => `${name}${lineOf(sample)}`));
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
  });
  return `${text.join('\n')}\n`;
}

function lineOf({ labels, value, suffix }: Sample): string {
  const escaped = (text: string): string => text.replace(/[\\"\n]/g, (sign) => ESCAPES[sign] ?? sign);
  const inner = Object.entries(labels).map(([key, one]) => `${key}="${escaped(one)}"`);
  return `${suffix ?? ''}${inner.length === 0 ? '' : `{${inner.join(',')}}`} ${value}`;
}
