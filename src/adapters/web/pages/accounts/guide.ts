/** How to enter the deposit URL in each timetable software. */

import { card } from '../../components/boxes.ts';
import { type Html, html } from '../../html.ts';
import type { Reader } from '../../reader.ts';
import { guideWords } from '../../words/guide.ts';

/** One software open at a time; without a browser that knows how, several. */
export function softwareGuide(reader: Reader): Html {
  const words = guideWords[reader.language];
  const software = words.software.map(
    ({ name, hint, steps }) =>
      html`<details class="software" name="software"><summary><strong>${name}</strong> <span class="hint">${hint}</span></summary><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></details>`,
  );
  return card(
    'guide',
    words.title,
    html`<p class="hint">${words.lead}</p>${software}<h3>${words.afterwardsTitle}</h3><ul>${words.afterwards.map((one) => html`<li>${one}</li>`)}</ul>`,
  );
}
