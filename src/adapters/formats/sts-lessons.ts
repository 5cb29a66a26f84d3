/** Lessons of an STS pair: what stands under each teacher and each structure, joined into what is held (FORMATS.md 4.2). */

import { clock, minutesOf } from '../../domain/model/calendar.ts';
import { addTo } from '../../domain/model/gather.ts';
import { byCodeUnit } from '../../domain/model/identity.ts';
import type { Lesson } from '../../domain/model/lessons.ts';
import { timeIn } from './csv-values.ts';
import type { StsCourse, StsCourses, StsService } from './sts-files.ts';

/** A course whose texts could be read. */
interface Read {
  readonly weekday: number;
  readonly startTime: string;
  readonly endTime: string;
  readonly teacher: string;
  readonly room: string;
  readonly weeks: ReadonlySet<number>;
}

type Fault = 'sts-course-unreadable' | 'sts-alternation-unknown';

/** A lesson before its names are looked up: `audience` are `division:3A` or `group:3LATIN`. */
export interface StsLesson extends Pick<Lesson, 'weekday' | 'startTime' | 'endTime' | 'weeks'> {
  readonly subject: string;
  readonly audience: readonly string[];
  readonly teachers: readonly string[];
  readonly rooms: readonly string[];
}

/** Minutes of `0155`, `155` or `1:55`. */
function minutesIn(text: string): number {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):?(\d{2})$/.exec(text) ?? [];
  return Number(minutes) < 60 ? Number(hours) * 60 + Number(minutes) : 0;
}

function readCourse(course: StsCourse, alternations: StsCourses['alternations']): Read | Fault {
  const weekday = /^[1-7]$/.test(course.weekday) ? Number(course.weekday) : 0;
  const startTime = timeIn(course.start.padStart(4, '0'));
  const minutes = minutesIn(course.duration);
  const end = startTime === null ? 0 : minutesOf(startTime) + minutes;
  if (weekday === 0 || startTime === null || !(minutes > 0) || end >= 24 * 60) return 'sts-course-unreadable';
  const weeks = alternations.get(course.alternation);
  if (!weeks || weeks.size === 0) return 'sts-alternation-unknown';
  const { teacher, room } = course;
  return { weekday, startTime, endTime: clock(end), teacher, room, weeks };
}

const sorted = (list: Iterable<string>): string[] => [...new Set(list)].filter((one) => one !== '').sort(byCodeUnit);

/**
 * The courses of one service that are one lesson: at the same hour, and shared or in the same room. Teachers who take part
 * in some of its weeks only are so in those.
 */
function* lessonsOfService(service: StsService, courses: readonly Read[]): Generator<StsLesson> {
  const together = new Map<string, Read[]>();
  for (const course of courses) {
    const key = JSON.stringify([course.weekday, course.startTime, course.endTime, service.isShared || course.room]);
    addTo(together, key, course);
  }
  for (const same of together.values()) {
    const byWho = new Map<string, { readonly who: readonly Read[]; readonly weeks: number[] }>();
    for (const week of new Set(same.flatMap(({ weeks }) => [...weeks]))) {
      const who = same.filter(({ weeks }) => weeks.has(week));
      const key = who.map((one) => same.indexOf(one)).join();
      const known = byWho.get(key);
      if (known) known.weeks.push(week);
      else byWho.set(key, { who, weeks: [week] });
    }
    for (const { who, weeks } of byWho.values()) {
      const [{ weekday, startTime, endTime } = NO_TIME] = who;
      yield {
        weekday,
        startTime,
        endTime,
        weeks: weeks.sort((a, b) => a - b),
        subject: service.subject,
        audience: [`${service.kind}:${service.structure}`],
        teachers: sorted(who.map(({ teacher }) => teacher)),
        rooms: sorted(who.map(({ room }) => room)),
      };
    }
  }
}

const NO_TIME = { weekday: 0, startTime: '', endTime: '' };

/**
 * All lessons. One that stands under several structures, with the same teachers at the same hour in the same room, is held
 * once, for all of them. `told` hears of each course that cannot be read.
 */
export function* lessonsIn(
  { services, alternations }: Pick<StsCourses, 'services' | 'alternations'>,
  told: (fault: Fault, service: StsService) => void,
): Generator<StsLesson> {
  const held = new Map<string, StsLesson>();
  // What has been read is let go: a large file would be held three times over.
  services.reverse();
  for (let service = services.pop(); service; service = services.pop()) {
    const courses: Read[] = [];
    for (const course of service.courses) {
      const read = readCourse(course, alternations);
      if (typeof read === 'string') told(read, service);
      else courses.push(read);
    }
    for (const lesson of lessonsOfService(service, courses)) {
      if (lesson.teachers.length === 0) {
        yield lesson;
        continue;
      }
      const { audience, ...rest } = lesson;
      const key = JSON.stringify(rest);
      const known = held.get(key);
      held.set(key, known ? { ...known, audience: sorted([...known.audience, ...audience]) } : lesson);
    }
  }
  for (const [key, lesson] of held) {
    held.delete(key);
    yield lesson;
  }
}
