/** Who prefers English is written to in English and reads messages in English; everybody else in French, about the same troubles. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellSilence } from '../../src/daemon/silence.ts';
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addStudentsUnknownToDirectory,
  changeRoom,
  changeRooms,
  deleteServices,
} from '../../src/demo/school/mutate.ts';
import { school } from '../support/flow.ts';
import { type Letterbox, openLetterbox, type ReadLetter } from '../support/letterbox.ts';
import { type ManagedSite, openManagedSite } from '../support/managed-site.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let managed: ManagedSite;
let box: Letterbox;
let visitor: Visitor;
/** Letters since the last look, by recipient. */
let letters: ReadLetter[] = [];

const ENGLISH_MANAGER = 'claire.petit@ecole.example';
/** Holds an access account, and signs in as a reader who prefers English. */
const ENGLISH_TEACHER = 'lecture@ecole.example';
const [teacher, other] = school.teachers;
const FRENCH_TEACHER = other?.email.toLowerCase() ?? '';

const FRENCH =
  /\b(?:les|des|une|est|vous|pour|avec|dans|du|Bonjour|Cordialement|seuil|Fichier)\b|\p{L} [:;!?](?:\s|$)|\d\d\/\d\d\/\d{4}/u;
const ENGLISH = /\b(?:the|of|is|are|and|with|from|this|was|Hello|threshold|File)\b|p{L}: /;

beforeAll(async () => {
  managed = await openManagedSite({ directory: directoryWith(ENGLISH_TEACHER) });
  const { world, site, web, people } = managed;
  await site.account(teacher?.id ?? '', { notify: true });
  await site.account(other?.id ?? '', { notify: true });
  box = await openLetterbox(world);
  for (const who of ['reader', 'manager'] as const) {
    visitor = createVisitor(web.url);
    await visitor.signIn(...people[who]);
    await visitor.send('/account/language', { language: 'en' });
  }
  // What was said of their access, before they chose.
  await box.deliver();
});
afterAll(async () => {
  await box.close();
  await managed.close();
});

/** The teacher's address in the directory is the one that the reader signs in with. */
function directoryWith(email: string): string {
  return writeDirectoryCsv(school).replace(teacher?.email ?? '', email);
}

/** Menus of the timetable software are quoted as they are. */
const unquoted = (text: string): string => text.replace(/“[^”]*”/g, 'X');

/** What was sent to somebody since the last time that somebody asked, of line ends and wrapping freed. */
async function to(address: string): Promise<ReadLetter[]> {
  letters.push(...(await box.deliver()));
  const own = letters.filter((one) => one.to === address);
  letters = letters.filter((one) => one.to !== address);
  return own.map((one) => ({ ...one, text: one.text.replaceAll('\r\n', '\n') }));
}

/** The one letter about what has just happened, in English to the two who prefer it and in French to the others. */
async function told(): Promise<Record<'manager' | 'teacher' | 'french', ReadLetter>> {
  const [manager, second] = await to(ENGLISH_MANAGER);
  const [reader] = await to(ENGLISH_TEACHER);
  const [french] = await to(FRENCH_TEACHER);
  const [unasked] = await to(`gestion${managed.site.id}@example.org`);
  if (!manager || !reader || !french || !unasked) throw new Error('somebody was not told');
  expect(second).toBeUndefined();
  for (const { subject, text } of [manager, reader]) expect(unquoted(`${subject}\n${text}`)).not.toMatch(FRENCH);
  for (const { subject, text } of [french, unasked]) {
    // The address of the run's page is in no language.
    expect(`${subject}\n${text.replace(/https:\S+/, '')}`).not.toMatch(ENGLISH);
  }
  return { manager, teacher: reader, french };
}

it('tells a refusal with its cause and remedy, the moment written as each reader writes it', async () => {
  const { site } = managed;
  await site.deposit('<html><body>502</body></html>');
  const { manager, french } = await told();
  expect(manager.subject).toBe(`[Site ${site.id}] This file is not a timetable export`);
  expect(manager.text).toMatch(
    /^Hello,\n\nA timetable export was refused\. The portal's timetable has not changed\.\n/,
  );
  expect(manager.text).toContain('\n\nTo do: ');
  expect(manager.text).toMatch(/File: EDT\.xml, received on 22 Nov 2026, 12:00 \(import no\. \d+\)\./);
  expect(manager.text).toContain(`Report of the import: https://carillon.example.org/sites/${site.id}/runs/`);
  expect(manager.text.trimEnd()).toMatch(/Kind regards,\nCarillon, automatic import of timetables$/);
  expect(french.text).toContain('reçu le 22/11/2026 à 12:00');
});

it('asks an English manager for a decision, tells an English teacher that somebody decides', async () => {
  const { site, world } = managed;
  const held = await site.deposit(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));
  expect(held.run.status).toBe('held');
  const { manager, teacher: reader, french } = await told();
  expect(manager.subject).toContain('Import waiting for your decision');
  expect(manager.text).toMatch(
    /- % of teaching services deleted: 5\d(?:\.\d+)?% \(\d+ of \d+\) for a limit of 50% \(blocking\)/,
  );
  expect(manager.text).toContain('approve the import');
  expect(reader.subject).toContain("Import waiting for a manager's decision");
  expect(reader.text).toContain('a manager of the site will approve the import');
  expect(french.subject).toContain("Import en attente de la décision d'un gestionnaire");
  await world.administration.act(held.run.id ?? '', 'reject', 'manager:1', 'a reason');
  await site.deposit(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));
});

it('tells alerts, that it works again, silence, and directories', async () => {
  const { site, world } = managed;
  await site.deposit(addStudentsUnknownToDirectory(school, 6));
  const alert = await told();
  expect(alert.manager.text).toContain('To do: look at the report; complete the matches');
  expect(alert.teacher.text).toContain('Matches are completed by a manager');
  world.setNow('2026-11-22T14:00:00+01:00');
  await site.deposit('<html/>');
  expect((await told()).teacher.subject).toContain('This file is not a timetable export');
  world.setNow('2026-11-22T16:00:00+01:00');
  await site.deposit(changeRoom(school));
  const recovered = await told();
  expect(recovered.manager.subject).toContain('Automatic import works again');

  world.setNow('2026-11-24T12:00:00+01:00');
  const silence = { database: world.db.database, clock: { now: world.now }, publicUrl: 'https://carillon.example.org' };
  await tellSilence({ ...silence, log: world.tools.log as never });
  const silent = await told();
  expect(silent.manager.subject).toContain('No deposit for one working day');
  expect(silent.manager.text).toContain('The last deposit was received on 22 Nov 2026, 16:00.');
  expect(silent.french.text).toContain('Le dernier dépôt a été reçu le 22/11/2026 à 16:00.');
  await site.deposit(changeRooms(school, 3));
  await told();

  const fewer = writeDirectoryCsv({ ...school, students: school.students.slice(32) });
  expect((await world.directory(site.id, fewer)).run.status).toBe('held');
  const directory = await told();
  expect(directory.manager.subject).toContain('Directory waiting for your decision');
  expect(directory.manager.text).toContain("The site's directory has not changed.");
  expect(directory.teacher.subject).toContain("Directory waiting for a manager's decision");
});

it('shows every message in English, and those from before there was English in French, said to be so', async () => {
  const { site, world, people } = managed;
  // Days have passed.
  await visitor.signIn(...people.manager);
  const list = await visitor.ask(`/sites/${site.id}/messages`);
  const main = (page: string): string => /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';
  expect(main(list.text)).not.toContain('lang="fr"');
  for (const subject of ['Import rejected by a manager', 'The rejected timetable was deposited again'])
    expect(list.text).toContain(subject);
  const { items } = await world.administration.messages(site.id);
  expect(items.length).toBeGreaterThan(6);
  // Programs are answered in the language they ask for.
  const { token } = await world.administration.createToken(site.id, { readOnly: true });
  const asked = async (language: string): Promise<{ items: { id: string; language: string; subject: string }[] }> => {
    const headers = { authorization: `Bearer ${token}`, 'accept-language': language };
    const answer = await fetch(`${managed.web.url}/api/v1/sites/${site.id}/messages`, { headers });
    return JSON.parse(await answer.text());
  };
  const english = (await asked('en')).items;
  expect(english.map((one) => one.id)).toEqual(items.map((one) => one.id));
  expect(new Set(english.map((one) => one.language))).toEqual(new Set(['en']));
  expect(english.some((one) => one.subject.includes('Import waiting for your decision'))).toBe(true);
  expect((await asked('fr')).items.map((one) => one.subject)).toEqual(items.map((one) => one.subject));
  for (const { id } of items) {
    await visitor.ask(`/sites/${site.id}/messages/${id}`);
    const { text } = await visitor.ask(`/sites/${site.id}/messages/${id}`);
    expect(main(text)).not.toContain('lang="fr"');
    expect(unquoted(main(text).replace(/<[^>]*>/g, '\n'))).not.toMatch(FRENCH);
  }

  const old = items.find((one) => one.kind === 'held');
  await world.db.pool.query(
    'update messages set subject_en = null, body_en = null, subject_others_en = null, body_others_en = null where id = $1',
    [old?.id],
  );
  const { text } = await visitor.ask(`/sites/${site.id}/messages/${old?.id}`);
  expect(text).toContain('its text is the French one');
  expect(text).toContain('<p class="letter" lang="fr">Bonjour,');
});

it('brings an access account in the language of who signs in with the address, as its preview says', async () => {
  const { site, world } = managed;
  const { items } = await world.administration.accounts(site.id);
  const account = items.find((one) => one.person.id === teacher?.id);
  await world.administration.regenerateAccount(site.id, account?.id ?? '');
  const [english] = await to(ENGLISH_TEACHER);
  expect(english?.subject).toContain('Your access to deposit timetables is open');
  expect(english?.text).toMatch(
    /- login: \S+\n- password: to be read once only, within 72 hours, at this address:\n {2}https/,
  );
  expect(`${english?.subject}\n${english?.text}`).not.toMatch(FRENCH);
  const staff = school.staff[0];
  const preview = await world.administration.accessLetter(site.id, staff?.id ?? '');
  expect(preview).toMatchObject({ language: 'fr' });
  expect(preview.body).toContain('mot de passe : à lire une seule fois');
  await world.administration.revokeAccount(site.id, account?.id ?? '');
  expect(await world.administration.accessLetter(site.id, teacher?.id ?? '')).toMatchObject({ language: 'en' });
});
