/** The part of the catalogue about EDT's text exports, `EXP_Cours.xml` and `EXP_ELEVE.xml`. */

import type { Entry } from './catalogue.ts';

export const EXP: Readonly<Record<string, Entry>> = {
  'by-hand-only': {
    title: 'Ce fichier ne peut pas être déposé',
    cause:
      "Un fichier {format} ne dit ni dates ni identifiants. Il n'est pris que par un import manuel, où quelqu'un regarde ce qu'il changera ; rien n'a été changé.",
    remedy:
      "Envoyez-le par « Import manuel », ou réglez EDT pour qu'il dépose l'export « Vers les socles ENT », qui dit tout.",
  },
  'exp-calendar-needed': {
    title: 'Le site ne dit pas quelles semaines ont cours',
    cause:
      "Un fichier EXP_Cours n'a pas de dates : Carillon ne peut pas savoir quelles semaines ont cours, ni lesquelles sont Q1 et Q2.",
    remedy:
      "Sur la page « Année scolaire », remplissez « Semaines et alternances ». Le fichier est relu dès que c'est enregistré.",
  },
  'exp-students-alone': {
    title: 'Il manque le fichier des cours',
    cause: "Le fichier EXP_ELEVE ne contient que des élèves ; l'emploi du temps est dans EXP_Cours.xml.",
    remedy: 'Mettez EXP_Cours.xml et EXP_ELEVE.xml dans un zip et envoyez ce zip, ou envoyez EXP_Cours.xml seul.',
  },
  'exp-courses-unreadable': {
    title: 'Trop de cours illisibles',
    cause:
      'Cours sans jour, heure, durée ou alternance que Carillon comprenne : {wrong} sur {courses}, soit plus de 5 %.',
    remedy:
      "Regardez les anomalies. Dans EDT, cochez les colonnes Jour, Heure de début, Durée et Fréquence, puis relancez l'export ; pour une alternance inconnue, ajoutez-la à « Semaines et alternances ».",
  },
  'exp-course-unreadable': {
    title: 'Cours sans horaire lisible',
    cause: "Le jour, l'heure de début ou la durée du cours est impossible ; il est laissé de côté.",
    remedy: "Corrigez-le dans EDT, ou cochez les colonnes Jour, Heure de début et Durée, puis relancez l'export.",
  },
  'exp-alternation-unknown': {
    title: 'Alternance inconnue',
    cause: 'Le calendrier du site ne dit pas quelles semaines sont de cette alternance ; le cours est laissé de côté.',
    remedy:
      "Ajoutez-la à « Semaines et alternances » sur la page « Année scolaire » : le fichier est relu dès que c'est enregistré.",
  },
  'exp-not-placed': {
    title: 'Cours non placé',
    cause: "Le cours n'a pas de jour : il n'est pas encore placé dans l'emploi du temps et ne donne pas de séance.",
    remedy: "Rien à faire, sauf s'il doit avoir lieu : placez-le alors dans EDT et relancez l'export.",
  },
  'exp-teachers-unpaired': {
    title: 'Noms et prénoms qui ne se répondent pas',
    cause: "Le cours n'a pas autant de prénoms que de noms d'enseignants ; les prénoms sont laissés de côté.",
    remedy: 'Vérifiez les enseignants de ce cours dans EDT.',
  },
  'exp-student-unreadable': {
    title: 'Élève illisible',
    cause: "La ligne n'a pas de nom, ou des caractères qui ne peuvent pas être gardés ; elle est laissée de côté.",
    remedy: "Cochez la colonne Nom, corrigez l'élève dans EDT, puis relancez l'export.",
  },
};
