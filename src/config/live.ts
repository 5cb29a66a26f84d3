/** The configuration in force: read anew while the daemon runs, taken over as a whole or not at all. */

import type { BaseLogger } from 'pino';
import { type Config, configKeys, loadConfig, valueAt } from './config.ts';

export interface LiveConfig {
  /** Keys that only a restart can change keep their values. */
  readonly current: Config;
  /** What follows from the configuration, made anew with it; `make` throws to refuse one. `changes` tells of two what is different. */
  derive<T>(make: (config: Config) => T, changes?: (before: T, after: T) => readonly string[]): () => T;
  /** Reads file, environment and what is derived. Never throws: what is wrong goes to the log, and changes nothing. */
  reload(): boolean;
}

export interface LiveWishes {
  /** Reads the configuration; throws AppError. */
  readonly load?: () => Config;
  /** Called with what is in force from now on, before the log says so. */
  readonly onTaken?: ((config: Config) => void) | undefined;
}

export function createLiveConfig(
  first: Config,
  log: Pick<BaseLogger, 'info' | 'warn' | 'error'>,
  { load = loadConfig, onTaken }: LiveWishes = {},
): LiveConfig {
  let current = first;
  /** Each prepares, and returns what puts the prepared in force and tells what is different. */
  const derived: ((next: Config) => () => readonly string[])[] = [];
  return {
    get current() {
      return current;
    },
    derive(make, changes = () => []) {
      let value = make(current);
      derived.push((next) => {
        const made = make(next);
        return () => {
          const changed = changes(value, made);
          value = made;
          return changed;
        };
      });
      return () => value;
    },
    reload() {
      try {
        const said = load();
        const changed = configKeys().filter(({ key }) => !isSame(valueAt(current, key), valueAt(said, key)));
        const live = changed.filter(({ isLive }) => isLive).map(({ key }) => key);
        const waiting = changed.filter(({ isLive }) => !isLive).map(({ key }) => key);
        const next = live.reduce((config, key) => withValue(config, key, valueAt(said, key)), current);
        const commits = derived.map((prepare) => prepare(next));
        current = next;
        const followed = commits.flatMap((commit) => commit());
        onTaken?.(current);
        log.info({ changed: [...live, ...followed] }, 'configuration and rules were read anew and are in force');
        if (waiting.length > 0) log.warn({ waiting }, 'these keys have changed and wait for a restart');
        return true;
      } catch (error) {
        log.error({ err: error }, 'configuration or rules are refused as a whole; the old ones stay in force');
        return false;
      }
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The configuration with one key changed. */
function withValue(config: Config, key: string, value: unknown): Config {
  const [name = '', inner] = key.split('.');
  const changed = inner === undefined ? value : { ...(valueAt(config, name) as object), [inner]: value };
  return { ...config, [name]: changed };
}

/** A part of the configuration that is asked each time: what is read of it is in force now. */
export function livePart<K extends 'deposit' | 'work' | 'retention'>(live: LiveConfig, name: K): Config[K] {
  const part = {};
  for (const key of Object.keys(live.current[name])) {
    Object.defineProperty(part, key, { enumerable: true, get: () => valueAt(live.current, `${name}.${key}`) });
  }
  return part as Config[K];
}
