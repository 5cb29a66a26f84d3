/** A site that has lived: imports of every kind, open matches, a draft, an account, messages; for walks through all pages. */
import { writeDirectoryCsv } from '../../src/demo/school/directory-csv.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import {
  addTeachersUnknownToDirectory,
  cancelWeeks,
  changeRooms,
  deleteServices,
  moveCourse,
  replaceTeacher,
} from '../../src/demo/school/mutate.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { school as smallSchool } from './flow.ts';
import { type ManagedSite, openManagedSite } from './managed-site.ts';
import { bytesOf } from './world.ts';

export interface LivedSite extends ManagedSite {
  readonly school: School;
  readonly runs: {
    /** Applied, with changes of several kinds. */
    readonly applied: string;
    readonly unchanged: string;
    readonly rejected: string;
    /** Waits for a manager. */
    readonly held: string;
  };
  readonly draft: string;
  /** A directory file from which many are missing, waiting to be looked at. */
  readonly directoryDraft: string;
  readonly account: string;
  /** Somebody who was invited and has not come yet. */
  readonly person: string;
  readonly message: string;
  /** A teacher who matches nobody, and one who was added by hand. */
  readonly openTeacher: string;
  readonly addedTeacher: string;
  /** A teacher of the directory who is somebody of the file already. */
  readonly takenEntry: string;
  /** A division with sessions, and a day in the week of a change. */
  readonly division: string;
  readonly day: string;
  readonly establishment: number;
}

export async function openLivedSite(school: School = smallSchool): Promise<LivedSite> {
  const managed = await openManagedSite({ school, directory: writeDirectoryCsv(school) });
  const { world, site } = managed;
  // As the guide names it, and not as tests do.
  await managed.world.administration.setSite(site.id, { name: school.name });
  const { administration } = world;
  const moved = moveCourse(changeRooms(replaceTeacher(addTeachersUnknownToDirectory(school, 3)), 5));
  const applied = await site.deposit(moved);
  const same = await site.deposit(moved);
  // Of another account: beside a good file of the same one it would be a companion.
  const other = { ...site.folder, accountId: await site.account(school.staff[2]?.id ?? '') };
  const rejected = await world.deposit(other, 'EDT_coupé.xml', writeEdt(school).slice(0, 20_000));
  const { items: open } = await administration.openMatches(site.id, { kind: 'teacher', limit: 3 });
  const [first, second] = open;
  if (!first || !second) throw new Error('no teacher is open');
  const [lastName = '', firstName = ''] = [first.file?.lastName, first.file?.firstName];
  await administration.addEntry(site.id, { kind: 'teacher', key: first.key, lastName, firstName }, 'manager:1');
  const held = await site.deposit(deleteServices(moved, Math.ceil(servicesOf(moved).size * 0.6)));
  if (held.run.status !== 'held') throw new Error(`the run is ${held.run.status}`);
  const account = await administration.createAccount(site.id, school.teachers[0]?.id ?? '', { notify: true });
  const fewer = writeDirectoryCsv({ ...school, students: school.students.slice(32) });
  const directoryDraft = await administration.makeDirectoryDraft(
    { siteId: site.id, establishment: null, files: [{ name: 'annuaire.csv', bytes: bytesOf(fewer) }] },
    'manager:1',
  );
  const person = await administration.invite(site.id, { email: 'nouvelle@ecole.example', name: 'Nadia Nouvelle' });
  // Last: whatever changes on the site has a draft evaluated again.
  const draft = await administration.makeDraft(
    {
      siteId: site.id,
      establishment: null,
      purpose: 'import',
      file: { name: 'EDT_export.xml', bytes: bytesOf(writeEdt(cancelWeeks(moved, 4), { identSeed: 'draft' })) },
    },
    'manager:1',
  );
  await world.evaluateDrafts();
  await administration.changeDraft(
    site.id,
    draft.id,
    { step: 'apply', seenControls: ['teachers-unmatched'] },
    'manager:1',
  );
  const { items: messages } = await administration.messages(site.id);
  const entries = await administration.searchDirectory(site.id, { kind: 'teacher' });
  const taken = entries.items.find((one) => one.takenBy !== null);
  if (!taken) throw new Error('no teacher of the directory is matched');
  return {
    ...managed,
    school,
    runs: { applied: idOf(applied), unchanged: idOf(same), rejected: idOf(rejected), held: idOf(held) },
    draft: draft.id,
    directoryDraft: directoryDraft.id,
    account: account.id,
    person: person.id,
    message: messages.find((one) => one.kind === 'held')?.id ?? '',
    openTeacher: second.key,
    addedTeacher: first.key,
    takenEntry: taken.id,
    division: school.divisions[0]?.name ?? '',
    day: '2026-11-25',
    establishment: 1,
  };
}

function idOf({ run }: ImportReport): string {
  if (run.id === null) throw new Error('nothing was run');
  return run.id;
}
