// Articles come in: pasted, or dropped anywhere on the page; and are found in the list.
const form = element.querySelector('form'), search = element.querySelector('[name=find]');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  trigger('paste', { text: form.elements.text.value });
  form.reset();
});
let later = 0;
search.addEventListener('input', () => {
  clearTimeout(later);
  later = setTimeout(() => trigger('find', { words: search.value }), 250);
});
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
document.addEventListener('dragover', (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.querySelector('#panes').classList.add('dropping');
});
document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.querySelector('#panes').classList.remove('dropping'); });
document.addEventListener('drop', (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.querySelector('#panes').classList.remove('dropping');
  const input = document.querySelector('#shelf input[type=file]');
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});
