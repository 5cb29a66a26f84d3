/** The catalogue's entries about directories: why a file is refused or waits, and what is odd about one. */

import type { Entry } from './catalogue.ts';
import { variantsOf } from './catalogue-variants.ts';

/** What is wrong with a CSV directory as a whole, by variant. */
const CSV_FILE: Readonly<Record<string, string>> = {
  'no-table': "{file} n'est pas un tableau.",
  'too-large': '{file} dépasse {limit} Mo.',
  empty: '{file} est vide.',
  'columns-alike': '{file} : deux colonnes disent la même chose ({columns}).',
  'no-column': '{file} : la première ligne ne nomme aucune colonne connue ; colonnes : {known}.',
  'column-unknown': '{file} : colonne inconnue « {told} » ; colonnes : {known}.',
  'column-missing': '{file} : la colonne « {column} » manque.',
};

/** What is wrong with one of its lines. */
const CSV_LINE: Readonly<Record<string, string>> = {
  cells: '{file} : ligne {line} : {cells} cellules pour {columns} colonnes : un « {delimiter} » est en trop.',
  untitled: '{file} : ligne {line} : une cellule remplie est dans une colonne sans titre.',
  quotes: '{file} : ligne {line} : les guillemets ne vont pas par paires.',
  kind: "{file} : ligne {line}, colonne « {column} » : « {cell} » n'est pas un type ({kinds}).",
  id: "{file} : ligne {line}, colonne « {column} » : l'identifiant manque.",
  name: '{file} : ligne {line}, colonne « {column} » : le nom manque.',
  date: "{file} : ligne {line}, colonne « {column} » : « {cell} » n'est pas une date JJ/MM/AAAA ou AAAA-MM-JJ.",
  establishment: "{file} : ligne {line}, colonne « {column} » : « {cell} » n'est pas un numéro d'établissement.",
};

/** What all variants of a refused table say. */
const CSV = {
  title: 'Annuaire CSV illisible',
  remedy:
    "Reprenez le modèle de tableau CSV de la page « Annuaire » : ses colonnes sont celles qui sont attendues. Puis relancez l'import.",
};

const ROW = { title: "Ligne d'annuaire impossible", remedy: "Corrigez le fichier, puis relancez l'import." };

export const DIRECTORY: Readonly<Record<string, Entry>> = {
  ...variantsOf('directory-csv', CSV_FILE, CSV),
  ...variantsOf('directory-csv', CSV_LINE, {
    ...CSV,
    remedy: "Corrigez la ligne indiquée, et les autres que liste le bilan s'il y en a, puis relancez l'import.",
  }),
  'directory-csv': { ...CSV, cause: "Le tableau n'a pas la forme attendue." },
  'directory-csv-line': {
    title: "Ligne d'annuaire illisible",
    cause: "Une cellule de cette ligne n'a pas la forme attendue dans sa colonne.",
    remedy: "Corrigez la ligne et la colonne indiquées, puis relancez l'import.",
  },
  ...variantsOf(
    'directory-row',
    {
      'id-twice': "{where} : l'identifiant « {id} » est en double. Rien n'a été modifié.",
      establishment: "{where} : l'établissement {establishment} n'est pas de ce site. Rien n'a été modifié.",
    },
    ROW,
  ),
  'directory-row': { ...ROW, cause: "Une ligne contredit une autre ligne ou le site. Rien n'a été modifié." },
  'directory-empty': {
    title: 'Annuaire vide',
    cause: "Le fichier ne contient personne, ni classe, ni groupe, ni fermeture pour ce site. Rien n'a été modifié.",
    remedy: "Vérifiez que l'export est celui du bon établissement et qu'il est complet.",
  },
  ...variantsOf(
    'directory-empty',
    {
      nomenclature:
        "Le fichier « Nomenclature » donne des libellés de matières et de formations, mais ne nomme personne : ce fichier n'est utile qu'avec les autres de SIECLE. Rien n'a été modifié.",
      siecle:
        "Ces fichiers de SIECLE (responsables, adresses, autres établissements) ne disent ni élèves, ni classes, ni groupes, ni fermetures. Rien n'a été modifié.",
    },
    {
      title: 'Fichier de SIECLE qui ne fait pas un annuaire',
      remedy:
        "Dans SIECLE, exportez aussi « Élèves sans adresses », « Structures » et « Communs », et donnez-les ensemble ou l'un après l'autre.",
    },
  ),
  'directory-file-empty': {
    title: "Fichier d'annuaire vide",
    cause: '{file} ne contient rien.',
    remedy: "Refaites l'export, puis relancez l'import avec tous les fichiers.",
  },
  'directory-not-recognised': {
    title: "Fichier d'annuaire non reconnu",
    cause: "{file} (élément {root}) n'est ni un annuaire CSV, ni un fichier d'un format d'annuaire connu.",
    remedy: "Donnez l'annuaire dans un format connu, ou construisez-le à partir d'un export d'emploi du temps.",
  },
  'directory-not-recognised:picture': {
    title: 'Ce fichier est une image, pas un annuaire',
    cause: "{file} est une image : Carillon n'y lit aucun nom.",
    remedy: "Donnez le fichier que l'application exporte (XML ou CSV), et non une photo ou une copie d'écran.",
  },
  'directory-not-recognised:pdf': {
    title: 'Ce fichier est un PDF, pas un annuaire',
    cause: "{file} est un document PDF, fait pour être imprimé : Carillon n'y lit aucun nom.",
    remedy: "Donnez le fichier que l'application exporte (XML ou CSV), et non son édition en PDF.",
  },
  'directory-not-recognised:office': {
    title: 'Ce fichier est un classeur ou un document, pas un annuaire',
    cause: "Le fichier est un classeur ou un document d'Excel, de LibreOffice ou de Word, que Carillon ne lit pas.",
    remedy: 'Dans le tableur, choisissez « Enregistrer sous », puis le type « CSV », et donnez ce fichier-là.',
  },
  'directory-given': {
    title: "Fichier d'annuaire, et non d'emploi du temps",
    cause:
      "{file} est un fichier d'annuaire ({format}, élément « {root} ») : il dit qui est dans l'établissement, mais pas les cours. Rien n'a été modifié, et Carillon ne garde pas ce fichier.",
    remedy:
      "Un gestionnaire l'importe à la page « Annuaire ». Pour l'emploi du temps, donnez l'export de votre logiciel : la page « Formats de fichiers » dit lequel.",
  },
  'directory-given:table': {
    title: "Tableau d'annuaire, et non d'emploi du temps",
    cause:
      "{file} est un tableau d'annuaire (colonnes « Type » et « Identifiant ») : il dit qui est dans l'établissement, mais pas les cours. Rien n'a été modifié, et Carillon ne garde pas ce fichier.",
    remedy:
      "Un gestionnaire l'importe à la page « Annuaire ». Pour l'emploi du temps, donnez un tableau de cours : la page « Formats de fichiers » en dit les colonnes.",
  },
  'directory-given:company': {
    title: "Fichier d'annuaire donné avec l'emploi du temps",
    cause:
      "Dans le même envoi que l'emploi du temps se trouve {file}, un fichier d'annuaire ({format}), qui dit qui est dans l'établissement, souvent avec adresses et responsables. Rien n'a été lu ni modifié, et Carillon ne garde pas cet envoi.",
    remedy:
      "Donnez l'emploi du temps seul, sans fichier d'annuaire. Un gestionnaire importe les fichiers d'annuaire (SIECLE, AAF, sts_emp, tableau) à la page « Annuaire ».",
  },
  'directory-mixed': {
    title: 'Annuaires de sources différentes',
    cause: 'Ces fichiers ne se complètent pas : {formats}.',
    remedy: 'Importez chaque source séparément.',
  },
  'directory-years': {
    title: "Fichiers d'années scolaires différentes",
    cause: 'Ces fichiers sont ceux de plusieurs années : {years}.',
    remedy: 'Importez séparément les fichiers de chaque année.',
  },
  'directory-other-year': {
    title: "Annuaire d'une autre année",
    cause: "Le fichier est celui de l'année {year}, vous avez demandé {wanted}.",
    remedy: "Vérifiez l'année demandée, ou exportez la bonne base.",
  },
  'directory-past-year': {
    title: "Annuaire d'une année passée",
    cause: "Le fichier est celui de l'année {year} ; l'annuaire est celui de {open}.",
    remedy: "Exportez la base de l'année en cours.",
  },
  'directory-other-school': {
    title: "Annuaire d'un autre établissement",
    cause: "Le fichier est celui de l'établissement {uai} ; ce site attend : {expected}.",
    remedy: "Exportez l'annuaire du bon établissement.",
  },
  'directory-one-export': {
    title: "Plusieurs exports d'emploi du temps",
    cause: "L'annuaire se construit à partir d'un seul export à la fois.",
    remedy: 'Donnez un seul fichier.',
  },
  'directory-delta-first': {
    title: 'Fichier de différences sans annuaire complet',
    cause: "Ce fichier ne contient que les changements depuis un annuaire complet, qui n'a pas été importé.",
    remedy: "Importez d'abord le dernier annuaire complet (« Complet »), puis les différences dans l'ordre.",
  },
  'directory-older': {
    title: 'Annuaire plus ancien que le dernier importé',
    cause: 'Le fichier est du {day} ; celui du {newest} a déjà été importé.',
    remedy: 'Importez le fichier le plus récent.',
  },
  'directory-older:structures': {
    title: 'Liste des classes plus ancienne que la dernière importée',
    cause:
      'Le fichier des classes et des groupes est du {day} ; celui du {newest} a déjà été importé. Les classes et groupes supprimés depuis reviendraient, les nouveaux disparaîtraient.',
    remedy: 'Exportez « Structures » de nouveau, ou importez les autres fichiers sans celui-là.',
  },
  'directory-older:closures': {
    title: 'Calendrier plus ancien que le dernier importé',
    cause:
      "Le fichier du calendrier est du {day} ; celui du {newest} a déjà été importé. Les fermetures d'avant reviendraient.",
    remedy: 'Exportez « Communs » de nouveau, ou importez les autres fichiers sans celui-là.',
  },
  'directory-threshold': {
    title: 'Annuaire refusé : seuil bloquant dépassé',
    cause: "Au moins un contrôle bloquant a été dépassé, et ce site refuse alors l'import.",
    remedy:
      "Vérifiez le fichier. Si le changement est voulu, changez les seuils de l'annuaire, puis relancez l'import.",
  },
  'held-directory': {
    title: 'Annuaire en attente : seuil bloquant dépassé',
    cause: "Contrôles dépassés : {controls}. Rien n'a été modifié.",
    remedy:
      "Consultez dans le bilan qui serait ajouté ou partirait, puis approuvez l'import s'il est voulu, ou rejetez-le.",
  },
  'directory-same': {
    title: 'Annuaire inchangé',
    cause: "L'annuaire est déjà tel que ce fichier le dit.",
    remedy: 'Rien à faire.',
  },
  'undone:directory': {
    title: "Import d'annuaire annulé",
    cause:
      'Cet import a été annulé ({by}). Motif : {why}. Fiches remises comme avant lui : {restored}. Modifiées depuis, et laissées telles quelles : {kept}.',
    remedy: 'Les emplois du temps en attente sont jugés de nouveau. Importez un annuaire corrigé si besoin.',
  },
  'directory-delta-unknown': {
    title: 'Différence sur une personne inconnue',
    cause: "Le fichier de différences modifie ou retire quelqu'un que l'annuaire ne connaît pas ({what}).",
    remedy: "Importez le dernier annuaire complet : il remet tout d'accord.",
  },
  'directory-year-unknown': {
    title: 'Année scolaire inconnue',
    cause:
      "Le fichier contient des fermetures ou des services, mais ni lui ni le site ne disent de quelle année : ils n'ont pas été repris.",
    remedy: "Indiquez l'année à l'import, ou faites d'abord le premier import d'emploi du temps.",
  },
  'directory-name-unreadable': {
    title: "Nom avec un point d'interrogation",
    cause:
      "L'application qui a écrit le fichier n'a pas su écrire un caractère de ce nom et l'a remplacé par « ? », ou l'a écrit dans un autre encodage que le reste (« � »). Il peut ne pas être rapproché.",
    remedy: "Corrigez le nom dans l'application d'origine, ou faites le rapprochement à la main.",
  },
  'bundle-damaged': {
    title: "Fichier d'annuaire abîmé",
    cause: 'Les octets conservés pour cet import ne sont plus ceux qui ont été reçus.',
    remedy: "Relancez l'import avec le fichier d'origine.",
  },
  'directory-supervision': {
    title: "Comptes d'accès épargnés",
    cause:
      "Cet import, demandé ou approuvé en supervision, aurait fermé ou rouvert des comptes d'accès ({logins}). Rien n'a été modifié.",
    remedy: "Un gestionnaire du site peut importer ce fichier : lui seul décide des comptes d'accès.",
  },
};
