/** The words of messages, and which trouble they open or end (PRODUCT.md 6, RULES.md 5.6). */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/model/run.ts';
import {
  newsOfDirectory,
  newsOfDirectoryFailure,
  newsOfDirectoryHold,
  newsOfDirectoryRejection,
  newsOfDirectoryStop,
} from '../../src/domain/notify/directory-message.ts';
import {
  isWorkingAgain,
  newsOfFailure,
  newsOfHold,
  newsOfIntegration,
  newsOfRejection,
  newsOfRepeat,
  newsOfSilence,
  newsOfStop,
  newsOfUnchanged,
} from '../../src/domain/notify/message.ts';
import type { Verdict } from '../../src/domain/thresholds/rule.ts';

const telling = {
  siteName: 'Cité Émanche',
  url: 'https://c.example/sites/1/runs/7',
  receivedAt: '2026-07-23T16:54',
  titles: {
    fr: new Map([['services-deleted', "% de services d'enseignement supprimés"]]),
    en: new Map([['services-deleted', '% of teaching services deleted']]),
  },
};
const run = (more: Partial<Run> = {}) =>
  ({
    id: '7',
    folder: null,
    trigger: 'automatic',
    filename: 'EDT.xml',
    replayOf: null,
    approvedBy: null,
    ...more,
  }) as Run;
const verdict = (code: string, more: Partial<Verdict> = {}): Verdict => ({
  code,
  count: 1_239,
  base: 2_000,
  value: 61.95,
  limit: 50,
  blocking: true,
  exceeded: true,
  ...more,
});
const deleted = verdict('services-deleted');
const unmatched = verdict('students-unmatched', { blocking: false });
const fine = verdict('subjects-created', { exceeded: false });

describe('a message', () => {
  it('says in French what was exceeded, by how much, and what to do', () => {
    const news = newsOfHold(run(), [1], [fine, deleted, unmatched], telling);
    if (news.kind !== 'trouble') throw new Error(news.kind);
    expect(news.keys).toEqual(['held|scope 1|services-deleted']);
    expect(news.message.texts.fr.subject).toBe('[Cité Émanche] Import en attente de votre décision');
    const body = news.message.texts.fr.body;
    expect(body).toContain(
      "- % de services d'enseignement supprimés : 61,95 % (1 239 sur 2 000) pour un seuil de 50 % (bloquant)",
    );
    expect(body).toContain('- students-unmatched : 61,95 % (1 239 sur 2 000) pour un seuil de 50 % (non bloquant)');
    expect(body).not.toContain('subjects-created');
    expect(body).toContain('Fichier : EDT.xml, reçu le 23/07/2026 à 16:54 (import n° 7).');
    expect(body).toContain("Bilan de l'import : https://c.example/sites/1/runs/7");
    expect(body).toMatch(/^Bonjour,\n\n[\s\S]*\n\nÀ faire : [\s\S]*Cordialement,\nCarillon/);
  });

  it('says so where a control could not be computed, and has no link without a public address', () => {
    const missing = verdict('closure-coherence', { count: null, base: null, value: null });
    const news = newsOfStop(run(), [1, 2], [missing], { ...telling, url: null });
    if (news.kind !== 'trouble') throw new Error(news.kind);
    expect(news.keys).toEqual(['rejected|scope 1+2|closure-coherence']);
    expect(news.message.texts.fr.body).toContain("closure-coherence : n'a pas pu être calculé (bloquant)");
    expect(news.message.texts.fr.body).not.toContain('Bilan');
  });
});

describe('in English', () => {
  const verdicts = [deleted, unmatched, verdict('closure-coherence', { count: null, base: null, value: null })];
  const partly = newsOfIntegration(run(), [2], [fine], telling);
  const refused = { kind: 'rejected', place: 'url site', what: 'not-an-export', runId: '8' } as const;
  const same = { reason: 'same-as-rejected', runId: '6', decided: { by: 'operator:4' } } as const;
  const news = {
    refused: newsOfRejection(run(), 'other-school', { uai: '0990001A', expected: '0990002B' }, telling),
    stopped: newsOfStop(run({ replayOf: '3' }), [1], verdicts, telling),
    held: newsOfHold(run(), [1], verdicts, telling),
    alerted: newsOfIntegration(run(), [2], [unmatched], telling),
    repeated: newsOfRepeat(run(), [2], same, telling),
    failed: newsOfFailure(run(), 3, telling),
    silent: newsOfSilence({ siteName: 'S', url: 'https://c.example', lastGoodAt: null, missedDays: 3 }),
    'directory held': newsOfDirectoryHold(run(), verdicts, telling),
    'directory stopped': newsOfDirectoryStop(run(), verdicts, telling),
    'directory refused': newsOfDirectoryRejection(run(), 'directory-empty', {}, telling),
    'directory failed': newsOfDirectoryFailure(run(), 3, telling),
  };
  const directory = newsOfDirectory(run(), telling);
  const recoveries = [partly, directory].map((one) => (one.kind === 'recovery' ? one.recovery?.([refused]) : null));
  const messages = Object.entries(news).map(([name, one]) => [name, 'message' in one ? one.message : null] as const);

  it.each([...messages, ['recovered', recoveries[0]], ['directory recovered', recoveries[1]]] as const)(
    '%s says all that it says in French',
    (_name, message) => {
      if (!message) throw new Error('nothing is told');
      const { fr, en } = message.texts;
      expect(en.others === undefined).toBe(fr.others === undefined);
      for (const [french, english] of [
        [fr, en],
        [fr.others ?? fr, en.others ?? en],
      ] as const) {
        expect(english.subject).not.toBe(french.subject);
        expect(english.body.split('\n')).toHaveLength(french.body.split('\n').length);
        const said = `${english.subject}\n${english.body}`.replace(/“[^”]*”|\[Cité Émanche\]/g, '');
        expect(said).not.toMatch(/\p{L} [:;!?](?:\s|$)|\d\d\/\d\d\/\d{4}|[éèàùêç«»°]/u);
        expect(said).not.toMatch(/\b(?:les|des|une|est|vous|pour|avec|dans|du|le|la)\b/);
        for (const figure of french.body.match(/https:\S+|\b\d{7}\p{L}/gu) ?? [])
          expect(english.body).toContain(figure);
      }
    },
  );

  it('writes figures and moments the English way', () => {
    const body = news.held.kind === 'trouble' ? news.held.message.texts.en.body : '';
    expect(body).toContain('- % of teaching services deleted: 61.95% (1,239 of 2,000) for a limit of 50% (blocking)');
    expect(body).toContain('- closure-coherence: could not be computed (blocking)');
    expect(body).toContain('File: EDT.xml, received on 23 Jul 2026, 16:54 (import no. 7).');
  });
});

describe('troubles', () => {
  it('of refused files are of the deposit URL, of controls of what the file covers', () => {
    const keys = (news: ReturnType<typeof newsOfFailure>) => (news.kind === 'trouble' ? news.keys : []);
    expect(keys(newsOfRejection(run(), 'other-school', { uai: 'x', expected: 'y' }, telling))).toEqual([
      'rejected|url site|other-school',
    ]);
    expect(keys(newsOfFailure(run({ folder: 12 }), 3, telling))).toEqual(['failed|url 12']);
    expect(keys(newsOfIntegration(run(), [2], [fine, unmatched, deleted], telling))).toEqual([
      'alert|scope 2|students-unmatched',
    ]);
  });

  it('end with a good file: those of its scope and those of its URL', () => {
    const news = newsOfIntegration(run({ folder: 12 }), [2], [fine], telling);
    expect(news).toMatchObject({
      kind: 'recovery',
      ends: [
        { kinds: ['rejected', 'held', 'alert'], place: 'scope 2' },
        { kinds: ['rejected', 'failed'], place: 'url 12' },
        { kinds: ['silent'], place: null },
      ],
    });
    const file = { runId: '6', filename: 'sts_emp.xml', size: 1, sha256: '' };
    const places = (folder: number | null) => {
      const told = newsOfIntegration(run({ folder: 12, joined: { ...file, folder } }), [2], [fine], telling);
      return told.kind === 'recovery' ? told.ends.map(({ place }) => place) : [];
    };
    expect(places(null)).toEqual(['scope 2', 'url 12', 'url site', null]);
    expect(places(12)).toEqual(['scope 2', 'url 12', null]);
    const unchanged = newsOfUnchanged(run(), [2], telling);
    expect(unchanged.kind === 'recovery' && unchanged.ends[0]?.kinds).toEqual(['rejected', 'held']);
  });

  it('are none of a companion’s or of a person at work, who ends them without a message', () => {
    expect(newsOfRejection(run(), 'companion', {}, telling)).toEqual({ kind: 'none' });
    const manual = run({ trigger: 'manual' });
    expect(newsOfRejection(manual, 'not-xml', {}, telling)).toEqual({ kind: 'none' });
    expect(newsOfFailure(manual, 3, telling)).toEqual({ kind: 'none' });
    expect(newsOfIntegration(manual, [1], [unmatched, deleted], telling)).toMatchObject({
      kind: 'recovery',
      recovery: null,
      ends: [{ place: 'scope 1' }, { kinds: ['rejected', 'failed'], place: null }],
    });
  });

  it('that are open where a later file came keep the good word back; those elsewhere are named in it', () => {
    const news = newsOfIntegration(run({ approvedBy: 'manager:1' }), [2], [fine], telling);
    if (news.kind !== 'recovery') throw new Error(news.kind);
    const refused = { kind: 'rejected', place: 'url site', what: 'not-an-export', runId: '8' } as const;
    const held = { kind: 'held', place: 'scope 1', what: 'services-deleted', runId: '5' } as const;
    const alert = { kind: 'alert', place: 'scope 2', what: 'students-unmatched', runId: '4' } as const;
    expect([[], [refused], [held], [alert]].map((open) => isWorkingAgain(news.ends, open))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    const whole = news.recovery?.([alert]).texts.fr;
    expect(whole?.subject).toBe("[Cité Émanche] L'import automatisé fonctionne de nouveau");
    expect(whole?.body).toContain('a été approuvé et appliqué. Les messages précédents');
    const partly = news.recovery?.([held, { ...held, what: 'subjects-created' }, { ...refused, place: 'url 12' }]).texts
      .fr;
    expect(partly?.subject).toMatch(/, en partie$/);
    expect(partly?.body).toContain(
      "Reste à régler, comme signalé :\n- import n° 5 : Seuil bloquant dépassé : import en attente\n- import n° 8 : Ce fichier n'est pas un export",
    );
    expect(partly?.body).not.toContain('Les messages précédents');
  });

  it('of silence end with the software’s own deposit, not with what a person replays', () => {
    const kinds = (of: Partial<Run>) => {
      const news = newsOfUnchanged(run(of), [1], telling);
      return news.kind === 'recovery' ? news.ends.flatMap((one) => one.kinds) : [];
    };
    expect(kinds({})).toContain('silent');
    expect(kinds({ replayOf: '3' })).not.toContain('silent');
    expect(kinds({ trigger: 'manual' })).not.toContain('silent');
  });
});
