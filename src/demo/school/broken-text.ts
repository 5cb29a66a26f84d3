/** Faults made in the text of a good export: well-formed XML that says something wrong. */

/**
 * What must become of the file: `refused` (nothing is written), `warned` (taken, with at least one warning), `taken`
 * (no complaint needed), `unsettled` (either, but quickly, and without falling over).
 */
export type Fate = 'refused' | 'warned' | 'taken' | 'unsettled';

/** One fault, made in the text of a good export. */
export interface Damage {
  readonly name: string;
  readonly fate: Fate;
  readonly edit: (text: string) => string;
}

/** Replaces the first match, and fails where there is none: an edit that does nothing would test nothing. */
export function replaceOnce(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new RangeError(`the export has no ${pattern}`);
  return text.replace(pattern, by);
}

function once(name: string, fate: Fate, pattern: RegExp, by: string): Damage {
  return { name, fate, edit: (text) => replaceOnce(text, pattern, by) };
}

/** Gives all resources of the first course with a mask this text for a mask. */
function maskText(name: string, fate: Fate, mask: string): Damage {
  return {
    name,
    fate,
    edit: (text) => {
      const [course] = /<Cours [^>]*>(?:(?!<\/Cours>)[\s\S])*?Semaines=[\s\S]*?<\/Cours>/.exec(text) ?? [];
      if (course === undefined) throw new RangeError('the export has no course with a mask');
      return text.replace(course, course.replace(/Semaines="\d+"/g, `Semaines="${mask}"`));
    },
  };
}

export const damages: readonly Damage[] = [
  once('no-grid', 'refused', /<GrilleHoraire[\s\S]*<\/GrilleHoraire>/, ''),
  once('no-school-year', 'refused', /<AnneeScolaire[^>]*\/>/, ''),
  once('no-uai', 'refused', / UAI="[^"]*"/, ''),
  once('impossible-first-day', 'refused', /DateDebut="[^"]*"/, 'DateDebut="2026-02-30"'),
  once('impossible-birth-date', 'warned', /(<Eleve [^>]*)DateNaissance="[^"]*"/, '$1DateNaissance="2026-02-30"'),
  once('impossible-entry-date', 'warned', /DateEntree="[^"]*"/, 'DateEntree="2026-02-30"'),
  once(
    'entry-after-exit',
    'warned',
    /DateEntree="[^"]*" DateSortie="[^"]*"/,
    'DateEntree="2027-03-01" DateSortie="2026-10-01"',
  ),
  once('dangling-subject', 'warned', /(<Cours [^>]*>\s*<Matiere Ident=")\d+/, '$1987654'),
  once('dangling-teacher', 'warned', /(<Professeur Ident=")\d+(" Semaines)/, '$1987654$2'),
  once('dangling-division', 'warned', /(<Classe Ident=")\d+(" Semaines)/, '$1987654$2'),
  once('dangling-room', 'warned', /(<Salle Ident=")\d+(" Semaines)/, '$1987654$2'),
  once('dangling-part-of-student', 'warned', /(<PartieDeClasse Ident=")\d+(" DateEntree)/, '$1987654$2'),
  once('duplicate-division-ident', 'warned', /(<Classe Ident="(\d+)" Nom=[\s\S]*?<Classe Ident=")\d+(" Nom)/, '$1$2$3'),
  once(
    'duplicate-teacher-ident',
    'warned',
    /(<Professeur Ident="(\d+)" Nom=[\s\S]*?<Professeur Ident=")\d+(" Nom)/,
    '$1$2$3',
  ),
  once('subject-without-code', 'taken', /(<Matiere Ident="\d+") Code="[^"]*"/, '$1'),
  once('negative-slot', 'warned', /NumeroPlaceDebut="\d+"/, 'NumeroPlaceDebut="-2"'),
  once('negative-length', 'warned', /NombrePlaces="\d+"/, 'NombrePlaces="-2"'),
  once('weekday-9', 'warned', /Jour="\d"/, 'Jour="9"'),
  once('unknown-elements', 'taken', /<Salles>/, '<Etiquettes><Etiquette Ident="1" Nom="?"/></Etiquettes><Salles>'),
  maskText('mask-negative', 'warned', '-2'),
  maskText('mask-20-digits-overflow', 'warned', '99999999999999999999'),
  maskText('mask-over-long', 'warned', '1'.repeat(500)),
  maskText('mask-not-a-number', 'warned', '0x1F'),
  maskText('mask-empty', 'warned', ''),
];
