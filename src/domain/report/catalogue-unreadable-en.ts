/** The part of the English catalogue about files that cannot be read, or that mean no timetable. */

import type { Entry } from './catalogue.ts';

export const ENGLISH_UNREADABLE: Readonly<Record<string, Entry>> = {};
