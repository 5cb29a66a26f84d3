/** The few lines that run in the browser: looking again at live parts, copying, closing menus. Pages work without them. */

import { TRYING } from './script-try.ts';
import { UPLOAD_SCRIPT } from './script-upload.ts';

export const SCRIPT = `'use strict';
(() => {
  const MAX_PAUSE_MS = 60000;

  // Live parts: looked at again while the server gives them an address, less often when it does not answer.
  function watch(part) {
    const usual = () => 1000 * (Number(part.dataset.refreshSeconds) || 3);
    let pause = usual();
    let tag = null;
    let shown = part.innerHTML;
    const later = () => setTimeout(look, pause);
    async function look() {
      if (!part.isConnected) return;
      if (document.hidden) return document.addEventListener('visibilitychange', look, { once: true });
      try {
        const headers = { 'x-carillon-look': '1' };
        if (tag) headers['if-none-match'] = tag;
        const answer = await fetch(part.dataset.refreshUrl, { headers, credentials: 'same-origin', cache: 'no-store' });
        if (answer.status === 401) return location.reload();
        if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
        pause = usual();
        if (answer.ok) {
          const sent = await answer.text();
          if (isBusy(part)) return later();
          tag = answer.headers.get('etag');
          const page = new DOMParser().parseFromString(sent, 'text/html');
          const fresh = page.getElementById(part.id);
          if (!fresh) return location.reload();
          for (const badge of ['.side', '.banner']) renew(page, badge);
          if (page.title) document.title = page.title;
          const text = fresh.innerHTML;
          if (text !== shown) swap(part, fresh);
          shown = text;
          follow(part, fresh);
          if (!part.dataset.refreshUrl || 'refreshIdle' in part.dataset) settled();
          if (!part.dataset.refreshUrl) return;
          pause = usual();
        }
      } catch {
        pause = Math.min(pause * 2, MAX_PAUSE_MS);
      }
      later();
    }
    later();
  }

  // What was said to come has come.
  function settled() {
    if (document.querySelector('[data-refresh-url]:not([data-refresh-idle])')) return;
    for (const words of document.querySelectorAll('[data-coming]')) words.remove();
  }

  // Somebody is writing in it: not now.
  function isBusy(part) {
    const at = document.activeElement;
    return part.contains(at) && at.matches('input, textarea, select');
  }

  function renew(page, selector) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }

  // Where to look next, and when.
  function follow(part, fresh) {
    for (const name of ['refreshUrl', 'refreshSeconds', 'refreshIdle']) {
      if (fresh.dataset[name]) part.dataset[name] = fresh.dataset[name];
      else delete part.dataset[name];
    }
  }

  // Fields that somebody changed and has not sent.
  function written(part) {
    return [...part.querySelectorAll('input[name]:not([type=hidden], [type=file]), select[name], textarea[name]')].filter((one) =>
      one.localName === 'select' ? [...one.options].some((item) => item.selected !== item.defaultSelected)
        : /^(checkbox|radio)$/.test(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
  }

  function writeAgain(part, fields) {
    for (const old of fields) {
      const isTick = /^(checkbox|radio)$/.test(old.type);
      const same = [...part.querySelectorAll(old.localName)].filter((one) =>
        one.name === old.name && one.id === old.id && (!isTick || one.value === old.value));
      if (same.length !== 1) continue;
      const [field] = same;
      if (isTick) field.checked = old.checked;
      else if (old.localName !== 'select' || [...field.options].some((one) => one.value === old.value)) field.value = old.value;
    }
  }

  // Focus, what is open and what is written stay as they are.
  function swap(part, fresh) {
    const at = document.activeElement;
    const inside = part.contains(at) && at !== part;
    const place = inside ? [...part.querySelectorAll(kindOf(at))].indexOf(at) : -1;
    const open = [...part.querySelectorAll('details')].map((one) => one.open);
    const fields = written(part);
    part.replaceChildren(...fresh.childNodes);
    writeAgain(part, fields);
    const details = part.querySelectorAll('details');
    if (details.length === open.length) details.forEach((one, index) => { one.open = open[index]; });
    if (inside) {
      const [same] = [...part.querySelectorAll(kindOf(at))].filter((one) => one.id ? one.id === at.id : one.outerHTML === at.outerHTML);
      (same || part.querySelectorAll(kindOf(at))[place])?.focus({ preventScroll: true });
    }
    prepare(part);
  }

  function kindOf(element) {
    return element.id ? '#' + CSS.escape(element.id) : element.localName;
  }

  function prepare(root) {
    for (const button of root.querySelectorAll('[data-copy]')) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      const label = button.textContent;
      button.addEventListener('click', async () => {
        const field = document.getElementById(button.dataset.copy);
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = label; }, 2000);
      });
    }
  }

  // Menus close by themselves.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!except || !menu.contains(except)) menu.open = false;
  };
  document.addEventListener('click', (event) => closeMenus(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const menu = event.target.closest && event.target.closest('details.menu[open]');
    closeMenus(null);
    if (menu) menu.querySelector('summary').focus();
  });

  // First of all, for what is compared is what the server sent.
  for (const part of document.querySelectorAll('[data-refresh-url]')) watch(part);
${TRYING}
  prepare(document);
})();
${UPLOAD_SCRIPT}`;
