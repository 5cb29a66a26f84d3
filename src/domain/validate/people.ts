/** Keys for the people of a file: the same person gets the same key from every export of it. */

import type { FindingLog } from '../model/finding.ts';
import { byCodeUnit, personKey } from '../model/identity.ts';
import type { Person, RawPerson } from '../model/timetable.ts';

/**
 * Keys by ident. People whom nothing in the file tells apart (homonyms without identifier and birth date) get numbered
 * keys in the order of `distinguish`, which must not depend on idents or order.
 */
export function keyPeople<T extends RawPerson>(
  people: readonly T[],
  distinguish: (person: T) => string,
  findings: FindingLog,
): { readonly keyOf: ReadonlyMap<string, string>; readonly byKey: ReadonlyMap<string, Person> } {
  const groups = new Map<string, T[]>();
  for (const person of people) {
    const key = personKey(person);
    const same = groups.get(key);
    if (same) same.push(person);
    else groups.set(key, [person]);
  }
  const keyOf = new Map<string, string>();
  const byKey = new Map<string, Person>();
  for (const [key, same] of groups) {
    if (same.length > 1) {
      findings.add({
        code: 'homonyms',
        severity: 'warning',
        about: `${same[0]?.lastName} ${same[0]?.firstName}`,
        values: { count: same.length },
      });
      const order = new Map(same.map((person) => [person, distinguish(person)]));
      same.sort((a, b) => byCodeUnit(order.get(a) ?? '', order.get(b) ?? ''));
    }
    same.forEach((person, index) => {
      const own = index === 0 ? key : `${key}#${index + 1}`;
      keyOf.set(person.ident, own);
      byKey.set(own, {
        key: own,
        lastName: person.lastName,
        firstName: person.firstName,
        birthDate: person.birthDate,
        ids: person.ids,
      });
    });
  }
  return { keyOf, byKey };
}
