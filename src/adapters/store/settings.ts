/** What a site may set: checked strictly wherever it comes from, so that a typing error is told and not kept. */

import { z } from 'zod';
import { isDay, isTimeZone } from '../../domain/model/calendar.ts';
import type { AnnouncedYear } from '../../domain/model/school-year.ts';
import {
  ALTERNATION_NAME,
  hasOwnWeeks,
  MAX_ALTERNATIONS,
  MAX_CLOSURES,
  type WeekCalendar,
  weekCalendarProblem,
} from '../../domain/model/week-calendar.ts';

const daySchema = z.string().refine(isDay, { error: 'une date AAAA-MM-JJ est attendue' });
const daysSchema = { firstDay: daySchema, lastDay: daySchema };

/** What files without dates are read with. */
const weekCalendarSchema = z
  .strictObject({
    ...daysSchema,
    closures: z.array(z.strictObject(daysSchema)).max(MAX_CLOSURES),
    alternations: z
      .record(z.string().regex(ALTERNATION_NAME), z.array(daySchema).max(70))
      .refine((all) => Object.keys(all).length <= MAX_ALTERNATIONS, { error: "trop d'alternances" }),
  })
  .refine((calendar) => weekCalendarProblem(calendar) === null, { error: 'les dates ne font pas une année' })
  .refine(hasOwnWeeks, { error: "les semaines sont celles de l'année, par leur lundi" });

/** Keys of `sites.settings`; all optional, defaults in the readers. */
export const siteSettingsSchema = z.strictObject({
  /** Software whose exports are taken; none: all that can be read. */
  accepts: z
    .array(
      z.strictObject({ product: z.string().trim().min(1).max(60), from: z.string().trim().min(1).max(30).optional() }),
    )
    .max(20)
    .optional(),
  /** A blocking breach waits for a manager (`hold`) or is refused as the guide does (`stop`). */
  onBreach: z.enum(['hold', 'stop']).optional(),
  /** How long the old password works after a regeneration. */
  passwordGraceHours: z.number().min(0).max(720).optional(),
  /** Working days within which a good deposit is expected; 0: never. Default 1. */
  expectedWorkingDays: z.number().int().min(0).max(60).optional(),
  /** ISO weekdays on which the school works: 1 is Monday. Default Monday to Friday. */
  workingDays: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .refine((days) => new Set(days).size === days.length, { error: 'un jour est en double' })
    .optional(),
  /** `link`: a one-time link shows the password; `mail`: the guide's classic mail with the URL that carries it. */
  credentialsBy: z.enum(['link', 'mail']).optional(),
  /** The weeks of the year, for files that know no dates. */
  weekCalendar: weekCalendarSchema.optional(),
});

export type SiteSettings = {
  /** Not set but announced: see `announceYear`. */
  readonly announcedYear?: AnnouncedYear;
  readonly accepts?: readonly { readonly product: string; readonly from?: string }[];
  readonly onBreach?: 'hold' | 'stop';
  readonly passwordGraceHours?: number;
  readonly expectedWorkingDays?: number;
  readonly workingDays?: readonly number[];
  readonly credentialsBy?: 'link' | 'mail';
  readonly weekCalendar?: WeekCalendar;
};

export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, { error: 'un fuseau horaire IANA est attendu, par exemple Europe/Paris' });
