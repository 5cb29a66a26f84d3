/** Teaching services of the academy's feed: what people teach to which class or group, and the names of subjects. */

import type { DirectoryService } from '../../domain/directory/directory.ts';
import { ownValues, type Places } from './aaf-people.ts';
import { type AafRecord, subjectCodeIn } from './aaf-records.ts';

export interface ServiceList {
  /** Notes the label of a subject. */
  name(code: string, label: string): void;
  /** Notes what a person teaches. */
  take(values: AafRecord['values'], places: Places): void;
  /** All services of an establishment; null where the feed says none. */
  of(place: number): readonly DirectoryService[] | null;
}

const AUDIENCES = [
  ['division', 'ENTAuxEnsClassesMatieres'],
  ['group', 'ENTAuxEnsGroupesMatieres'],
] as const;

export function createServiceList(): ServiceList {
  const labels = new Map<string, string>();
  const services = new Map<number, Map<string, { audience: 'division' | 'group'; name: string; code: string }>>();
  return {
    name(code, label) {
      if (label !== '') labels.set(subjectCodeIn(code), label);
    },
    take(values, places) {
      for (const [audience, attribute] of AUDIENCES) {
        for (const { place, parts } of ownValues(values, attribute, places)) {
          const [name = '', code = ''] = parts;
          if (name === '' || code === '') continue;
          const own = services.get(place) ?? new Map();
          services.set(place, own);
          own.set(JSON.stringify([audience, name, code]), { audience, name, code });
        }
      }
    },
    of(place) {
      const own = services.get(place);
      if (!own) return null;
      return [...own.values()].map(({ audience, name, code }) => {
        const label = labels.get(code);
        return { audience, name, subject: label === undefined ? [code] : [code, label] };
      });
    },
  };
}
