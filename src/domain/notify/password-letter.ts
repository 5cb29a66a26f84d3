/** Letters to people who sign in: an access that was opened, a way to a new password, a password that was changed. */

import type { Language } from '../model/language.ts';
import type { Role } from '../model/person.ts';

/** Where the link stands. It is put in when the letter leaves. */
const LINK = '{{secret}}';

/**
 * `opened`: a role for somebody without a password; `added`: for somebody who has one; `forgotten`: a new password was asked
 * for; `changed`: it is another one now.
 */
export type PasswordLetterKind = 'opened' | 'added' | 'forgotten' | 'changed';

export interface PasswordLetter {
  readonly kind: PasswordLetterKind;
  readonly language: Language;
  /** Name of the site; for operators and where it is of no site, the product's. */
  readonly place: string;
  readonly role: Role | 'operator' | null;
  /** Name of who opened the access; null: an operator's command. */
  readonly by: string | null;
  readonly email: string;
  /** How long the link can be used. */
  readonly hours: number;
  /** Where to sign in. */
  readonly home: string;
  /** Where a new password can be asked for. */
  readonly forgotten: string;
}

interface Words {
  readonly titles: Readonly<Record<PasswordLetterKind, string>>;
  readonly roles: Readonly<Record<Role | 'operator', string>>;
  text(letter: PasswordLetter, role: string): readonly string[];
  readonly end: string;
}

const FRENCH: Words = {
  titles: {
    opened: 'Votre accès à Carillon est ouvert',
    added: 'Un accès de plus vous est ouvert',
    forgotten: 'Choisissez un nouveau mot de passe',
    changed: 'Votre mot de passe a été changé',
  },
  roles: { manager: 'comme gestionnaire', reader: 'en consultation', operator: 'comme exploitant' },
  text({ kind, place, by, email, hours, home, forgotten }, role) {
    const what = `un accès à l'import automatisé des emplois du temps (${place})`;
    const opened =
      by === null
        ? `U${what.slice(1)} vous est ouvert${role && `, ${role}`}.`
        : `${by} vous ouvre ${what}${role && `, ${role}`}.`;
    const link = `Choisissez votre mot de passe à cette adresse, une seule fois et sous ${hours} heures :\n  ${LINK}`;
    const signIn = `connectez-vous avec votre adresse électronique (${email}) :\n  ${home}`;
    const ignore = "Si vous n'attendiez pas ce message, ne faites rien.";
    return {
      opened: [opened, link, `Ensuite, ${signIn}`, ignore],
      added: [
        opened,
        `Pour l'utiliser, ${signIn}`,
        `Votre mot de passe reste le même. Si vous l'avez oublié, demandez-en un autre :\n  ${forgotten}`,
        ignore,
      ],
      forgotten: [
        'Un nouveau mot de passe a été demandé pour votre accès à Carillon.',
        link,
        `Ensuite, ${signIn}`,
        "Si vous ne l'avez pas demandé, ne faites rien : votre mot de passe reste le même.",
      ],
      changed: [
        "Le mot de passe de votre accès à Carillon vient d'être changé, et vos autres appareils sont déconnectés.",
        `Si ce n'est pas vous, demandez tout de suite un nouveau mot de passe, et prévenez un gestionnaire du site :\n  ${forgotten}`,
      ],
    }[kind];
  },
  end: 'Cordialement,\nCarillon, import automatisé des emplois du temps',
};

const ENGLISH: Words = {
  titles: {
    opened: 'Your access to Carillon is open',
    added: 'One more access is open to you',
    forgotten: 'Choose a new password',
    changed: 'Your password was changed',
  },
  roles: { manager: 'as a manager', reader: 'to look at', operator: 'as an operator' },
  text({ kind, place, by, email, hours, home, forgotten }, role) {
    const what = `the automatic import of timetables (${place})`;
    const opened =
      by === null
        ? `You have been given access to ${what}${role && `, ${role}`}.`
        : `${by} gives you access to ${what}${role && `, ${role}`}.`;
    const link = `Choose your password at this address, once and within ${hours} hours:\n  ${LINK}`;
    const signIn = `sign in with your e-mail address (${email}):\n  ${home}`;
    const ignore = 'If you did not expect this message, do nothing.';
    return {
      opened: [opened, link, `Then ${signIn}`, ignore],
      added: [
        opened,
        `To use it, ${signIn}`,
        `Your password stays the same. If you have forgotten it, ask for another one:\n  ${forgotten}`,
        ignore,
      ],
      forgotten: [
        'A new password was asked for, for your access to Carillon.',
        link,
        `Then ${signIn}`,
        'If you did not ask for it, do nothing: your password stays the same.',
      ],
      changed: [
        'The password of your access to Carillon has just been changed, and your other devices are signed out.',
        `If it was not you, ask for a new password at once, and tell a manager of the site:\n  ${forgotten}`,
      ],
    }[kind];
  },
  end: 'Kind regards,\nCarillon, automatic import of timetables',
};

/** The letter; of `opened` and `forgotten` the body holds `{{secret}}` in the place of the link. */
export function passwordLetter(letter: PasswordLetter): { readonly subject: string; readonly body: string } {
  const words = letter.language === 'fr' ? FRENCH : ENGLISH;
  const text = words.text(letter, letter.role === null ? '' : words.roles[letter.role]);
  const body = [letter.language === 'fr' ? 'Bonjour,' : 'Hello,', ...text, words.end].join('\n\n');
  return { subject: `[${letter.place}] ${words.titles[letter.kind]}`, body: `${body}\n` };
}
