/** What a password that a person chooses must be (NIST SP 800-63B): long enough, and not the first one a stranger would try. */

const MIN_PASSWORD_LENGTH = 12;
/** More than this helps nobody and costs memory. */
const MAX_PASSWORD_LENGTH = 200;

export type PasswordProblem = 'password-short' | 'password-long' | 'password-common' | 'password-personal';

/** Words that many passwords are made of, alone, doubled, or with digits and signs around them. */
const COMMON = new Set(
  `password motdepasse mot passe pass azerty azertyuiop azertyuiopqsdfghjklm qwerty qwertyuiop qwertyuiopasdfghjkl
   bonjour soleil doudou loulou chouchou jetaime marseille football princesse administrateur administrator admin
   viescolaire college lycee ecole etablissement education nationale emploidutemps pronote edt carillon kosmos ent
   bienvenue welcome iloveyou letmein secret changeme changezmoi temporaire provisoire test testtest abcdefghijkl
   abcdefghijklmnopqrstuvwxyz principal proviseur secretariat monmotdepasse lemotdepasse toto`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Why this password is refused to this person; null: it is good. */
export function passwordProblem(
  password: string,
  of: { readonly email: string; readonly name: string },
): PasswordProblem | null {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return 'password-short';
  if (length > MAX_PASSWORD_LENGTH) return 'password-long';
  const letters = plain(password);
  const own = [of.email, of.email.split('@')[0] ?? '', of.name, ...of.name.split(/\s+/), ...of.email.split(/[@.+_-]/)];
  if (isMadeOf(letters, new Set(own.map(plain).filter((word) => word.length >= 3)))) return 'password-personal';
  const isFlat = new Set(password).size < 5 || isRow(password);
  return isFlat || isMadeOf(letters, COMMON) ? 'password-common' : null;
}

/** Letters only, without case and accents. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]+/g, '');
}

/** True for text that is nothing but such words one after the other; no letters at all is none of them. */
function isMadeOf(letters: string, words: ReadonlySet<string>): boolean {
  if (letters === '') return false;
  const reached = new Set([0]);
  for (let from = 0; from < letters.length; from++) {
    if (!reached.has(from)) continue;
    for (const word of words) if (letters.startsWith(word, from)) reached.add(from + word.length);
  }
  return reached.has(letters.length);
}

/** `1234567890…`, `abcdef…`: each character is one after, or before, the last. */
function isRow(password: string): boolean {
  const steps = [...password].slice(1).map((one, at) => one.charCodeAt(0) - password.charCodeAt(at));
  return steps.filter((step) => Math.abs(step) === 1 || step === -9).length >= steps.length - 1;
}
