// The articles: read, asked alone, removed after a confirmation.
let going = null;
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { open, remove, name, more, keep, sure } = button.dataset;
  const dialog = element.querySelector('dialog');
  if (open) trigger('read', { article: open });
  else if (more !== undefined) trigger('more', { more: true });
  else if (remove) {
    going = { article: remove, name };
    dialog.querySelector('p').textContent = `Remove “${name}” from the library, with all that was read in it?`;
    dialog.showModal();
  } else if (keep !== undefined) dialog.close();
  else if (sure !== undefined) {
    dialog.close();
    trigger('remove', going);
  }
});
element.addEventListener('change', (event) => {
  const { scope } = event.target.dataset;
  if (scope) trigger('scope', { article: scope, on: event.target.checked });
});
