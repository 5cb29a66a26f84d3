/** The letter that brings somebody an access account: login, deposit URLs, and the way to the password. */

/** Where the secret stands: a one-time link, or the password itself. It is put in when the letter leaves. */
export const SECRET = '{{secret}}';

/** How long a one-time link can be opened. */
export const LINK_HOURS = 72;

export interface AccessLetter {
  readonly siteName: string;
  readonly why: 'opened' | 'renewed';
  readonly login: string;
  /** Deposit URLs with what they are for; null: all establishments. */
  readonly urls: readonly { readonly place: string | null; readonly url: string }[];
  /** `link`: a one-time link shows the password; `mail`: the guide's classic mail with the URL that carries it. */
  readonly credentialsBy: 'link' | 'mail';
  /** « 23/07/2026 à 16:54 »: the password before works until then. */
  readonly oldPasswordUntil: string | null;
}

const TITLES = {
  opened: 'Votre accès au dépôt des emplois du temps est ouvert',
  renewed: 'Votre mot de passe de dépôt a changé',
} as const;

/** The letter with SECRET in the place of what it hides. */
export function accessLetter(letter: AccessLetter): { readonly subject: string; readonly body: string } {
  const { siteName, why, login, credentialsBy, oldPasswordUntil } = letter;
  const byMail = credentialsBy === 'mail';
  const password = byMail ? SECRET : `à lire une seule fois, sous ${LINK_HOURS} heures, à cette adresse :\n  ${SECRET}`;
  const urls = letter.urls.map(({ place, url }) => {
    const shown = byMail ? url.replace('://', `://${login}:${SECRET}@`) : url;
    return `- ${place ?? 'Tous les établissements'} :\n  ${shown}`;
  });
  const renewed = [
    oldPasswordUntil === null
      ? "L'ancien mot de passe ne fonctionne plus : inscrivez le nouveau dans votre logiciel d'emploi du temps."
      : `L'ancien mot de passe fonctionne jusqu'au ${oldPasswordUntil} : d'ici là, inscrivez le nouveau dans votre logiciel d'emploi du temps.`,
  ];
  const body = [
    'Bonjour,',
    `${TITLES[why]}.`,
    ...(why === 'renewed' ? renewed : []),
    `- identifiant : ${login}\n- mot de passe : ${password}`,
    byMail
      ? 'Indiquez une de ces URL de dépôt dans votre logiciel d’emploi du temps :'
      : 'Indiquez une de ces URL de dépôt dans votre logiciel d’emploi du temps ; la page du mot de passe les donne complètes, prêtes à copier :',
    urls.join('\n'),
    byMail
      ? "Conservez ce message : il contient les paramètres d'accès au dépôt. Ne le transmettez à personne."
      : "Conservez ce message : il contient les paramètres d'accès au dépôt.",
    'Cordialement,\nCarillon, import automatisé des emplois du temps',
  ].join('\n\n');
  return { subject: `[${siteName}] ${TITLES[why]}`, body: `${body}\n` };
}
