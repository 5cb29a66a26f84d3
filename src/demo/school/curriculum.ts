/** What is taught at which level: subjects, and how the lessons of a division are cut into whole classes, halves and blocks. */

import { nth } from './random.ts';

/** Code, label, six-digit national code and the discipline of those who teach it; null: whoever knows the division. */
type SubjectRow = readonly [code: string, label: string, nationalCode: string, discipline: string | null];

const subjectRows: readonly SubjectRow[] = [
  ['A-PLA', 'ARTS PLASTIQUES', '090100', 'A-PLA'],
  ['AGL1', 'ANGLAIS LV1', '030201', 'AGL'],
  ['ALL2', 'ALLEMAND LV2', '030102', 'ALL'],
  ['ATRAV', 'ACCOMP.TRAVAIL PERSO', '099401', 'FRANC'],
  ['EDCIV', 'ENSEIGNEMENT MORAL & CIVIQUE', '043600', 'HIGEO'],
  ['EDMUS', 'EDUCATION MUSICALE', '081300', 'EDMUS'],
  ['ENSSC', 'ENSEIGNEMENT SCIENTIFIQUE', '062100', 'SVT'],
  ['EPS', 'ED.PHYSIQUE & SPORT.', '100100', 'EPS'],
  ['ESP2', 'ESPAGNOL LV2', '030602', 'ESP'],
  ['FRANC', 'FRANÇAIS', '020700', 'FRANC'],
  ['GREC', 'GREC ANCIEN', '020300', 'FRANC'],
  ['HGGSP', 'HIST.GEO.GEOPOL.SC.POL.', '043900', 'HIGEO'],
  ['HIGEO', 'HISTOIRE & GÉOGRAPHIE', '043100', 'HIGEO'],
  ['HLPHI', 'HUMANITÉS LITT.PHILO.', '011500', 'PHILO'],
  ['ITA2', 'ITALIEN LV2', '030702', 'ITA'],
  ['LATIN', 'LATIN', '020200', 'FRANC'],
  ['LLCER', 'LANG.LITT.CULT.ETR.ANGL.', '031401', 'AGL'],
  ['MATHS', 'MATHÉMATIQUES', '061300', 'MATHS'],
  ['NSINF', 'NUMERIQUE SC.INFORM.', '062000', 'MATHS'],
  ['PH-CH', 'PHYSIQUE-CHIMIE', '062300', 'PH-CH'],
  ['PHILO', 'PHILOSOPHIE', '010100', 'PHILO'],
  ['SES', 'SC. ECONO.& SOCIALES', '040600', 'SES'],
  ['SNT', 'SC.NUMERIQ.TECHNOLOGIE', '062200', 'MATHS'],
  ['SPMAT', 'MATHÉMATIQUES (SPÉ)', '061800', 'MATHS'],
  ['SPPC', 'PHYSIQUE-CHIMIE (SPÉ)', '062400', 'PH-CH'],
  ['SPSES', 'SC.ECO.SOC. (SPÉ)', '040700', 'SES'],
  ['SPSVT', 'SVT (SPÉ)', '062900', 'SVT'],
  ['SVT', 'SCIENCES VIE & TERRE', '062800', 'SVT'],
  ['TECHN', 'TECHNOLOGIE', '070800', 'TECHN'],
  ['VICLA', 'VIE DE CLASSE', '099900', null],
  ['VISCO', 'VIE SCOLAIRE', '099800', null],
];

export interface TaughtSubject {
  readonly code: string;
  readonly label: string;
  readonly nationalCode: string;
  readonly discipline: string | null;
}

export const taughtSubjects: ReadonlyMap<string, TaughtSubject> = new Map(
  subjectRows.map(([code, label, nationalCode, discipline]) => [code, { code, label, nationalCode, discipline }]),
);

/** Lessons of the whole division: subject, lessons a week, slots of half an hour each. */
export type WholeLesson = readonly [code: string, lessons: number, slots: number];

/** Two half-groups at work at the same time: one has the first subject, the other the second, then they swap. */
export interface HalvedLesson {
  readonly codes: readonly [string, string];
  /** Pairs of hours a week. */
  readonly times: number;
  /** The swap falls on the other week of a fortnight instead of another hour. */
  readonly isFortnightly?: boolean;
}

/** Several divisions meet, and their students are sorted into groups by option. */
export interface Block {
  readonly key: string;
  readonly divisions: number;
  readonly groups: readonly string[];
  readonly lessons: number;
  /** Share of the students who take it; without it, all do. */
  readonly share?: number;
}

export interface LevelPlan {
  readonly level: string;
  /** Age reached in the calendar year in which the school year starts. */
  readonly age: number;
  readonly mef: string;
  /** Name of the n-th division of the level, from 0. */
  readonly divisionName: (index: number) => string;
  readonly whole: readonly WholeLesson[];
  readonly halves: readonly HalvedLesson[];
  /** Whole-class subjects that share an hour, one in odd weeks, one in even weeks. */
  readonly alternating: readonly (readonly [string, string])[];
  readonly blocks: readonly Block[];
}

export type SchoolKind = 'college' | 'lycee';

/** `A` … `Z`, `A2` …: names of divisions for any number of them. */
function letter(index: number): string {
  const turn = Math.floor(index / 26);
  return `${nth('ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split(''), index % 26)}${turn === 0 ? '' : turn + 1}`;
}

const common: readonly WholeLesson[] = [
  ['FRANC', 4, 2],
  ['HIGEO', 3, 2],
  ['A-PLA', 1, 2],
  ['EDMUS', 1, 2],
  ['EPS', 1, 4],
  ['VICLA', 1, 2],
];

function languages(lessons: number): Block {
  return { key: 'LV2', divisions: 2, groups: ['ESP2', 'ALL2', 'ITA2'], lessons };
}

const latin: Block = { key: 'LAT', divisions: 5, groups: ['LATIN'], lessons: 2, share: 0.2 };

const collegePlans: readonly LevelPlan[] = [
  {
    level: '6',
    age: 11,
    mef: '10010012110',
    divisionName: (index) => `6${letter(index)}`,
    whole: [...common, ['MATHS', 3, 2], ['AGL1', 3, 2]],
    halves: [
      { codes: ['SVT', 'TECHN'], times: 1, isFortnightly: true },
      { codes: ['MATHS', 'PH-CH'], times: 1, isFortnightly: true },
      { codes: ['SVT', 'PH-CH'], times: 1 },
    ],
    alternating: [],
    blocks: [{ key: 'AP', divisions: 2, groups: ['ATRAV', 'ATRAV'], lessons: 1 }],
  },
  {
    level: '5',
    age: 12,
    mef: '10110001110',
    divisionName: (index) => `5${letter(index)}`,
    whole: [...common, ['MATHS', 3, 2], ['AGL1', 3, 2], ['SVT', 2, 2], ['PH-CH', 1, 2], ['TECHN', 1, 3]],
    halves: [],
    alternating: [['EDCIV', 'PH-CH']],
    blocks: [languages(2), latin],
  },
  {
    level: '4',
    age: 13,
    mef: '10210001110',
    divisionName: (index) => `4${letter(index)}`,
    whole: [...common, ['MATHS', 3, 2], ['AGL1', 3, 2], ['SVT', 1, 2], ['PH-CH', 2, 2], ['TECHN', 1, 3]],
    halves: [],
    alternating: [['EDCIV', 'SVT']],
    blocks: [languages(2), latin],
  },
  {
    level: '3',
    age: 14,
    mef: '10310019110',
    divisionName: (index) => `3${letter(index)}`,
    whole: [...common, ['MATHS', 3, 2], ['AGL1', 3, 2], ['SVT', 1, 2], ['PH-CH', 1, 2]],
    halves: [
      { codes: ['SVT', 'TECHN'], times: 1, isFortnightly: true },
      { codes: ['MATHS', 'PH-CH'], times: 1 },
    ],
    alternating: [],
    blocks: [languages(2), latin, { key: 'GREC', divisions: 5, groups: ['GREC'], lessons: 2, share: 0.1 }],
  },
];

const lv1: Block = { key: 'LV1', divisions: 3, groups: ['AGL1', 'AGL1', 'AGL1', 'AGL1'], lessons: 2 };
const lv2: Block = { key: 'LV2', divisions: 3, groups: ['ESP2', 'ESP2', 'ALL2', 'ITA2'], lessons: 2 };

const lyceePlans: readonly LevelPlan[] = [
  {
    level: '2nde',
    age: 15,
    mef: '20010018110',
    divisionName: (index) => `2nde ${index + 1}`,
    whole: [
      ['FRANC', 3, 2],
      ['HIGEO', 3, 2],
      ['MATHS', 3, 2],
      ['SES', 2, 2],
      ['PH-CH', 1, 2],
      ['SVT', 1, 2],
      ['EPS', 1, 4],
      ['EDCIV', 1, 2],
      ['VICLA', 1, 2],
    ],
    halves: [
      { codes: ['FRANC', 'MATHS'], times: 2 },
      { codes: ['PH-CH', 'SVT'], times: 2 },
      { codes: ['SNT', 'SES'], times: 1 },
      { codes: ['AGL1', 'HIGEO'], times: 1 },
      { codes: ['ATRAV', 'AGL1'], times: 1 },
      { codes: ['ESP2', 'EDCIV'], times: 1 },
      { codes: ['PH-CH', 'ATRAV'], times: 1, isFortnightly: true },
    ],
    alternating: [],
    blocks: [{ ...lv1, lessons: 3 }, lv2],
  },
  {
    level: '1ère',
    age: 16,
    mef: '20110019110',
    divisionName: (index) => `1ère ${index + 1}`,
    whole: [
      ['FRANC', 3, 2],
      ['HIGEO', 3, 2],
      ['MATHS', 2, 2],
      ['EPS', 1, 4],
      ['EDCIV', 1, 2],
      ['ENSSC', 2, 2],
      ['VICLA', 1, 2],
    ],
    halves: [
      { codes: ['FRANC', 'MATHS'], times: 2 },
      { codes: ['ENSSC', 'PH-CH'], times: 1 },
      { codes: ['HIGEO', 'AGL1'], times: 1 },
      { codes: ['ATRAV', 'ESP2'], times: 1 },
      { codes: ['SES', 'FRANC'], times: 1, isFortnightly: true },
    ],
    alternating: [],
    blocks: [
      lv1,
      lv2,
      { key: 'SPA', divisions: 3, groups: ['SPMAT', 'HGGSP', 'LLCER', 'SPMAT'], lessons: 4 },
      { key: 'SPB', divisions: 3, groups: ['SPPC', 'SPSES', 'HLPHI', 'SPSES'], lessons: 4 },
      { key: 'SPC', divisions: 3, groups: ['SPSVT', 'NSINF', 'LATIN', 'SPSVT'], lessons: 4 },
    ],
  },
  {
    level: 'Tle',
    age: 17,
    mef: '20210019110',
    divisionName: (index) => `Tle ${index + 1}`,
    whole: [
      ['PHILO', 3, 2],
      ['HIGEO', 3, 2],
      ['EPS', 1, 4],
      ['EDCIV', 1, 2],
      ['ENSSC', 2, 2],
      ['MATHS', 2, 2],
      ['VICLA', 1, 2],
    ],
    halves: [
      { codes: ['PHILO', 'MATHS'], times: 2 },
      { codes: ['ENSSC', 'HIGEO'], times: 1 },
      { codes: ['AGL1', 'PH-CH'], times: 1 },
      { codes: ['ATRAV', 'ESP2'], times: 1 },
      { codes: ['SES', 'ENSSC'], times: 1, isFortnightly: true },
    ],
    alternating: [],
    blocks: [
      lv1,
      lv2,
      { key: 'SPA', divisions: 3, groups: ['SPMAT', 'HGGSP', 'SPSES'], lessons: 6 },
      { key: 'SPB', divisions: 3, groups: ['SPPC', 'SPSVT', 'HLPHI'], lessons: 6 },
    ],
  },
];

/** The levels of a school, youngest first. */
export function plansOf(kind: SchoolKind): readonly LevelPlan[] {
  return kind === 'college' ? collegePlans : lyceePlans;
}
