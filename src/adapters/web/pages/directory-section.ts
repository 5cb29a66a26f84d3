/** The part of a report that only directory imports have: who is added, changed, has left. */

import type { DirectoryFindings } from '../../../domain/directory/report.ts';
import { DIRECTORY_LISTS, directoryLine, listTotal } from '../../../domain/report/directory-lines.ts';
import { card } from '../components/boxes.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { reportWords } from '../words/report.ts';

/** Entries of a list shown on the page; the JSON has up to 1,000. */
const MAX_LINES = 200;

export function directorySection(directory: DirectoryFindings, reader: Reader): Html {
  const { directory: words } = reader.vocabulary;
  const { source, mode, year, isComing } = directory;
  const about = [words.sources[source], words.modes[mode], year].filter((part) => part !== null).join(' · ');
  const lists = DIRECTORY_LISTS.map((list) => {
    const total = listTotal(directory, list);
    const shown = directory.lines[list].slice(0, MAX_LINES);
    const hidden = total - shown.length;
    if (total === 0) return html`<p class="hint">${reader.label(words.lists[list])} ${words.nobody.toLowerCase()}</p>`;
    return html`<details class="finding" ${total <= 20 && html`open`}><summary><span class="name">${reader.sentence(words.lists[list])}</span><span class="count">${reader.number(total)}</span></summary>
<ul>${shown.map((line) => html`<li>${reader.sentence(directoryLine(line, words))}</li>`)}${hidden > 0 && html`<li class="hint">${reportWords[reader.language].more(reader.number(hidden))}</li>`}</ul></details>`;
  });
  return card(
    'annuaire',
    words.name,
    html`<p class="hint">${reader.sentence(about)}</p>${isComing && year !== null && html`<p>${reader.sentence(words.coming(year))}</p>`}${lists}`,
  );
}
