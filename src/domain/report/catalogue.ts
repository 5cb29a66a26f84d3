/** The catalogue: every code that a person may meet, with its French title, cause and remedy. Code elsewhere is English only. */

import type { Language } from '../model/language.ts';
import { notationOf } from '../model/notation.ts';
import { fillSentence, type SentenceValues } from '../model/sentence.ts';
import { DIRECTORY } from './catalogue-directory.ts';
import { ENGLISH_CATALOGUE } from './catalogue-en.ts';
import { EXP } from './catalogue-exp.ts';
import { FEEDS } from './catalogue-feeds.ts';
import { MATCHING } from './catalogue-matching.ts';
import { TABLES } from './catalogue-tables.ts';
import { UDT } from './catalogue-udt.ts';
import { UNREADABLE } from './catalogue-unreadable.ts';

export interface Entry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** `{name}` stands for a value. Titles are short, causes say what happened and why, remedies what to do. */
export const CATALOGUE: Readonly<Record<string, Entry>> = {
  ...UNREADABLE,
  ...TABLES,
  ...DIRECTORY,
  ...FEEDS,
  ...UDT,
  ...EXP,
  ...MATCHING,

  // Why a file that could be read is refused, and how a run ends.
  'software-not-accepted': {
    title: 'Logiciel non prévu',
    cause: "L'export vient de {product} ; ce site attend : {accepted}.",
    remedy: 'Exportez depuis le logiciel prévu, ou modifiez les logiciels acceptés dans les paramètres.',
  },
  'version-not-accepted': {
    title: 'Version du logiciel trop ancienne',
    cause: "L'export vient de {product} ; ce site attend : {accepted}.",
    remedy: 'Mettez le logiciel à jour, ou modifiez les versions acceptées dans les paramètres.',
  },
  'other-school': {
    title: "Fichier d'un autre établissement",
    cause: "L'export est celui de l'établissement {uai} ; ce site attend : {expected}.",
    remedy:
      "Vérifiez l'URL de dépôt dans votre logiciel et le code UAI de la base exportée. Si cet établissement est du site, un gestionnaire l'ajoute dans « Paramètres ».",
  },
  'other-establishment': {
    title: "Fichier d'un autre établissement du site",
    cause: "L'export est celui de l'établissement {uai}, mais l'URL de dépôt est celle de {expected}.",
    remedy: "Utilisez l'URL « Tous les établissements », ou celle de l'établissement exporté.",
  },
  'other-school-year': {
    title: "Fichier d'une autre année scolaire",
    cause: "L'export est celui de l'année {year} ; l'année ouverte est {open}.",
    remedy:
      "Au changement d'année, faites d'abord un import manuel du nouveau fichier ; l'import automatisé reprend ensuite.",
  },
  'first-import-missing': {
    title: 'Premier import manuel à faire',
    cause:
      "Aucun emploi du temps de l'année {year} n'a encore été importé : l'import automatisé n'est pas ouvert. Le fichier est conservé.",
    remedy: 'Faites un premier import manuel de cette année ; les dépôts suivants seront traités automatiquement.',
  },
  'other-school-year:past': {
    title: "Fichier d'une année scolaire passée",
    cause: "L'export est celui de l'année {year} ; l'année ouverte est {open}.",
    remedy: "Ouvrez la base de l'année {open} dans votre logiciel d'emploi du temps, puis relancez l'export.",
  },
  'other-school-year:announced': {
    title: "Fichier de l'année annoncée",
    cause:
      "L'export est celui de l'année {year}, qui est annoncée ; l'année ouverte est encore {open}. Le fichier est conservé.",
    remedy:
      "Quand l'emploi du temps de {open} ne change plus, faites le premier import manuel de {year} : il ouvre cette année, et l'import automatisé reprend avec elle.",
  },
  'scope-changed': {
    title: 'Établissements concernés différents',
    cause:
      "Vous aviez confirmé un fichier pour : {confirmed}. L'annuaire a changé depuis, et le fichier couvre maintenant : {now}. Rien n'a été modifié.",
    remedy: "Vérifiez les classes de l'annuaire, puis reprenez l'import manuel : son aperçu sera recalculé.",
  },
  companion: {
    title: "Fichier compagnon d'un autre export",
    cause:
      "Un autre fichier du même dossier a été accepté à quelques minutes d'intervalle ; celui-ci n'est pas un export utilisable.",
    remedy: 'Rien à faire. Si ce fichier devait être importé, vérifiez son contenu et déposez-le seul.',
  },
  'threshold-exceeded': {
    title: 'Seuil bloquant dépassé : import refusé',
    cause: "Au moins un contrôle bloquant a été dépassé, et ce site refuse alors l'import.",
    remedy: "Vérifiez l'emploi du temps exporté. Si le changement est voulu, faites un import manuel.",
  },
  held: {
    title: 'Seuil bloquant dépassé : import en attente',
    cause: "Contrôles dépassés : {controls}. Rien n'a été modifié.",
    remedy: "Consultez le bilan, puis approuvez l'import s'il est voulu, ou rejetez-le.",
  },
  'held:again': {
    title: "À décider de nouveau : l'approbation ne vaut plus",
    cause:
      "Cet import avait été approuvé, mais ce à quoi il était comparé a changé avant qu'il ne soit appliqué. Contrôles dépassés maintenant : {controls}. Rien n'a été modifié.",
    remedy: "Consultez de nouveau le bilan, puis approuvez l'import s'il est toujours voulu, ou rejetez-le.",
  },
  'rejected-by-manager': {
    title: 'Import rejeté par un gestionnaire',
    cause: 'Cet import a été rejeté par {by}. Motif : « {why} ».',
    remedy:
      "Corrigez l'emploi du temps dans votre logiciel et relancez l'export. Si le fichier est finalement le bon, rejouez l'import : il sera réexaminé.",
  },
  'rejected-by-manager:operator': {
    title: "Import rejeté par l'exploitant",
    cause: "L'exploitant a rejeté cet import : {by}. Motif : « {why} ».",
    remedy:
      "Corrigez l'emploi du temps dans votre logiciel et relancez l'export. Si le fichier est finalement le bon, rejouez l'import : il sera réexaminé.",
  },
  'rejected-by-manager:other': {
    title: 'Import rejeté',
    cause: 'Cet import a été rejeté ({by}). Motif : « {why} ».',
    remedy:
      "Corrigez l'emploi du temps dans votre logiciel et relancez l'export. Si le fichier est finalement le bon, rejouez l'import : il sera réexaminé.",
  },
  superseded: {
    title: 'Remplacé par un dépôt plus récent',
    cause: 'Un fichier plus récent de la même portée (import n° {run}) est arrivé avant que celui-ci ne soit appliqué.',
    remedy: 'Rien à faire.',
  },
  'same-as-last': {
    title: 'Emploi du temps inchangé',
    cause: 'Le contenu est celui du dernier import appliqué.',
    remedy: 'Rien à faire.',
  },
  'same-as-held': {
    title: 'Déjà en attente',
    cause: 'Le même contenu attend déjà une décision (import n° {run}).',
    remedy: "Approuvez ou rejetez l'import en attente.",
  },
  'same-as-rejected': {
    title: 'Déjà rejeté par {by} le {at}',
    cause: "Le même contenu a été rejeté (import n° {run}) : il n'est ni comparé de nouveau ni appliqué.",
    remedy: "Corrigez l'emploi du temps dans votre logiciel, ou rejouez l'import s'il est finalement le bon.",
  },
  undone: {
    title: 'Import annulé',
    cause:
      "Cet import a été annulé ({by}). Motif : « {why} ». L'emploi du temps est comme avant lui. Séances à venir remises comme avant : {restored}. Séances déjà commencées, laissées comme elles ont eu lieu : {kept}.",
    remedy:
      "Rien à faire. Le même contenu déposé de nouveau ne sera pas appliqué ; rejouez l'import s'il est finalement le bon.",
  },
  'undone:reopened': {
    title: "Premier import de l'année annulé",
    cause:
      "Cet import a été annulé ({by}). Motif : « {why} ». L'année {closes}, qu'il avait ouverte, est refermée, et {opens} est de nouveau ouverte, avec ses rapprochements gardés. Séances à venir remises comme avant : {restored}. Séances déjà commencées, laissées comme elles ont eu lieu : {kept}.",
    remedy:
      "Les dépôts de {opens} sont de nouveau appliqués. Ceux de {closes} sont conservés sans l'être ; quand elle doit s'ouvrir, faites un import manuel de son fichier.",
  },
  'undone:closed': {
    title: "Premier import de l'année annulé",
    cause:
      "Cet import a été annulé ({by}). Motif : « {why} ». L'année {closes}, qu'il avait ouverte, est refermée, et aucune autre n'est ouverte. L'emploi du temps est comme avant lui. Séances à venir remises comme avant : {restored}. Séances déjà commencées, laissées comme elles ont eu lieu : {kept}.",
    remedy:
      "L'import automatisé est fermé : faites un import manuel du bon fichier. D'ici là, les dépôts sont conservés sans être appliqués.",
  },
  'same-as-undone': {
    title: 'Déjà annulé par {by} le {at}',
    cause: "L'import du même contenu (n° {run}) a été annulé : celui-ci n'est ni comparé de nouveau ni appliqué.",
    remedy: "Corrigez l'emploi du temps dans votre logiciel, ou rejouez l'import s'il est finalement le bon.",
  },
  cancelled: {
    title: 'Import abandonné',
    cause: 'Cet import a été abandonné avant de commencer ({by}).',
    remedy: 'Rien à faire. Le fichier reste disponible pour être rejoué.',
  },
  failed: {
    title: "Difficulté technique : l'import n'a pas abouti",
    cause: "Après {tries} essais, l'import n'a pas pu être terminé. Rien n'a été modifié, le fichier est conservé.",
    remedy: "Le service technique est prévenu par le journal. Une fois la panne réparée, rejouez l'import.",
  },

  // Anomalies that do not stop an import.
  'zip-trailing-bytes': {
    title: "Octets en trop après l'archive",
    cause: "L'archive est entière, mais suivie de {bytes} octets qui n'en font pas partie ; ils sont ignorés.",
    remedy: "Rien à faire si cela n'arrive qu'une fois ; sinon vérifiez le logiciel qui envoie le fichier.",
  },
  'format-version-unknown': {
    title: 'Version de format inconnue',
    cause:
      'Le fichier est de la version {version} du format {format}. Carillon connaît : {known} ; il a lu ce qui leur ressemble.',
    remedy:
      "Vérifiez dans le bilan que rien ne manque (classes, groupes, élèves, séances), et signalez cette version à l'exploitant.",
  },
  'format-version-unknown:newer': {
    title: 'Version de format plus récente',
    cause:
      'Le fichier est de la version {version} du format {format}, plus récente que celles que Carillon connaît ({known}) ; il a lu ce qui leur ressemble.',
    remedy:
      "Vérifiez dans le bilan que rien ne manque (classes, groupes, élèves, séances), et signalez cette version à l'exploitant : une mise à jour de Carillon la connaît peut-être.",
  },
  'only-courses': {
    title: 'Export sans matières ni classes',
    cause: "L'export contient des cours, mais ni matières, ni classes, ni groupes, ni professeurs.",
    remedy: "Cochez toutes les données dans la fenêtre d'export, puis relancez l'export.",
  },
  'name-too-long': {
    title: 'Nom trop long',
    cause: "Un nom ou un code de l'export dépasse 200 caractères ; sa fin est ignorée.",
    remedy: "Raccourcissez-le dans votre logiciel et relancez l'export.",
  },
  'group-in-group': {
    title: 'Groupe dans un groupe',
    cause: "L'export place un groupe dans un autre (ou dans lui-même) ; ce lien est ignoré.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'dangling-reference': {
    title: 'Référence inconnue',
    cause: "L'export désigne un élément qu'il ne définit pas ; seul ce lien est ignoré.",
    remedy: "Si un lien manque dans le portail, vérifiez l'élément dans votre logiciel et relancez l'export.",
  },
  'unknown-element': {
    title: 'Élément inconnu',
    cause:
      "L'export contient un élément que Carillon ne connaît pas ; il est ignoré (entre parenthèses : combien de fois).",
    remedy: "Rien à faire. Signalez-le à l'exploitant si une information vous manque.",
  },
  'unknown-attribute': {
    title: 'Attribut inconnu',
    cause:
      "L'export donne une information que Carillon ne connaît pas ; elle est ignorée (entre parenthèses : combien de fois).",
    remedy: "Rien à faire. Signalez-le à l'exploitant si une information vous manque.",
  },
  'duplicate-ident': {
    title: 'Numéro en double',
    cause: "Deux éléments de l'export portent le même numéro ; le premier est gardé.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'missing-ident': {
    title: 'Numéro absent',
    cause: "Un élément de l'export n'a pas de numéro ; il est ignoré.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'duplicate-name': {
    title: 'Nom en double',
    cause: "Deux éléments portent le même nom : ils ne font qu'un dans le portail.",
    remedy: 'Donnez-leur des noms différents dans votre logiciel si ce sont deux choses différentes.',
  },
  homonyms: {
    title: 'Homonymes',
    cause: "Plusieurs personnes ont le même nom et rien dans l'export ne les distingue.",
    remedy: 'Complétez leur date de naissance ou leur identifiant dans votre logiciel.',
  },
  'bad-date': {
    title: 'Date impossible',
    cause: "Une date de l'export n'existe pas ; elle est ignorée.",
    remedy: "Corrigez la date dans votre logiciel et relancez l'export.",
  },
  'bad-number': {
    title: 'Nombre impossible',
    cause: "Un nombre de l'export n'est pas valable ; il est ignoré.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'inverted-dates': {
    title: 'Dates inversées',
    cause: "Un rattachement ou une fermeture finit avant d'avoir commencé ; cette période est ignorée.",
    remedy: "Corrigez ces dates (entrée et sortie d'un élève, début et fin d'une fermeture) dans votre logiciel.",
  },
  'week-mask-invalid': {
    title: 'Semaines illisibles',
    cause: "La liste des semaines d'un cours n'est pas valable ; ce lien est ignoré.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'week-zero': {
    title: 'Semaine 0',
    cause: "Un cours désigne la semaine 0, qui n'existe pas ; elle est ignorée.",
    remedy: 'Rien à faire.',
  },
  'weeks-outside-year': {
    title: "Semaines hors de l'année",
    cause: "Des séances d'un cours tombent hors de l'année scolaire de l'export ; elles ne sont pas créées.",
    remedy: "Vérifiez les dates de l'année dans votre logiciel.",
  },
  'week-one-not-monday': {
    title: 'Première semaine décalée',
    cause: "La première semaine de l'export ne commence pas un lundi ; le lundi de cette semaine est retenu.",
    remedy: "Vérifiez les dates de l'année dans votre logiciel.",
  },
  'course-outside-grid': {
    title: 'Cours hors de la grille',
    cause: 'Un cours est placé hors des jours ou des créneaux de la grille : il ne donne pas de séance.',
    remedy: "Replacez ce cours dans votre logiciel et relancez l'export.",
  },
  'slot-label-differs': {
    title: 'Durée inhabituelle',
    cause:
      "Les horaires affichés d'un cours ne correspondent pas à la durée de ses créneaux ; les horaires affichés sont retenus.",
    remedy: 'Rien à faire si les horaires du portail sont justes.',
  },
  'subject-without-code': {
    title: 'Matière sans code',
    cause: "Une matière n'a pas de code ; elle est reconnue à son libellé.",
    remedy: 'Donnez un code à la matière dans votre logiciel, de préférence celui de la nomenclature nationale.',
  },
  'course-students': {
    title: 'Élèves inscrits un à un dans un cours',
    cause: 'Un cours a des élèves en plus ou à la place de ses classes et groupes : ils forment un groupe de ce cours.',
    remedy: "Rien à faire. Si ces élèves suivent le cours toute l'année, un groupe dans votre logiciel le dit mieux.",
  },
  'school-left-out': {
    title: 'Autre établissement dans le fichier',
    cause:
      "L'export contient aussi des classes d'un établissement que cet import ne concerne pas ; elles sont laissées de côté.",
    remedy:
      "Rien à faire, sauf si cet établissement est de votre site : déposez alors le fichier sur l'URL du site, ou faites ajouter l'établissement par l'exploitant.",
  },
  'unreadable-part': {
    title: "Fichier illisible dans l'archive",
    cause: "Un des fichiers de l'archive ne peut pas être lu ; c'est lui qui fait refuser le dépôt.",
    remedy: "Relancez l'export ; si l'anomalie revient, contactez l'éditeur du logiciel.",
  },
  'year-bounds-changed': {
    title: "Dates de l'année modifiées",
    cause: "Le premier ou le dernier jour de l'année a changé (avant : {before}).",
    remedy: 'Vérifiez que ce changement est voulu.',
  },
  'announced-dates-differ': {
    title: "Dates différentes de celles de l'année annoncée",
    cause: "Le fichier donne d'autres dates que l'annonce de l'année ({announced}). Celles du fichier sont retenues.",
    remedy: "Vérifiez le premier et le dernier jour dans les paramètres de votre logiciel d'emploi du temps.",
  },
  'other-than-announced': {
    title: "Année différente de l'année annoncée",
    cause: 'Le fichier ouvre une autre année que celle qui est annoncée ({announced}).',
    remedy: "Vérifiez que c'est bien le fichier à importer ; sinon, exportez la base de l'année annoncée.",
  },
  'sessions-vanished': {
    title: 'La plupart des séances disparaissent',
    cause:
      "L'import supprime {deleted} séances à venir, plus que le fichier n'en a ({read}) : il lui manque sans doute des semaines ou des cours.",
    remedy:
      "Vérifiez ce qui a été choisi pour l'export (semaines, classes), puis relancez-le. Si l'import est déjà appliqué, annulez-le : les séances reviennent.",
  },
  'stray-sessions': {
    title: 'Séances pendant une fermeture',
    cause: 'Des séances isolées tombent pendant une période de fermeture. Elles sont créées comme les autres.',
    remedy: "Si ces cours n'ont pas lieu, retirez-les dans votre logiciel.",
  },
};

/** The sentences of a code with its values filled in. An unknown code is shown as it is: better odd than silent. */
export function describeReason(code: string, values: SentenceValues, language: Language = 'fr'): Entry {
  const own = language === 'en' ? ENGLISH_CATALOGUE : CATALOGUE;
  const entry = own[`${code}:${values.variant}`] ??
    own[code] ??
    CATALOGUE[code] ?? { title: code, cause: code, remedy: '' };
  const written = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, shown(name, value, language)]),
  );
  const fill = (text: string): string => fillSentence(text, written, language, (name) => `{${name}}`);
  return { title: fill(entry.title), cause: fill(entry.cause), remedy: fill(entry.remedy) };
}

/** Counts as the reader writes them; amounts of bytes get their unit with the sentence, and whatever is no count is a text. */
function shown(name: string, value: string | number, language: Language): string | number {
  return typeof value === 'number' && name !== 'megabytes' ? notationOf(language).number(value) : value;
}
