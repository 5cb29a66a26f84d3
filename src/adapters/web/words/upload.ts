/** Texts of every form with a file. */

import { bilingual } from './words.ts';

export const uploadWords = bilingual(
  {
    drop: 'Glissez le fichier ici, ou choisissez‑le',
    none: 'Choisissez d’abord un fichier.',
    broken: 'L’envoi s’est interrompu, rien n’a été gardé. Vérifiez la connexion, puis recommencez.',
    sending: 'Envoi du fichier',
    keeping: 'Fichier reçu, enregistrement…',
    stop: 'Interrompre l’envoi',
  },
  {
    drop: 'Drag the file here, or choose it',
    none: 'Choose a file first.',
    broken: 'Sending was interrupted, nothing was kept. Check the connection, then try again.',
    sending: 'Sending the file',
    keeping: 'File received, being kept…',
    stop: 'Stop sending',
  },
);
