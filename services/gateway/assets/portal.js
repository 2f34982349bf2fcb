// What a page does a little better with script. Everything works without it.
(() => {
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const all = (form) => $$('tbody input[type=checkbox]', form);

  // The bar below a list says how many are chosen, and its buttons wait until one is.
  const count = (form) => {
    const chosen = all(form).filter((box) => box.checked).length;
    $$('[data-count]', form).forEach((out) => (out.textContent = chosen ? `${chosen} ${out.dataset.words}` : ''));
    $$('.bar button', form).forEach((button) => (button.disabled = !chosen));
    $$('[data-all]', form).forEach((box) => (box.checked = chosen > 0 && chosen === all(form).length));
  };

  const ready = () => {
    $$('form[data-select]').forEach(count);
    $$('[data-print]').forEach((button) => (button.hidden = false));
    $$('[data-copies]').forEach((button) => (button.hidden = !navigator.clipboard));
  };

  document.addEventListener('change', ({ target }) => {
    const form = target.closest('form[data-select]');
    if (!form) return;
    if ('all' in target.dataset) all(form).forEach((box) => (box.checked = target.checked));
    count(form);
  });
  document.addEventListener('click', ({ target }) => target.closest('[data-print]') && print());
  document.addEventListener('click', async ({ target }) => {
    const { copies, done } = target.dataset;
    if (!copies) return;
    await navigator.clipboard.writeText(document.getElementById(copies).value);
    target.textContent = done;
  });
  document.addEventListener('focusin', ({ target }) => 'copy' in target.dataset && target.select());

  // A form is sent once. A button keeps its width and its name while it works.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method === 'get') return;
    if (form.ariaBusy === 'true') return event.preventDefault(), event.stopImmediatePropagation();
    form.ariaBusy = 'true';
  }, true);
  const rest = () => $$('form[aria-busy=true]').forEach((form) => (form.ariaBusy = 'false'));
  addEventListener('pageshow', rest);
  document.addEventListener('htmx:finally:request', rest);

  // A photograph over one bar of signal: how much of it is there. It always leads to a page that says how it went.
  document.addEventListener('submit', (event) => {
    const form = event.target, bar = form.querySelector('progress');
    if (event.defaultPrevented || !('progress' in form.dataset) || !bar) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => (bar.value = (100 * loaded) / total);
    request.onload = () => (request.status < 400 ? location.assign(request.responseURL) : form.submit());
    request.onerror = () => ((bar.hidden = true), rest());
    request.open('POST', form.action);
    request.send(new FormData(form));
  });

  // A file may be dropped on its form.
  document.addEventListener('dragover', (event) => event.target.closest('[data-drop]') && event.preventDefault());
  document.addEventListener('drop', (event) => {
    const form = event.target.closest('[data-drop]');
    if (!form) return;
    event.preventDefault();
    form.elements.file.files = event.dataTransfer.files;
  });

  // Another page without a full load: tell where one is, as a full load would.
  document.addEventListener('htmx:after:swap', ({ detail }) => {
    ready();
    if (detail.ctx.target !== document.body || document.querySelector('[autofocus]')) return;
    document.getElementById('main')?.focus({ preventScroll: true });
  });
  ready();
  // Extensions that came after htmx began have not seen the page yet.
  window.htmx?.process(document.body);
})();
