/** The audiences that columns « Classe » and « Groupes » of EDT's text exports name (FORMATS.md 2): divisions, groups, parts. */

import { tidy } from '../../domain/model/identity.ts';

export interface ExpAudience {
  readonly divisions: readonly string[];
  /** Groups, and parts of a division that are taught by themselves. `divisions`: those it draws from, where the text says. */
  readonly groups: readonly { readonly name: string; readonly divisions: readonly string[] }[];
}

/** Items apart by commas, but for those within brackets. */
export function itemsIn(text: string): string[] {
  return (text.match(/(?:\[[^\]]*\]|<[^>]*>|[^,])+/g) ?? []).map(tidy).filter(Boolean);
}

/**
 * `3A`, `[3AGL1GR1]`, `[3AGL1GR1]<3A> <Dédoublement> 3A GR1` (some of 3A in a group) or `<3A> <Dédoublement> 3A GR1` (a part of
 * 3A): the first name in `<>` is the division, others say what kind of part it is.
 */
export function audienceIn(text: string): ExpAudience {
  const divisions = new Set<string>();
  const groups = new Map<string, Set<string>>();
  for (const item of itemsIn(text)) {
    const bracketed = tidy(/^\[([^\]]*)\]/.exec(item)?.[1] ?? '');
    const division = tidy(/<([^<>]*)>/.exec(item)?.[1] ?? '');
    const rest = tidy(item.replace(/^\[[^\]]*\]/, '').replace(/<[^<>]*>/g, ' '));
    const name = bracketed || (division === '' ? '' : rest);
    if (name === '') {
      if (division || rest) divisions.add(division || rest);
      continue;
    }
    const held = groups.get(name) ?? new Set();
    groups.set(name, held);
    if (division) held.add(division);
  }
  return {
    divisions: [...divisions],
    groups: [...groups].map(([name, held]) => ({ name, divisions: [...held] })),
  };
}
