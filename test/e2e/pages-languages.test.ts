/** Every page is in one language: its words, its colons, its dates; names and what a letter said are as they are. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LivedSite, openLivedSite } from '../support/lived-site.ts';
import { pageTour } from '../support/page-tour.ts';
import { createVisitor } from '../support/visitor.ts';

let lived: LivedSite;
beforeAll(async () => {
  lived = await openLivedSite();
});
afterAll(() => lived.close());

/** What only the other language says. */
const FOREIGN = {
  fr: [
    /\b(?:the|of|is|are|and|with|from|to|this|was|no\.|week)\b[^.]{0,20}/i,
    /\p{L}: /u,
    /\d{1,2} (?:Jan|Feb|Apr|Aug|Sept|Dec)\b/,
  ],
  en: [
    /\b(?:les|des|une|est|vous|pour|avec|semaine|dans|sont|ce|du)\b[^.]{0,20}/i,
    /\p{L} [:;!?](?:\s|$)/u,
    /\d\d\/\d\d\/\d{4}/,
    /(?<=\d )(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b/,
    / à \d/,
  ],
} as const;

/** All that is said on a page, to eyes and to ears: names of the school's software and of its people apart. */
function saidOn(html: string, language: 'fr' | 'en'): string {
  const main = /<title>[\s\S]*?<\/title>|<body[\s\S]*<\/body>/g;
  return (
    (html.match(main) ?? [])
      .join('\n')
      .replace(/<(script|style|svg|datalist)[\s\S]*?<\/\1>/g, '')
      .replace(/<(\w+)[^>]* lang="fr"[\s\S]*?<\/\1>/g, '')
      .replace(/ (?:aria-label|title|placeholder|alt|data-(?!try|refresh|copy=)[a-z]+)="([^"]*)"/g, '>\n$1\n<x')
      .replace(/<[^>]*>/g, '\n')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
      // Menus of the timetable software are quoted as they are.
      .replace(language === 'en' ? /“[^”]*”/g : /«[^»]*»/g, 'X')
  );
}

/** Words that are neither of the one language nor of the other; « DES ROCHEVARD » is somebody. */
const NAMES =
  /English|Français|Collège|ENT\b|cité scolaire|collège and lycée|EDT monoposte|EDT réseau|VIE DE CLASSE|Émanche|\b(?:DES|DU) (?=[A-ZÀ-Ý]{2})/g;

test.each(['fr', 'en'] as const)(
  'all pages in %s',
  async (language) => {
    const wrong: string[] = [];
    for (const role of ['manager', 'operator'] as const) {
      const visitor = createVisitor(lived.web.url, { 'accept-language': language });
      await visitor.signIn(...lived.people[role]);
      await visitor.ask('/account');
      await visitor.send('/account/language', { language });
      for (const { address, name, needs } of pageTour(lived)) {
        if (role === 'operator' && needs !== 'operator') continue;
        const { text } = await visitor.ask(address);
        const said = saidOn(text, language).replace(NAMES, '');
        for (const line of said.split('\n'))
          for (const foreign of FOREIGN[language]) if (foreign.test(line)) wrong.push(`${name}: ${line.trim()}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  },
  120_000,
);
