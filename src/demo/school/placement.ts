/** Finds a place in the week for every activity, so that no division, teacher or room is in two places at once. */

import type { SchoolKind } from './curriculum.ts';
import type { Random } from './random.ts';
import type { Activity, ActivityRow, Parity } from './structure.ts';

/** What is taken in a typical week: a bit per slot, by resource, weekday and parity of the week. */
export interface Occupancy {
  readonly isFree: (resource: string, weekday: number, slots: number, parity: Parity) => boolean;
  readonly take: (resource: string, weekday: number, slots: number, parity: Parity) => void;
  /** Slots taken on a weekday in any week. */
  readonly taken: (resource: string, weekday: number) => number;
}

export function emptyOccupancy(): Occupancy {
  const byResource = new Map<string, Int32Array>();
  const of = (resource: string): Int32Array => {
    const known = byResource.get(resource);
    if (known) return known;
    const fresh = new Int32Array(16);
    byResource.set(resource, fresh);
    return fresh;
  };
  const places = (weekday: number, parity: Parity) =>
    parity === 'every' ? [weekday, weekday + 8] : parity === 'odd' ? [weekday] : [weekday + 8];
  return {
    isFree: (resource, weekday, slots, parity) => {
      const taken = byResource.get(resource);
      return taken === undefined || places(weekday, parity).every((place) => ((taken[place] ?? 0) & slots) === 0);
    },
    take: (resource, weekday, slots, parity) => {
      const taken = of(resource);
      for (const place of places(weekday, parity)) taken[place] = (taken[place] ?? 0) | slots;
    },
    taken: (resource, weekday) => {
      const taken = byResource.get(resource);
      return taken === undefined ? 0 : (taken[weekday] ?? 0) | (taken[weekday + 8] ?? 0);
    },
  };
}

/** The bits of some slots in a row. */
export function slotBits(firstSlot: number, slotCount: number): number {
  return ((1 << slotCount) - 1) << firstSlot;
}

export interface Placed {
  readonly activity: Activity;
  readonly weekday: number;
  readonly firstSlot: number;
  /** Teacher and room of each row, in their order. */
  readonly rows: readonly { readonly row: ActivityRow; readonly teacherId: string; readonly roomId: string | null }[];
}

interface Place {
  readonly weekday: number;
  readonly firstSlot: number;
  /** How unwelcome the hour is. */
  readonly cost: number;
}

/** Hours at which lessons may begin: a collège closes on Wednesday afternoon and at 17:00, a lycée at 18:00. */
function placesOf(kind: SchoolKind): readonly Place[] {
  const places: Place[] = [];
  for (let weekday = 1; weekday <= 5; weekday++) {
    for (let firstSlot = 0; firstSlot < 20; firstSlot += 2) {
      const isAfternoonOff = weekday === 3 && firstSlot >= 8;
      if (kind === 'college' && (isAfternoonOff || firstSlot >= 18)) continue;
      const cost = (firstSlot >= 16 ? 2 : 0) + (firstSlot >= 8 && firstSlot < 12 ? 1 : 0) + (isAfternoonOff ? 3 : 0);
      places.push({ weekday, firstSlot, cost });
    }
  }
  return places;
}

const noonSlots = slotBits(8, 2);
const oneOClockSlots = slotBits(10, 2);

/**
 * Places the activities, the hardest first; one that finds no place at all is left out. Each division keeps an hour for
 * lunch, at twelve or at one, and has a subject once a day where that is possible.
 */
export function placeActivities(
  activities: readonly Activity[],
  kind: SchoolKind,
  teacherOf: (row: ActivityRow) => string,
  chooseRoom: (row: ActivityRow, teacherId: string, isFree: (roomId: string) => boolean) => string | null,
  occupancy: Occupancy,
  random: Random,
): readonly Placed[] {
  const places = placesOf(kind);
  const taughtThatDay = new Set<string>();
  const difficulty = (activity: Activity) =>
    activity.divisionIds.length * 100 + activity.slotCount * 10 + activity.rows.length;
  const ordered = random.shuffle(activities).sort((a, b) => difficulty(b) - difficulty(a));

  const fits = (activity: Activity, place: Place, isRepeatFine: boolean): boolean => {
    const { weekday, firstSlot } = place;
    if (firstSlot + activity.slotCount > (kind === 'college' ? (weekday === 3 ? 8 : 18) : 20)) return false;
    const slots = slotBits(firstSlot, activity.slotCount);
    for (const divisionId of activity.divisionIds) {
      if (!occupancy.isFree(`division:${divisionId}`, weekday, slots, 'every')) return false;
      const day = occupancy.taken(`division:${divisionId}`, weekday) | slots;
      if ((day & noonSlots) !== 0 && (day & oneOClockSlots) !== 0) return false;
    }
    for (const row of activity.rows) {
      if (!occupancy.isFree(`teacher:${teacherOf(row)}`, weekday, slots, row.parity)) return false;
      if (!isRepeatFine && taughtThatDay.has(`${row.code} ${row.audience.id} ${weekday}`)) return false;
    }
    return true;
  };

  const placed: Placed[] = [];
  for (const activity of ordered) {
    const tried = places
      .map((place) => ({ place, cost: place.cost + random.next() }))
      .sort((a, b) => a.cost - b.cost)
      .map(({ place }) => place);
    const place =
      tried.find((candidate) => fits(activity, candidate, false)) ??
      tried.find((candidate) => fits(activity, candidate, true));
    if (!place) continue;
    const { weekday, firstSlot } = place;
    const slots = slotBits(firstSlot, activity.slotCount);
    for (const divisionId of activity.divisionIds) occupancy.take(`division:${divisionId}`, weekday, slots, 'every');
    const rows = activity.rows.map((row) => {
      const teacherId = teacherOf(row);
      const roomId = chooseRoom(row, teacherId, (id) => occupancy.isFree(`room:${id}`, weekday, slots, row.parity));
      occupancy.take(`teacher:${teacherId}`, weekday, slots, row.parity);
      if (roomId !== null) occupancy.take(`room:${roomId}`, weekday, slots, row.parity);
      taughtThatDay.add(`${row.code} ${row.audience.id} ${weekday}`);
      return { row, teacherId, roomId };
    });
    placed.push({ activity, weekday, firstSlot, rows });
  }
  return placed;
}
