/** A trial of one bad file: on the whole flow of a real site, or on the readers alone; each end has its code and its French. */
import { expect } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { Source } from '../../src/domain/model/given.ts';
import { CATALOGUE } from '../../src/domain/report/catalogue.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { openSite, type Site, school, timetableOf } from '../support/flow.ts';
import { sourceOf } from '../support/source.ts';
import { startWorld } from '../support/world.ts';

export interface Trial {
  readonly site: Site;
  /** The file by hand, so that no threshold stands between a fault and its end. Never `failed`: a bad file is no bad luck. */
  given(file: Uint8Array | string, name?: string): Promise<ImportReport>;
  /** Refused for this reason, in French, with nothing written, and the next good file works. */
  isRefused(file: Uint8Array | string, reason: string, name?: string): Promise<ImportReport>;
  /** Taken with this finding; the good file brings everything back. */
  isTakenWith(file: Uint8Array | string, finding: string): Promise<ImportReport>;
  /** Taken, and it means what the good file means. */
  isTheSame(file: Uint8Array | string, name?: string): Promise<ImportReport>;
  close(): Promise<void>;
}

/** Sentences of a code, filled. */
function expectFrench(texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    expect(text?.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/\{\w+\}|\?\?|undefined/);
  }
}

export async function startTrial(): Promise<Trial> {
  const world = await startWorld();
  const site = await openSite(world);
  const given: Trial['given'] = async (file, name = 'export.xml') => {
    const report = await world.manual(site.id, file, { name });
    expect(['integrated', 'unchanged', 'rejected']).toContain(report.run.status);
    return report;
  };
  const backToGood = async (): Promise<void> => {
    expect(['integrated', 'unchanged']).toContain((await given(writeEdt(school))).run.status);
  };
  return {
    site,
    given,
    async isRefused(file, reason, name) {
      const before = await timetableOf(site);
      const report = await given(file, name);
      expect(report.run).toMatchObject({ status: 'rejected', reason });
      expect(CATALOGUE).toHaveProperty(reason);
      expectFrench([report.run.title, report.run.cause, report.run.remedy]);
      expect(await timetableOf(site)).toEqual(before);
      expect((await given(writeEdt(school))).run.status).toBe('unchanged');
      return report;
    },
    async isTakenWith(file, code) {
      const report = await given(file);
      expect(['integrated', 'unchanged']).toContain(report.run.status);
      const found = report.findings.find((one) => one.code === code);
      expect(report.findings.map((one) => one.code)).toContain(code);
      expectFrench([found?.title, found?.cause, found?.remedy]);
      await backToGood();
      return report;
    },
    async isTheSame(file, name) {
      const report = await given(file, name);
      expect(report.run).toMatchObject({ status: 'unchanged', reason: 'same-as-last' });
      return report;
    },
    close: () => world.close(),
  };
}

/** The reason for which the readers refuse it; `read` when they do not. */
export async function endOf(source: Source): Promise<string> {
  const outcome = await readExport(source, new FindingLog());
  return isStop(outcome) ? outcome.reason : 'read';
}

/** A file cut at every kilobyte: how many cuts came to which end. */
export async function endsOfCuts(whole: Uint8Array): Promise<{ readonly cuts: number; readonly ends: object }> {
  const ends: Record<string, number> = {};
  let cuts = 0;
  for (let at = 1_024; at < whole.length; at += 1_024) {
    const end = await endOf(sourceOf(whole.subarray(0, at)));
    ends[end] = (ends[end] ?? 0) + 1;
    cuts += 1;
  }
  return { cuts, ends };
}
