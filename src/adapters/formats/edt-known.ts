/** What an EDT export is known to hold (FORMATS.md 1.3, 1.4, 1.8), and the count of what it holds besides. */

import type { FindingLog } from '../../domain/model/finding.ts';
import type { Attributes } from '../readers/xml.ts';
import { createTally } from './tally.ts';

const PERSON = 'ident nom prenom codepostal datenaissance idpn idcas';
const STAY = 'ident dateentree datesortie';
const RESOURCE = 'ident semaines';

/** How the root, whose path is empty, is called where it is told of. */
const ROOT = 'ExportEmploiDuTemps';

/** Attributes of each element that is read, in lower case; every other one is counted as unknown. */
const KNOWN: Readonly<Record<string, string>> = {
  // The root; the publisher's files also say where the schema is.
  '': 'version uai schemalocation nonamespaceschemalocation',
  AnneeScolaire: 'datedebut datefin datepremierjoursemaine1',
  GrilleHoraire: 'nombreplacesparjour dureeplace',
  'GrilleHoraire/JoursOuvres': '',
  'GrilleHoraire/JoursOuvres/Jour': '',
  'GrilleHoraire/PlacesParJour': '',
  'GrilleHoraire/PlacesParJour/Place': 'numero libelleheuredebut libelleheurefin',
  Etablissements: '',
  'Etablissements/Etablissement': 'ident numero nom',
  Matieres: '',
  'Matieres/Matiere': 'ident code libelle',
  Professeurs: '',
  'Professeurs/Professeur': `${PERSON} idsts`,
  Classes: '',
  'Classes/Classe': 'ident nom',
  'Classes/Classe/PartieDeClasse': 'ident',
  'Classes/Classe/Etablissement': 'ident',
  Groupes: '',
  'Groupes/Groupe': 'ident nom',
  'Groupes/Groupe/Classe': 'ident',
  'Groupes/Groupe/PartieDeClasse': 'ident',
  'Groupes/Groupe/Groupe': 'ident',
  'Groupes/Groupe/Eleve': STAY,
  Salles: '',
  'Salles/Salle': 'ident nom',
  Eleves: '',
  'Eleves/Eleve': `${PERSON} sexe numeronational idsconet idetablissement`,
  'Eleves/Eleve/Classe': STAY,
  'Eleves/Eleve/PartieDeClasse': STAY,
  Cours: '',
  // `Annuel` tells the timetable of the year from changes of single weeks: the masks say the weeks of both.
  'Cours/Cours': 'jour numeroplacedebut nombreplaces semainesannulation annuel',
  'Cours/Cours/Matiere': 'ident',
  'Cours/Cours/Professeur': RESOURCE,
  'Cours/Cours/Classe': RESOURCE,
  'Cours/Cours/PartieDeClasse': RESOURCE,
  'Cours/Cours/Groupe': RESOURCE,
  'Cours/Cours/Salle': RESOURCE,
  'Cours/Cours/Eleve': 'ident semainesinclusion',
};

const ATTRIBUTES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(KNOWN).map(([path, names]) => [path, new Set(names.split(' '))]),
);

/** Whole branches that carry nothing a timetable needs; guardians among them are never kept. */
const IGNORED =
  /^(Personnels|Materiels|Mefs|Absences|Responsables|Ressources?)(\/|$)|^Eleves\/Eleve\/Responsable|^Cours\/Cours\/(Personnel|Materiel|Etiquette|Periode)(\/|$)|^Classes\/Classe\/ProfesseurPrincipal$/;

/** What of a file nobody knows, by path. */
export interface Strangers {
  /** Looks at an element. True: it is one that is read. */
  meet(path: string, attributes: Attributes): boolean;
  /** Tells each unknown path once, with how often it came. */
  tell(): void;
}

/** Paths that are remembered: a hostile file has a new one each time. */
const MAX_REMEMBERED = 1_000;

export function createStrangers(findings: FindingLog): Strangers {
  const ignored = new Map<string, boolean>();
  const elements = createTally('unknown-element', findings);
  const attributes = createTally('unknown-attribute', findings);
  const isIgnored = (path: string): boolean => {
    const known = ignored.get(path);
    if (known !== undefined) return known;
    const found = IGNORED.test(path);
    if (ignored.size < MAX_REMEMBERED && path.length <= 200) ignored.set(path, found);
    return found;
  };
  return {
    meet(path, at) {
      const names = ATTRIBUTES.get(path);
      if (!names) {
        if (!isIgnored(path)) elements.count(path);
        return false;
      }
      for (const name in at) if (!names.has(name)) attributes.count(`${path || ROOT}@${name}`);
      return true;
    },
    tell() {
      elements.tell();
      attributes.tell();
    },
  };
}
