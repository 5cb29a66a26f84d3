/** Archives that are bombs, lie, climb or are cut are refused by name and change nothing; odd but honest ones are taken. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { endsOfCuts, startTrial, type Trial } from './trial.ts';
import { refusedZips, takenZips } from './zip-faults.ts';

/** Each takes some tens of milliseconds. */
const MAX_MS = 5_000;

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.close());

describe('an archive is refused:', () => {
  it.each(refusedZips.map((one) => [one.name, one.code, one] as const))(
    '%s, %s',
    async (_name, code, { build }) => {
      await trial.isRefused(build(), code, 'EDT.zip');
    },
    MAX_MS,
  );
});

describe('an archive is taken:', () => {
  it.each(takenZips)('%s', async (_name, build) => {
    await trial.isTheSame(build(), 'EDT.zip');
  });

  it('with a word about the bytes behind it', async () => {
    const changed = { ...school, rooms: school.rooms.map((room, at) => (at ? room : { ...room, name: 'Derrière' })) };
    const file = Buffer.concat([rawZip([{ name: 'EDT.xml', data: writeEdtBytes(changed) }]), Buffer.from('\n\n\n')]);
    const report = await trial.isTakenWith(file, 'zip-trailing-bytes');
    expect(report.findings.find((one) => one.code === 'zip-trailing-bytes')).toMatchObject({ severity: 'info' });
  });
});

it('an archive cut at every kilobyte is told to be damaged', async () => {
  const whole = rawZip([{ name: 'EDT.xml', data: writeEdtBytes(school), method: 0 }]);
  const { cuts, ends } = await endsOfCuts(whole);
  expect(ends).toEqual({ 'zip-damaged': cuts });
});
