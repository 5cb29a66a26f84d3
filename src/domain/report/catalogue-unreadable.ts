/** The part of the catalogue about files that cannot be read, or that mean no timetable. */

import type { Entry } from './catalogue.ts';

const RETRY_EXPORT = "Relancez l'export depuis votre logiciel d'emploi du temps.";
const FILE_DAMAGED = "Le fichier a été abîmé ou coupé pendant l'envoi.";

/** Why a file is refused before anybody asks whether it is for this site. */
export const UNREADABLE: Readonly<Record<string, Entry>> = {
  'empty-file': {
    title: 'Fichier vide',
    cause: 'Le fichier reçu ne contient rien.',
    remedy: RETRY_EXPORT,
  },
  'not-xml': {
    title: "Ce fichier n'est pas un export d'emploi du temps",
    cause:
      "Le contenu n'est ni du XML, ni une archive zip, ni un tableau (CSV) dont Carillon connaît les colonnes, ni un agenda (iCalendar).",
    remedy:
      "Vérifiez le fichier choisi : il vient d'habitude de la commande « Vers les socles ENT » d'EDT ou de PRONOTE. Les autres sont décrits à la page « Formats de fichiers ».",
  },
  'not-an-export': {
    title: "Ce fichier n'est pas un export d'emploi du temps",
    cause: "Le document commence par l'élément « {root} », que Carillon ne connaît pas.",
    remedy: "Choisissez l'export « Vers les socles ENT » d'EDT ou de PRONOTE et déposez ce fichier-là.",
  },
  'several-formats': {
    title: 'Format ambigu',
    cause: 'Plusieurs formats reconnaissent ce fichier : {formats}.',
    remedy:
      "Si c'est une archive, n'y laissez que les fichiers d'un seul export, et déposez une archive par export. Sinon, envoyez le fichier à l'exploitant de Carillon.",
  },
  'xml-malformed': {
    title: 'Fichier illisible',
    cause: "Le XML n'est plus correct à la ligne {line}. Le fichier a sans doute été abîmé ou modifié à la main.",
    remedy: RETRY_EXPORT,
  },
  'xml-truncated': {
    title: 'Fichier coupé',
    cause: "Le fichier s'arrête avant sa fin, à la ligne {line}. Il a sans doute été coupé pendant l'envoi.",
    remedy: RETRY_EXPORT,
  },
  'xml-forbidden-character': {
    title: 'Caractère interdit',
    cause: 'Un caractère que le XML interdit (octet nul, code de commande) se trouve à la ligne {line}.',
    remedy: "Ne modifiez pas l'export dans un autre logiciel ; relancez-le depuis votre logiciel d'emploi du temps.",
  },
  'xml-unknown-entity': {
    title: 'Fichier illisible',
    cause: 'Une entité (« &…; ») que le fichier ne définit pas est utilisée à la ligne {line}.',
    remedy: RETRY_EXPORT,
  },
  'xml-entities': {
    title: 'Fichier refusé par sécurité',
    cause:
      "Le document définit des entités, qui peuvent gonfler sans limite à la lecture. Aucun logiciel d'emploi du temps n'en écrit.",
    remedy: "Vérifiez d'où vient ce fichier, puis relancez l'export depuis votre logiciel d'emploi du temps.",
  },
  'xml-external-entity': {
    title: 'Fichier refusé par sécurité',
    cause:
      "Le document veut faire lire un autre fichier ou une adresse (entité externe). Rien n'a été lu. Aucun logiciel d'emploi du temps n'en écrit.",
    remedy: "Vérifiez d'où vient ce fichier, puis relancez l'export depuis votre logiciel d'emploi du temps.",
  },
  'xml-too-many-elements': {
    title: 'Fichier démesuré',
    cause: 'Le document contient plus de {elements} éléments, bien plus que le plus grand des établissements.',
    remedy: "Vérifiez le fichier choisi, puis relancez l'export depuis votre logiciel d'emploi du temps.",
  },
  'xml-dtd': {
    title: 'Fichier refusé par sécurité',
    cause:
      "Le document contient une définition de type (DTD) interne, qui peut servir à une attaque. Aucun logiciel d'emploi du temps n'en écrit.",
    remedy: "Vérifiez d'où vient ce fichier, puis relancez l'export depuis votre logiciel d'emploi du temps.",
  },
  'xml-too-deep': {
    title: 'Fichier refusé par sécurité',
    cause: 'Les éléments sont imbriqués sur plus de {depth} niveaux (ligne {line}).',
    remedy: RETRY_EXPORT,
  },
  'xml-token-too-long': {
    title: 'Fichier refusé par sécurité',
    cause: 'Une seule valeur dépasse {characters} caractères (ligne {line}).',
    remedy: RETRY_EXPORT,
  },
  'xml-encoding-unknown': {
    title: 'Encodage inconnu',
    cause: "Le fichier annonce l'encodage « {encoding} », que Carillon ne lit pas.",
    remedy: "Exportez en UTF-8, ou signalez cet encodage à l'exploitant de Carillon.",
  },
  'xml-encoding-wrong': {
    title: 'Encodage incorrect',
    cause: "Le fichier annonce l'encodage {encoding}, mais ses octets n'en sont pas.",
    remedy: "Ne modifiez pas l'export dans un éditeur de texte ; relancez-le depuis votre logiciel d'emploi du temps.",
  },
  'xml-encoding-differs': {
    title: 'Encodage annoncé à tort',
    cause:
      "Le fichier annonce l'encodage {encoding}, mais il est écrit en UTF-8, comme le laisse un éditeur de texte. Il est lu en UTF-8 : lus comme annoncé, les accents seraient faux (« Ã© » pour « é »).",
    remedy: "Rien à faire si les noms sont justes ; sinon, relancez l'export sans le modifier dans un éditeur.",
  },
  'zip-damaged': {
    title: 'Archive zip abîmée',
    cause: FILE_DAMAGED,
    remedy: RETRY_EXPORT,
  },
  'zip-wrong-checksum': {
    title: 'Archive zip abîmée',
    cause: "Le contenu de l'archive ne correspond pas à sa somme de contrôle (CRC).",
    remedy: RETRY_EXPORT,
  },
  'zip-nested': {
    title: "Archive dans l'archive",
    cause: "L'archive ne contient pas d'export, mais une autre archive, qui n'est pas ouverte.",
    remedy: "Déposez l'export XML lui-même, ou une archive qui ne contient que lui.",
  },
  'zip-overlap': {
    title: 'Fichier refusé par sécurité',
    cause: "Dans l'archive, plusieurs fichiers occupent les mêmes octets.",
    remedy: "Vérifiez d'où vient cette archive, puis déposez l'export XML lui-même.",
  },
  'zip-link': {
    title: 'Fichier refusé par sécurité',
    cause: "L'archive contient un lien vers un autre fichier au lieu de l'export.",
    remedy: "Déposez l'export XML lui-même, ou une archive qui le contient vraiment.",
  },
  'zip-empty': {
    title: 'Archive zip vide',
    cause: "L'archive ne contient aucun fichier.",
    remedy: RETRY_EXPORT,
  },
  'zip-no-xml': {
    title: "Pas d'export dans l'archive",
    cause: "L'archive ne contient ni fichier XML, ni autre fichier d'un format que Carillon connaît.",
    remedy: "Déposez l'export XML lui-même, ou une archive qui ne contient que lui.",
  },
  'several-exports': {
    title: 'Plusieurs exports dans la même archive',
    cause: "L'archive contient {count} fichiers XML : impossible de savoir lequel importer.",
    remedy: 'Déposez une archive par export.',
  },
  'zip-encrypted': {
    title: 'Archive protégée par un mot de passe',
    cause: "Carillon ne peut pas ouvrir l'archive.",
    remedy: "Déposez l'export sans mot de passe.",
  },
  'zip-method': {
    title: 'Compression inconnue',
    cause: "L'archive utilise la méthode de compression {method}.",
    remedy: "Refaites l'archive avec la compression zip habituelle, ou déposez le fichier XML.",
  },
  'zip-bad-name': {
    title: 'Fichier refusé par sécurité',
    cause: "L'archive contient un chemin qui sort de son dossier.",
    remedy: "Vérifiez d'où vient cette archive, puis déposez l'export XML lui-même.",
  },
  'zip-too-many-entries': {
    title: 'Archive trop fournie',
    cause: "L'archive contient {entries} fichiers.",
    remedy: "Déposez une archive qui ne contient que l'export.",
  },
  'zip-bomb': {
    title: 'Fichier refusé par sécurité',
    cause: "Une fois décompressée, l'archive serait démesurée ({megabytes}).",
    remedy: "Vérifiez d'où vient cette archive, puis déposez l'export XML lui-même.",
  },
  'encrypted-for-others': {
    title: 'Export chiffré pour un autre portail',
    cause:
      "Le fichier a été chiffré pour {partners} par {software} le {exportedAt} (établissement : {school}). Carillon n'a pas la clé.",
    remedy: "Dans la fenêtre d'export, choisissez votre portail comme « Socle ENT », ou demandez un export en clair.",
  },
  'encrypted-for-others:near': {
    title: 'Export chiffré pour un nom voisin du nôtre',
    cause:
      "Le fichier a été chiffré pour {partners} par {software} le {exportedAt} (établissement : {school}). Carillon a une clé à un nom voisin, {near}, mais n'ouvre que ce qui est chiffré pour ce nom-là, lettre pour lettre.",
    remedy:
      "Dans la fenêtre d'export, choisissez {near} comme « Socle ENT ». Si l'éditeur connaît le portail sous l'autre nom, l'exploitant y met la clé (`carillon keys`), ou demandez un export en clair.",
  },
  'container-key-damaged': {
    title: 'Clé du fichier abîmée',
    cause: 'La clé jointe au fichier pour {partner} est incomplète ou illisible.',
    remedy: RETRY_EXPORT,
  },
  'container-key-wrong': {
    title: 'Export chiffré avec une autre clé',
    cause: "Aucune de nos clés au nom de {partner} n'ouvre ce fichier.",
    remedy:
      "L'exploitant vérifie que l'éditeur a bien reçu la clé publique actuelle (« carillon keys list »), puis relancez l'export.",
  },
  'container-incomplete': {
    title: 'Fichier chiffré incomplet',
    cause: "L'élément {element} manque dans le fichier.",
    remedy: RETRY_EXPORT,
  },
  'container-damaged': {
    title: 'Contenu chiffré abîmé',
    cause: "Le contenu ne correspond pas à l'empreinte que le fichier annonce : il a été modifié ou abîmé en chemin.",
    remedy: RETRY_EXPORT,
  },
  'container-not-compressed': {
    title: 'Contenu chiffré mal compressé',
    cause: 'Le contenu est annoncé comme compressé, mais ne se décompresse pas.',
    remedy: RETRY_EXPORT,
  },
  'container-bomb': {
    title: 'Fichier refusé par sécurité',
    cause: 'Une fois déchiffré et décompressé, le contenu serait démesuré (plus de {megabytes}).',
    remedy: "Vérifiez d'où vient ce fichier, puis relancez l'export.",
  },
  'container-other-school': {
    title: 'Le fichier chiffré ne dit pas le même établissement que son contenu',
    cause: "L'enveloppe porte l'UAI {said}, le contenu l'UAI {uai}.",
    remedy: "Vérifiez d'où vient ce fichier, puis relancez l'export depuis le bon établissement.",
  },
  'no-grid': {
    title: 'Grille horaire absente',
    cause: "L'export ne dit pas quels sont les créneaux de la journée.",
    remedy: RETRY_EXPORT,
  },
  'no-school-year': {
    title: 'Année scolaire absente',
    cause: "L'export ne donne pas les dates de l'année scolaire.",
    remedy: "Vérifiez les dates de l'année dans les paramètres de votre logiciel, puis relancez l'export.",
  },
  'bad-school-year': {
    title: 'Année scolaire impossible',
    cause: "Les dates de l'année scolaire de l'export ne sont pas possibles ({from} – {to}).",
    remedy: "Vérifiez les dates de l'année dans les paramètres de votre logiciel, puis relancez l'export.",
  },
  'no-uai': {
    title: "Code de l'établissement absent",
    cause: "L'export ne contient pas de code UAI valable (7 chiffres et une lettre ; lu : « {uai} »).",
    remedy: "Renseignez le code UAI (ex-RNE) de l'établissement dans votre logiciel, puis relancez l'export.",
  },
  'school-not-said': {
    title: 'Établissement inconnu',
    cause: 'Le fichier ne dit pas de quel établissement il est, et le site en a plusieurs : {expected}.',
    remedy: "Déposez-le sur l'URL de l'établissement, et non sur celle du site.",
  },
  'school-not-said:by-hand': {
    title: 'Établissement inconnu',
    cause: 'Le fichier ne dit pas de quel établissement il est, et le site en a plusieurs : {expected}.',
    remedy:
      "Envoyez-le de nouveau par « Import manuel » en y choisissant l'établissement ; en ligne de commande, ajoutez « --establishment » et son numéro.",
  },
  'no-course': {
    title: 'Aucun cours',
    cause: "L'export ne contient aucun cours.",
    remedy: "Vérifiez dans la fenêtre d'export que les cours sont cochés, puis relancez l'export.",
  },
  'no-course:table': {
    title: 'Aucun cours',
    cause: "Sous sa ligne de titre, le tableau n'a aucune ligne qui donne un cours.",
    remedy: 'Complétez le tableau. Ses colonnes sont décrites à la page « Formats de fichiers ».',
  },
  'no-course:calendar': {
    title: 'Aucun cours',
    cause:
      "Aucun événement de l'agenda n'est un cours : un cours a une heure de début et de fin, et nomme une classe, un groupe, un enseignant ou une salle.",
    remedy:
      'Les anomalies du bilan disent pourquoi des événements sont laissés de côté. La page « Formats de fichiers » dit comment un événement nomme sa classe.',
  },
  'too-many-sessions': {
    title: 'Fichier démesuré',
    cause:
      "Les cours de l'export donneraient plus de {sessions} séances, bien plus que le plus grand des établissements.",
    remedy: "Vérifiez le fichier choisi, puis relancez l'export depuis votre logiciel d'emploi du temps.",
  },
  'no-dated-course': {
    title: 'Aucun cours daté',
    cause: "Aucun des {courses} cours de l'export n'a lieu pendant une semaine de l'année.",
    remedy: "Vérifiez que l'emploi du temps est placé et que le calendrier est rempli, puis relancez l'export.",
  },
  'outside-grid': {
    title: 'Cours hors de la grille horaire',
    cause: 'Cours placés hors des jours ou des créneaux de la grille : {count} sur {courses}, soit plus de 5 %.',
    remedy: "Vérifiez la grille horaire dans votre logiciel, puis relancez l'export.",
  },
};
