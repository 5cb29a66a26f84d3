/** Prometheus text as a scraper reads it. */

export interface Scraped {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
  /** The sum of what has this name and these labels; null: no such line. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | null;
}

/** Throws for a line that is none. */
export function parseMetrics(text: string): Scraped {
  const types = new Map<string, string>();
  const samples: { name: string; labels: Record<string, string>; value: number }[] = [];
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('# HELP '))) {
    const [, typed, type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (typed !== undefined) {
      if (types.has(typed)) throw new Error(`${typed} has two types`);
      types.set(typed, type);
      continue;
    }
    const [, name = '', inner = '', number = ''] = /^([a-z_]+)(?:\{(.*)\})? (-?[\d.e+-]+)$/.exec(line) ?? [];
    if (name === '') throw new Error(`no sample: ${line}`);
    const labels = Object.fromEntries(
      [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key, value]),
    );
    samples.push({ name, labels, value: Number(number) });
  }
  return {
    types,
    samples,
    value(name, wanted = {}) {
      const found = samples.filter(
        (one) => one.name === name && Object.entries(wanted).every(([key, value]) => one.labels[key] === value),
      );
      return found.length === 0 ? null : found.reduce((sum, one) => sum + one.value, 0);
    },
  };
}

export async function scrape(url: string): Promise<Scraped> {
  const answer = await fetch(`${url}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics: ${answer.status}`);
  return parseMetrics(await answer.text());
}
