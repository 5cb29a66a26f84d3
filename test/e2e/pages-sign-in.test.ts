/** Signing in at a school that is one address: whose wrong passwords hold up whom, and what makes a browser known. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FORGOTTEN_ASKS, SIGN_IN_GUESSES } from '../../src/adapters/web/guesses.ts';
import { AppError } from '../../src/domain/model/errors.ts';
import { EMAIL, FIRST_PASSWORD, PASSWORD, READER_EMAIL } from '../support/fake-administration.ts';
import { createVisitor, type Seen, type Visitor } from '../support/visitor.ts';
import { startWeb, type TestWeb } from '../support/web-app.ts';

const [SCHOOL, ELSEWHERE] = ['192.0.2.1', '198.51.100.9'];
const told: { failed: number; banned: number } = { failed: 0, banned: 0 };

let web: TestWeb;
beforeEach(async () => {
  Object.assign(told, { failed: 0, banned: 0 });
  web = await startWeb({
    addressOf: ({ headers }) => String(headers['x-from'] ?? SCHOOL),
    logins: {
      failed() {
        told.failed += 1;
      },
      banned() {
        told.banned += 1;
      },
    },
  });
});
afterEach(() => web.close());

const browserAt = (address: string): Visitor => createVisitor(web.url, { 'x-from': address });

async function show(visitor: Visitor, email: string, password: string): Promise<Seen> {
  await visitor.ask('/sign-in');
  return await visitor.send('/sign-in', { email, password });
}
/** A browser that the person has signed in from, and out. */
async function knownTo(email: string, address = SCHOOL): Promise<Visitor> {
  const visitor = browserAt(address);
  await visitor.signIn(email, PASSWORD);
  await visitor.send('/sign-out', {});
  return visitor;
}
/** A browser that nobody has signed in from, when something is over. */
async function unknownAfter(before: Promise<void>): Promise<Visitor> {
  await before;
  return browserAt(SCHOOL);
}
async function wrong(times: number, address: string, email: (index: number) => string): Promise<number[]> {
  const answers: number[] = [];
  for (let index = 0; index < times; index++)
    answers.push((await show(browserAt(address), email(index), 'guess')).status);
  return answers;
}
/** Till the last tries are not looked at any more. */
async function spray(address = SCHOOL): Promise<void> {
  const answers = await wrong(SIGN_IN_GUESSES.address.free + 3, address, (index) => `inconnu${index}@ecole.example`);
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
}
async function mistype(email: string, address = SCHOOL): Promise<void> {
  const answers = await wrong(SIGN_IN_GUESSES.pair.free + 3, address, () => email);
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
}

describe('the right password is taken', () => {
  const stories: readonly [title: string, before: () => Promise<Visitor>, status: number][] = [
    ['after a colleague at the same address has mistyped', () => unknownAfter(mistype(READER_EMAIL)), 303],
    [
      'not from an unknown browser, after many addresses were tried from here, unknown ones too',
      () => unknownAfter(spray()),
      429,
    ],
    [
      'from a known browser, after many addresses were tried from here',
      async () => {
        const known = await knownTo(EMAIL);
        await spray();
        return known;
      },
      303,
    ],
    ['after many addresses were tried from elsewhere', () => unknownAfter(spray(ELSEWHERE)), 303],
    ['not from where somebody has guessed at this very account', () => unknownAfter(mistype(EMAIL)), 429],
    ['after somebody has guessed at this account elsewhere', () => unknownAfter(mistype(EMAIL, ELSEWHERE)), 303],
    [
      'from a known browser, after somebody has guessed at this account at the same address',
      async () => {
        const known = await knownTo(EMAIL);
        await mistype(EMAIL);
        return known;
      },
      303,
    ],
    [
      'from a known browser that went home with its owner',
      async () => {
        const known = await knownTo(EMAIL, SCHOOL);
        await mistype(EMAIL, ELSEWHERE);
        const moved = browserAt(ELSEWHERE);
        for (const [name, value] of known.cookies) moved.cookies.set(name, value);
        return moved;
      },
      303,
    ],
    [
      'not from a browser that is known to somebody else only',
      async () => {
        const other = await knownTo(READER_EMAIL);
        await spray();
        return other;
      },
      429,
    ],
    [
      'not with a made-up cookie',
      async () => {
        await spray();
        const liar = browserAt(SCHOOL);
        liar.cookies.set('carillon-browser', 'x'.repeat(32));
        return liar;
      },
      429,
    ],
  ];
  test.each(stories)('%s', async (_title, before, status) => {
    const visitor = await before();
    const answer = await show(visitor, EMAIL, PASSWORD);
    expect(answer.status).toBe(status);
    if (status === 303) return;
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(answer.text).toMatch(/Recommencez dans \d+ (s|min)/);
    web.time.now += Number(answer.headers.get('retry-after')) * 1_000;
    expect((await show(visitor, EMAIL, PASSWORD)).status).toBe(303);
  });
});

describe('wrong passwords', () => {
  test('sent together do not slip through', async () => {
    const visitor = browserAt(SCHOOL);
    await visitor.ask('/sign-in');
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => visitor.send('/sign-in', { email: EMAIL, password: 'guess' })),
    );
    const counts = [401, 429].map((status) => answers.filter((one) => one.status === status).length);
    expect(counts).toEqual([SIGN_IN_GUESSES.pair.free, 25 - SIGN_IN_GUESSES.pair.free]);
    expect(told).toEqual({ failed: SIGN_IN_GUESSES.pair.free, banned: 1 });
  });

  test('in a known browser make it wait as well, for a while', async () => {
    const known = await knownTo(EMAIL);
    const { free, firstSeconds } = SIGN_IN_GUESSES.known;
    for (let tries = 0; tries < free; tries++) expect((await show(known, EMAIL, 'guess')).status).toBe(401);
    const paused = await show(known, EMAIL, PASSWORD);
    expect([paused.status, paused.headers.get('retry-after')]).toEqual([429, String(firstSeconds)]);
    web.time.now += firstSeconds * 1_000;
    expect((await show(known, EMAIL, PASSWORD)).status).toBe(303);
  });

  test('are not counted when something broke while they were checked', async () => {
    const { administration } = web.fake;
    let isBroken = true;
    await web.close();
    web = await startWeb({
      administration: {
        ...administration,
        signIn: async (...asked) => {
          if (isBroken) throw new AppError('database-unavailable', 'away');
          return await administration.signIn(...asked);
        },
      },
    });
    for (let tries = 0; tries < 30; tries++) expect((await show(browserAt(SCHOOL), EMAIL, PASSWORD)).status).toBe(503);
    isBroken = false;
    expect((await show(browserAt(SCHOOL), EMAIL, PASSWORD)).status).toBe(303);
  });
});

describe('a browser', () => {
  test('is known by a cookie that lasts half a year, and by the same one for all who use it', async () => {
    const visitor = browserAt(SCHOOL);
    const first = await show(visitor, EMAIL, PASSWORD);
    expect(first.headers.getSetCookie().join('\n')).toMatch(
      /^carillon-browser=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/m,
    );
    const name = visitor.cookies.get('carillon-browser');
    await visitor.ask('/account');
    await visitor.send('/sign-out', {});
    await show(visitor, READER_EMAIL, PASSWORD);
    expect(visitor.cookies.get('carillon-browser')).toBe(name);
  });

  test('is known after a password was chosen behind a link, and no other one is any more', async () => {
    const before = await knownTo(EMAIL);
    const visitor = browserAt(SCHOOL);
    const chosen = 'quatre chevaux bleus dansent';
    await visitor.ask(`/first-password/${FIRST_PASSWORD}`);
    expect((await visitor.send(`/first-password/${FIRST_PASSWORD}`, { new: chosen, repeat: chosen })).status).toBe(303);
    await visitor.ask('/account');
    await visitor.send('/sign-out', {});
    await spray();
    expect((await show(before, EMAIL, chosen)).status).toBe(429);
    expect((await show(visitor, EMAIL, chosen)).status).toBe(303);
  });
});

describe('a forgotten password', () => {
  const path = '/forgotten-password';
  const asks = (): unknown[] => web.fake.calls.filter((one) => one.method === 'forgotPassword').map((one) => one.asked);

  test('is asked for from the sign-in page, and the answer is the same for everybody', async () => {
    const visitor = browserAt(SCHOOL);
    expect((await visitor.ask('/sign-in')).text).toContain(`href="${path}"`);
    expect((await visitor.ask(path)).text).toContain('Mot de passe oublié');
    const answers = [];
    for (const email of [EMAIL, 'inconnu@ecole.example']) {
      await visitor.ask(path);
      const { status, text } = await visitor.send(path, { email: ` ${email} ` });
      expect(text).toContain('Consultez votre messagerie');
      answers.push([status, text.replaceAll(email, '…')]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(asks()).toEqual([
      [EMAIL, 'fr'],
      ['inconnu@ecole.example', 'fr'],
    ]);
  });

  test('in English, and not for what is no address', async () => {
    const visitor = createVisitor(web.url, { 'accept-language': 'en' });
    await visitor.ask(path);
    expect((await visitor.send(path, { email: EMAIL })).text).toContain('Look into your mailbox');
    for (const email of ['', 'claire', 'a b@c', `${'x'.repeat(260)}@ecole.example`]) {
      await visitor.ask(path);
      const refused = await visitor.send(path, { email });
      expect([refused.status, refused.text.includes('This is no e-mail address')]).toEqual([422, true]);
    }
    expect(asks()).toEqual([[EMAIL, 'en']]);
  });

  test('needs a form of ours, and is slowed down by address', async () => {
    const visitor = browserAt(SCHOOL);
    expect((await visitor.ask(path, { email: EMAIL })).status).toBe(403);
    await visitor.ask(path);
    const all = Array.from({ length: FORGOTTEN_ASKS.free }, (_, index) =>
      visitor.send(path, { email: `nom${index}@ecole.example` }),
    );
    expect((await Promise.all(all)).map((one) => one.status)).toEqual(all.map(() => 200));
    const slowed = await visitor.send(path, { email: EMAIL });
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, String(FORGOTTEN_ASKS.firstSeconds)]);
    expect(slowed.text).toContain('Recommencez dans 1 min');
    expect(asks()).toHaveLength(FORGOTTEN_ASKS.free);
    const elsewhere = browserAt(ELSEWHERE);
    await elsewhere.ask(path);
    expect((await elsewhere.send(path, { email: EMAIL })).status).toBe(200);
    web.time.now += FORGOTTEN_ASKS.firstSeconds * 1_000;
    expect((await visitor.send(path, { email: EMAIL })).status).toBe(200);
  });
});
