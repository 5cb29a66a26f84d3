/** The part of the script for forms that answer while somebody is changing them. */

/**
 * `<form data-try="address" data-try-parts="id id">` is sent there, as it is, a moment after each change; the named parts
 * are taken out of the page that is answered. What is only for browsers without script is hidden.
 */
export const TRYING = `
  for (const form of document.querySelectorAll('form[data-try]')) {
    let timer = 0;
    let running = null;
    const parts = () => form.dataset.tryParts.split(' ').map((id) => document.getElementById(id)).filter(Boolean);
    async function ask() {
      if (running) running.abort();
      const mine = running = new AbortController();
      for (const part of parts()) part.setAttribute('aria-busy', 'true');
      const body = new URLSearchParams(new FormData(form));
      const isRead = form.method === 'get';
      try {
        const answer = await fetch(form.dataset.try + (isRead ? '?' + body : ''), {
          method: form.method, body: isRead ? undefined : body, credentials: 'same-origin', cache: 'no-store', signal: mine.signal,
        });
        if (answer.redirected) return location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        if (mine !== running) return;
        for (const part of parts()) {
          const fresh = page.getElementById(part.id);
          if (fresh) swap(part, fresh);
          part.removeAttribute('aria-busy');
        }
      } catch (error) {
        if (error.name === 'AbortError') return;
        for (const part of parts()) part.removeAttribute('aria-busy');
      }
    }
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
    for (const one of form.querySelectorAll('[data-without-script]')) one.hidden = true;
  }
`;
