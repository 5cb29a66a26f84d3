/** The part of the script for forms with a file: dropped or chosen, looked at, sent with its progress. The form works without it. */

export const UPLOAD_SCRIPT = `
(() => {
  // A form with a file: dropped or chosen, looked at before it goes, sent with its progress. What is refused comes back in its place.
  function upload(form) {
    const input = form.querySelector('input[type=file]');
    const zone = form.querySelector('.drop');
    const problem = form.querySelector('[data-problem]');
    const sending = form.querySelector('[data-sending]');
    const send = form.querySelector('[data-send]');
    const bar = sending.querySelector('progress');
    let request = null;
    form.querySelector('.drop-words').hidden = false;
    const tell = (text) => {
      problem.textContent = text || '';
      input.toggleAttribute('aria-invalid', Boolean(text));
    };
    const look = () => {
      const [file] = input.files;
      if (!file) return form.dataset.none;
      if (file.size === 0) return form.dataset.empty;
      return file.size > Number(form.dataset.most) ? form.dataset.large : '';
    };
    const show = (isSending) => {
      sending.hidden = !isSending;
      send.hidden = isSending;
      input.disabled = isSending;
      if (!isSending) request = null;
    };
    const holds = (event) => [...event.dataTransfer.types].includes('Files');
    // Wherever it falls on the page: the browser would open it instead.
    window.addEventListener('dragover', (event) => {
      if (!holds(event) || !form.isConnected) return;
      event.preventDefault();
      zone.classList.add('over');
    });
    window.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) zone.classList.remove('over');
    });
    window.addEventListener('drop', (event) => {
      if (!holds(event) || !form.isConnected) return;
      event.preventDefault();
      zone.classList.remove('over');
      if (request) return;
      if (event.dataTransfer.files.length !== 1) return tell(form.dataset.one);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change'));
      input.focus();
    });
    input.addEventListener('change', () => {
      zone.classList.toggle('full', input.files.length > 0);
      tell(input.files.length > 0 ? look() : '');
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (request) return;
      const wrong = look();
      tell(wrong);
      if (wrong) return input.focus();
      const data = new FormData(form);
      request = new XMLHttpRequest();
      request.open('POST', form.action);
      request.setRequestHeader('x-carillon-upload', '1');
      request.upload.addEventListener('progress', (progress) => {
        const share = progress.total > 0 ? Math.floor((100 * progress.loaded) / progress.total) : 0;
        bar.value = share;
        sending.querySelector('[data-share]').textContent = share + '\u00a0%';
        if (share === 100) sending.querySelector('[data-told]').textContent = form.dataset.keeping;
      });
      const broken = () => { show(false); tell(form.dataset.broken); input.focus(); };
      request.addEventListener('error', broken);
      request.addEventListener('abort', () => { show(false); tell(''); input.focus(); });
      request.addEventListener('load', (loaded) => {
        const { status, responseText, responseURL } = loaded.target;
        const to = loaded.target.getResponseHeader('location');
        if (status === 201 && to) return location.assign(to);
        if (status < 400) return location.assign(responseURL);
        const page = new DOMParser().parseFromString(responseText, 'text/html');
        const [old, fresh] = [document.getElementById('upload'), page.getElementById('upload')];
        if (!fresh) return broken();
        // The choices stay as they were made.
        fresh.querySelector('form').replaceWith(form);
        old.replaceWith(fresh);
        show(false);
        input.value = '';
        zone.classList.remove('full');
        fresh.focus();
      });
      bar.value = 0;
      show(true);
      request.send(data);
    });
    sending.querySelector('[data-stop]').addEventListener('click', () => request && request.abort());
  }

  for (const form of document.querySelectorAll('form[data-upload]')) upload(form);
})();
`;
