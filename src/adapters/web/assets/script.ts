/** The few lines that run in the browser: looking again while something is under way, and copying. */

/** Pages work without it. */
export const SCRIPT = `'use strict';
const main = () => document.getElementById('main');

function lookAgain() {
  const seconds = Number(main()?.dataset.refresh);
  if (!seconds) return;
  setTimeout(async () => {
    const busy = document.hidden || (document.activeElement !== main() && main().contains(document.activeElement));
    if (!busy) await renew().catch(() => undefined);
    lookAgain();
  }, seconds * 1000);
}

async function renew() {
  const answer = await fetch(location.href, { credentials: 'same-origin' });
  if (answer.redirected) return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
  if (fresh) main().replaceWith(fresh);
}

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(field.value);
    button.textContent = 'Copié';
    setTimeout(() => { button.textContent = 'Copier'; }, 2000);
  });
}

lookAgain();
`;
