/** Keys that a JSON text says twice: JSON takes the last one without a word, and an operator meant the first as well. */

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

interface Level {
  readonly path: string;
  /** Null: a list. */
  readonly keys: Set<string> | null;
  key: string;
}

/** Keys with dots, of a text that JSON.parse has taken. */
export function keysSaidTwice(json: string): string[] {
  const twice: string[] = [];
  const levels: Level[] = [];
  const tokens = json.match(TOKENS) ?? [];
  tokens.forEach((token, at) => {
    const level = levels.at(-1);
    if (token === '{' || token === '[')
      levels.push({ path: pathOf(level), keys: token === '{' ? new Set() : null, key: '' });
    else if (token === '}' || token === ']') levels.pop();
    else if (level?.keys && tokens[at + 1] === ':') {
      level.key = String(JSON.parse(token));
      const path = pathOf(level);
      if (level.keys.has(level.key)) twice.push(path);
      level.keys.add(level.key);
    }
  });
  return [...new Set(twice)];
}

function pathOf(level: Level | undefined): string {
  if (level === undefined) return '';
  return [level.path, level.key].filter((part) => part !== '').join('.');
}
