// The conversations: opened, renamed in place, taken along, deleted after a second click. The tab remembers which it is in.
const remember = () => {
  const current = element.querySelector('[data-current]')?.dataset.current;
  if (current) sessionStorage.setItem('onrecord-talk', current);
};
const rename = (row) => {
  const form = document.createElement('form');
  form.innerHTML = '<input aria-label="Name of the conversation" maxlength="200">';
  const title = row.querySelector('.title'), input = form.querySelector('input');
  input.value = row.dataset.name;
  form.onsubmit = (event) => { event.preventDefault(); trigger('rename', { talk: row.dataset.talk, name: input.value }); };
  form.onkeydown = (event) => { if (event.key === 'Escape') { form.replaceWith(title); title.focus(); } };
  title.replaceWith(form);
  row.querySelector('details').open = false;
  input.select();
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const row = button.closest('[data-talk]'), talk = row?.dataset.talk;
  if (button.dataset.new !== undefined) trigger('pick', {});
  else if (button.dataset.pick !== undefined) trigger('pick', { talk });
  else if (button.dataset.do === 'rename') rename(row);
  else if (button.dataset.do === 'delete') {
    if (button.dataset.asked) trigger('delete', { talk });
    else { button.dataset.asked = 1; button.textContent = 'Really delete?'; button.setAttribute('aria-label', `Really delete: ${row.dataset.name}?`); }
  } else if (button.dataset.do) trigger('export', { talk, form: button.dataset.do });
});
element.addEventListener('keydown', (event) => {
  const menu = event.target.closest('details[open]');
  if (event.key === 'Escape' && menu) { menu.open = false; menu.querySelector('summary').focus(); }
});
watch('value', remember);
remember();
