/** How the deposit URL gets into each timetable software, step by step. Names of menus stay French: so is the software. */

import { bilingual } from './words.ts';

export const guideWords = bilingual(
  {
    title: "Configurer le logiciel d'emploi du temps",
    lead: 'Choisissez votre installation ; comptez deux minutes.',
    software: [
      {
        name: 'EDT monoposte',
        hint: 'EDT installé sur un seul poste',
        steps: [
          'Ouvrez votre base dans EDT.',
          'Menu « Fichier », catégorie IMPORTS/EXPORTS : « Vers les socles ENT », puis « Export automatisé ».',
          "Cochez « Activer l'automatisation de l'export vers un ENT », puis « À chaque enregistrement » ou « À chaque fermeture ».",
          'Sous « Si », laissez les quatre critères cochés : un seul suffit à déclencher un export.',
          "Sous « Exporter », choisissez « Vers URL » et collez l'URL de dépôt complète, avec identifiant et mot de passe.",
          'Cliquez sur « Enregistrer », puis enregistrez la base : sans cela le réglage est perdu.',
        ],
      },
      {
        name: 'EDT réseau',
        hint: 'plusieurs postes EDT sur un serveur EDT',
        steps: [
          'Ouvrez EDT réseau lui-même : le réglage ne se fait pas depuis un EDT client.',
          'Menu « Fichier », catégorie IMPORTS/EXPORTS : « Vers les socles ENT », puis « Export automatisé ».',
          "Cochez « Activer l'automatisation de l'export vers un ENT », puis « Toutes les 2 heures » ou « À heure fixe ».",
          'Sous « Si », laissez les quatre critères cochés : un seul suffit à déclencher un export.',
          "Sous « Exporter », choisissez « Vers URL » et collez l'URL de dépôt complète, avec identifiant et mot de passe.",
          'Cliquez sur « Enregistrer ».',
        ],
      },
      {
        name: 'Client EDT ou PRONOTE',
        hint: 'connecté à un serveur PRONOTE',
        steps: [
          "Dans un client EDT : menu « Fichier », « Vers les socles ENT », puis « Export automatisé ». Dans un client PRONOTE : menu « Fichier », « Socles ENT », puis « Export automatique de l'emploi du temps ».",
          "Cochez « Activer l'automatisation de l'export vers un ENT », puis « Toutes les 2 heures » (recommandé) ou « À heure fixe ».",
          'Sous « Si », laissez les quatre critères cochés : un seul suffit à déclencher un export.',
          "Sous « Exporter », choisissez « Vers URL » et collez l'URL de dépôt complète, avec identifiant et mot de passe.",
          'Cliquez sur « Enregistrer » : le réglage vaut pour tous les postes reliés à ce serveur.',
        ],
      },
      {
        name: 'Serveur PRONOTE',
        hint: 'depuis le serveur, ou PRONOTE.net',
        steps: [
          'Sur le serveur PRONOTE : menu « Fichier », « Vers socle ENT », puis « Export automatisé ». Sur PRONOTE.net : « Intégration dans un ENT », puis « Export ».',
          "Cochez « Activer l'automatisation de l'export vers un ENT », puis « Toutes les 2 heures » (recommandé) ou « À heure fixe ».",
          'Sous « Si », laissez les quatre critères cochés : un seul suffit à déclencher un export.',
          "Sous « Exporter », choisissez « Vers URL » et collez l'URL de dépôt complète, avec identifiant et mot de passe.",
          'Cliquez sur « Enregistrer ».',
        ],
      },
    ],
    afterwards: [
      "Message d'erreur à l'export : l'URL n'est pas correcte. Collez-la de nouveau en entier, sans espace, du « http » à la barre finale.",
      "Au changement d'année, une nouvelle base EDT a perdu ce réglage : refaites-le avec la même URL.",
      "Pour suspendre l'envoi, décochez « Activer l'automatisation de l'export vers un ENT ».",
    ],
    afterwardsTitle: 'Bon à savoir',
  },
  {
    title: 'Set the timetable software up',
    lead: 'Choose your installation; it takes two minutes.',
    software: [
      {
        name: 'EDT monoposte',
        hint: 'EDT on a single computer',
        steps: [
          'Open your base in EDT.',
          'Menu “Fichier”, category IMPORTS/EXPORTS: “Vers les socles ENT”, then “Export automatisé”.',
          'Tick “Activer l’automatisation de l’export vers un ENT”, then “À chaque enregistrement” or “À chaque fermeture”.',
          'Under “Si”, leave the four criteria ticked: one is enough to start an export.',
          'Under “Exporter”, choose “Vers URL” and paste the whole deposit URL, with login and password.',
          'Click “Enregistrer”, then save the base: otherwise the setting is lost.',
        ],
      },
      {
        name: 'EDT réseau',
        hint: 'several EDT computers on an EDT server',
        steps: [
          'Open EDT réseau itself: this is not set from an EDT client.',
          'Menu “Fichier”, category IMPORTS/EXPORTS: “Vers les socles ENT”, then “Export automatisé”.',
          'Tick “Activer l’automatisation de l’export vers un ENT”, then “Toutes les 2 heures” or “À heure fixe”.',
          'Under “Si”, leave the four criteria ticked: one is enough to start an export.',
          'Under “Exporter”, choose “Vers URL” and paste the whole deposit URL, with login and password.',
          'Click “Enregistrer”.',
        ],
      },
      {
        name: 'Client EDT or PRONOTE',
        hint: 'connected to a PRONOTE server',
        steps: [
          'In an EDT client: menu “Fichier”, “Vers les socles ENT”, then “Export automatisé”. In a PRONOTE client: menu “Fichier”, “Socles ENT”, then “Export automatique de l’emploi du temps”.',
          'Tick “Activer l’automatisation de l’export vers un ENT”, then “Toutes les 2 heures” (recommended) or “À heure fixe”.',
          'Under “Si”, leave the four criteria ticked: one is enough to start an export.',
          'Under “Exporter”, choose “Vers URL” and paste the whole deposit URL, with login and password.',
          'Click “Enregistrer”: this holds for all computers connected to this server.',
        ],
      },
      {
        name: 'PRONOTE server',
        hint: 'from the server, or PRONOTE.net',
        steps: [
          'On the PRONOTE server: menu “Fichier”, “Vers socle ENT”, then “Export automatisé”. On PRONOTE.net: “Intégration dans un ENT”, then “Export”.',
          'Tick “Activer l’automatisation de l’export vers un ENT”, then “Toutes les 2 heures” (recommended) or “À heure fixe”.',
          'Under “Si”, leave the four criteria ticked: one is enough to start an export.',
          'Under “Exporter”, choose “Vers URL” and paste the whole deposit URL, with login and password.',
          'Click “Enregistrer”.',
        ],
      },
    ],
    afterwards: [
      'An error message at the export: the URL is not right. Paste it again as a whole, without spaces, from “http” to the last slash.',
      'At the turn of the year a new EDT base has lost this setting: make it again with the same URL.',
      'To pause sending, untick “Activer l’automatisation de l’export vers un ENT”.',
    ],
    afterwardsTitle: 'Good to know',
  },
);
