/** People in memory: who may sign in to the invented sites, their passwords, logins and browsers; nobody is let in or out. */
import { passwordProblem } from '../../src/domain/deposit/person-password.ts';
import { AppError, Refusal } from '../../src/domain/model/errors.ts';
import type { Language } from '../../src/domain/model/language.ts';
import type { PeopleDesk } from '../../src/domain/model/people-desk.ts';
import type { NewLogin, SignedIn } from '../../src/domain/model/person.ts';

export const EMAIL = 'claire.petit@ecole.example';
/** Looks on 4817 and may do nothing. */
export const READER_EMAIL = 'lecture@ecole.example';
/** Opens every site in supervision. */
export const OPERATOR_EMAIL = 'exploitation@ent.example';
export const PASSWORD = 'Cinq-Pommes-Bleues-27';
/** Whose password has not been chosen yet. */
export const FIRST_PASSWORD = 'first-password-token_1';

type FakePerson = Omit<SignedIn, 'language'>;

const HOURS = 3_600_000;

export interface FakePeople {
  readonly desk: PeopleDesk;
  /** As if all logins had expired. */
  endLogins(): void;
}

/** `note` is told of what changes something. */
export function createFakePeople({
  now,
  note,
}: {
  readonly now: number;
  note(method: string, ...asked: readonly unknown[]): void;
}): FakePeople {
  const logins = new Map<string, { person: FakePerson; language: Language | null }>();
  const passwords = new Map<string, string>();
  const browsers = new Set<string>();
  let started = 0;
  let isFirstPasswordSet = false;
  const elsewhere = (): never => {
    throw new AppError('not-faked', 'the fake administration does not do this', { retryable: false });
  };
  const startLogin = (email: string, browser = ''): NewLogin => {
    started += 1;
    const token = `login-${started}`;
    logins.set(token, { person: personOf(email), language: null });
    if (browser !== '') browsers.add(`${email} ${browser}`);
    return { token, expiresAt: now + 8 * HOURS };
  };
  const checkPassword = (password: string, of: { readonly email: string; readonly name: string }): void => {
    const problem = passwordProblem(password, of);
    if (problem !== null) throw new Refusal(problem);
  };
  const endLoginsOf = (email: string): void => {
    for (const [token, one] of logins) if (one.person.email === email) logins.delete(token);
    for (const one of browsers) if (one.startsWith(`${email} `)) browsers.delete(one);
  };

  const desk: PeopleDesk = {
    createManager: elsewhere,
    managers: elsewhere,
    revokeManager: elsewhere,
    createOperator: elsewhere,
    operators: elsewhere,
    revokeOperator: elsewhere,
    invite: elsewhere,
    inviteAgain: elsewhere,
    changeRole: elsewhere,
    dismiss: elsewhere,
    peopleHistory: elsewhere,
    renewPassword: elsewhere,
    async forgotPassword(email, language) {
      note('forgotPassword', email, language);
    },
    async passwordLink(token) {
      return token === FIRST_PASSWORD && !isFirstPasswordSet ? { email: EMAIL, name: 'Claire Petit' } : null;
    },
    async choosePassword(token, password, browser) {
      if (token !== FIRST_PASSWORD || isFirstPasswordSet) return null;
      checkPassword(password, { email: EMAIL, name: 'Claire Petit' });
      note('choosePassword', token);
      isFirstPasswordSet = true;
      passwords.set(EMAIL, password);
      endLoginsOf(EMAIL);
      return startLogin(EMAIL, browser);
    },
    async changePassword(token, old, password, browser) {
      const { email, name } = logins.get(token)?.person ?? personOf(EMAIL);
      if (old !== (passwords.get(email) ?? PASSWORD)) throw new Refusal('password-wrong');
      checkPassword(password, { email, name });
      note('changePassword', email);
      passwords.set(email, password);
      endLoginsOf(email);
      return startLogin(email, browser);
    },
    async setLanguage(token, language) {
      note('setLanguage', language);
      const login = logins.get(token);
      if (login) login.language = language;
    },
    knowsBrowser: async (email, browser) => browsers.has(`${email} ${browser}`),
    async signIn(email, password, browser) {
      return password === (passwords.get(email) ?? PASSWORD) ? startLogin(email, browser) : null;
    },
    async signedIn(token) {
      const login = logins.get(token);
      return login ? { ...login.person, language: login.language } : null;
    },
    enterSupervision: async (_token, siteId) => note('enterSupervision', siteId),
    leaveSupervision: async (_token, siteId) => note('leaveSupervision', siteId),
    endSupervisions: async () => undefined,
    async signOut(token) {
      logins.delete(token);
    },
  };
  return { desk, endLogins: () => logins.clear() };
}

/** Anybody else manages both sites. */
function personOf(email: string): FakePerson {
  const first = {
    id: 4817,
    name: 'Cité scolaire Émanche',
    role: email === READER_EMAIL ? 'reader' : 'manager',
  } as const;
  const second = { id: 9999, name: 'Lycée <Voisin>', role: 'manager' } as const;
  const one = { actor: 'manager:12', personId: '12', email, name: 'Claire Petit', isOperator: false, sites: [first] };
  if (email === EMAIL) return one;
  if (email === READER_EMAIL) return { ...one, actor: 'manager:13', personId: '13', name: 'Luc Lecteur' };
  if (email === OPERATOR_EMAIL)
    return { ...one, actor: 'operator:14', personId: '14', name: 'Ella Veille', isOperator: true, sites: [] };
  return { ...one, sites: [first, second] };
}
