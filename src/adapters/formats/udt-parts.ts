/** The documents of a UDT export (FORMATS.md 3.1): which there are, which are missing, and their rows. */

import { type FindingLog, isStop, type Outcome, type Stop, stop } from '../../domain/model/finding.ts';
import { baseName, type Given, type Part } from '../../domain/model/given.ts';
import { Stopped } from '../readers/stopped.ts';
import { type Attributes, readXml, XML_LIMITS, type XmlHandlers } from '../readers/xml.ts';
import type { Tally } from './tally.ts';

/** Files that are read, by their number, and what they hold. Without those that are needed there is no timetable. */
const FILES = {
  '24': { what: 'calendrier', isNeeded: true },
  '00': { what: 'paramètres', isNeeded: false },
  '07': { what: 'horaires', isNeeded: true },
  '08': { what: 'classes', isNeeded: true },
  '11': { what: 'fiches', isNeeded: true },
  '12': { what: 'cours', isNeeded: true },
  '03': { what: 'salles', isNeeded: false },
  '04': { what: 'enseignants', isNeeded: false },
  '05': { what: 'matières', isNeeded: false },
  '10': { what: 'élèves', isNeeded: false },
  '19': { what: 'groupes', isNeeded: false },
  '13': { what: 'regroupements', isNeeded: false },
  '21': { what: 'élèves des groupes', isNeeded: false },
  '23': { what: 'co-enseignement', isNeeded: false },
  semaines: { what: 'semaines publiées', isNeeded: false },
} as const;

export type UdtFile = keyof typeof FILES;

/** Lines of a real week stand in files of their own, which end in its ISO number. */
export type WeeklyFile = '12' | '23';

export interface UdtParts {
  /** Null: the file is missing, which has been told. */
  of(file: UdtFile): Part | null;
  /** By ISO week. */
  weekly(file: WeeklyFile): ReadonlyMap<number, Part>;
}

const NUMBERED = /^udcal_(\d\d)(?:_(\d\d))?\.xml$/;

/** Is this a document of a UDT export? By its name, in capitals or not. */
export function isUdtPart(part: Pick<Part, 'name'>): boolean {
  return NUMBERED.test(baseName(part));
}

function nameOf(file: UdtFile): string {
  return file === 'semaines' ? 'semaines.xml' : `UDCal_${file}.xml`;
}

/** Finds the files. A Stop for one that is there twice, or for one that is needed and missing; others are told. */
export function findParts({ parts }: Given, findings: FindingLog): Outcome<UdtParts> {
  const byName = new Map<string, Part>();
  const byWeek = { '12': new Map<number, Part>(), '23': new Map<number, Part>() };
  for (const part of parts) {
    const name = baseName(part);
    const [isOurs, number, week] = NUMBERED.exec(name) ?? [name === 'semaines.xml'];
    if (!isOurs) continue;
    if (byName.has(name)) return stop('udt-file-twice', { file: part.name.slice(0, 100) });
    byName.set(name, part);
    if (week !== undefined && (number === '12' || number === '23')) byWeek[number].set(Number(week), part);
  }
  const of = (file: UdtFile): Part | null => byName.get(nameOf(file).toLowerCase()) ?? null;
  const missing = (Object.keys(FILES) as UdtFile[]).filter((file) => of(file) === null).sort();
  // Where there are real weeks they may be all there are: only who knows the calendar can tell.
  const needed = missing.filter((file) => FILES[file].isNeeded && !(file === '12' && byWeek['12'].size > 0));
  if (needed.length > 0) return incomplete(needed);
  for (const file of missing) findings.add({ code: 'udt-file-missing', severity: 'warning', about: told(file) });
  return { of, weekly: (file) => byWeek[file] };
}

function told(file: UdtFile): string {
  return `${nameOf(file)} (${FILES[file].what})`;
}

/** Without these there is no timetable, or not all of it. */
export function incomplete(files: readonly UdtFile[]): Stop {
  return stop('udt-incomplete', { files: files.map(told).join(', ') });
}

/** What becomes of the elements of one file, by their names in lower case, wherever they stand. */
export interface RowHandlers {
  readonly rows: Readonly<Record<string, (attributes: Attributes) => void>>;
  /** Texts of elements, by name. */
  readonly texts?: Readonly<Record<string, (text: string) => void>>;
}

const MAX_TEXT_CHARS = 100;
/** Rows of one file are kept until all are read; a large lycée has 15,000. */
const MAX_ROWS = 200_000;

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** Reads the rows of a file; what encloses them does not matter. A Stop says of which file it is in `findings`. */
export async function readRows(
  part: Part | null,
  { rows, texts = {} }: RowHandlers,
  findings: FindingLog,
  unknown: Tally,
): Promise<Stop | null> {
  if (!part) return null;
  let text = '';
  const meet = (name: string, attributes: Attributes): void => {
    const handler = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (handler) handler(attributes);
    // Wrappers have names that nobody has written down; what says something has attributes.
    else if (Object.keys(attributes).length > 0) unknown.count(`${baseName(part)}/${name}`);
  };
  try {
    const handlers: XmlHandlers = {
      root(name, _namespace, attributes) {
        if (Object.hasOwn(rows, name.toLowerCase())) meet(name.toLowerCase(), attributes);
        return undefined;
      },
      open(path, attributes) {
        text = '';
        meet(lastName(path), attributes);
      },
      text(_path, piece) {
        if (text.length < MAX_TEXT_CHARS) text += piece.slice(0, MAX_TEXT_CHARS);
      },
      close(path) {
        const name = lastName(path);
        if (Object.hasOwn(texts, name)) texts[name]?.(text);
        text = '';
      },
    };
    const outcome = await readXml(part.open(), handlers, { ...XML_LIMITS, maxElements: MAX_ROWS });
    return outcome !== null && isStop(outcome) ? unreadable(outcome) : null;
  } catch (error) {
    if (error instanceof Stopped) return unreadable(error.stop);
    throw error;
  }

  function unreadable(because: Stop): Stop {
    findings.add({ code: 'unreadable-part', severity: 'error', about: part?.name ?? '' });
    return because;
  }
}
