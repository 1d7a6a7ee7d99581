// The conversation: what its buttons do. The one this tab is in is remembered by the tab, so that it is there after a reload.
const KEY = 'onrecord-talk';
const number = (button) => Number(button.closest('.exchange')?.dataset.number);
const cite = ({ article, start, end }) => trigger('cite', { article, start: Number(start), end: Number(end) });
const copy = async (button) => {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // a page that is not served from this machine may not use the clipboard
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy'; }, 1500);
};
const edit = (button) => {
  const at = number(button), heading = button.closest('.exchange').querySelector('.question');
  const form = document.createElement('form');
  form.className = 'editing';
  form.innerHTML = '<textarea rows="3" aria-label="Your message"></textarea><div class="buttons"><button type="submit">Ask again</button>'
    + '<button type="button" data-cancel>Cancel</button></div>';
  const area = form.querySelector('textarea');
  area.value = button.dataset.edit;
  const done = () => { form.replaceWith(heading); button.focus(); };
  form.onsubmit = (event) => {
    event.preventDefault();
    const question = area.value.trim();
    if (question) { form.replaceWith(heading); trigger('submit', { question, at }); }
  };
  form.onkeydown = (event) => {
    if (event.key === 'Escape') done();
    if (event.key === 'Enter' && !event.shiftKey && event.target === area) { event.preventDefault(); form.requestSubmit(); }
  };
  form.querySelector('[data-cancel]').onclick = done;
  heading.replaceWith(form);
  area.focus();
};
const claim = (mark) => {
  const numbers = mark.dataset.claim.split(', '), exchange = mark.closest('.exchange');
  const [first] = numbers.map((number) => {
    const card = exchange.querySelector(`details[data-claim="${number}"]`);
    card.open = true;
    return card;
  });
  first.scrollIntoView({ block: 'nearest' });
  first.querySelector('summary').focus({ preventScroll: true });
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('button, .claimed');
  if (!button) return;
  const { ask, route, article, copy: copied, again, edit: edited, claim: claimed } = button.dataset;
  if (ask) trigger('submit', { question: ask });
  else if (route && button.getAttribute('aria-pressed') !== 'true') trigger('submit', { route, at: number(button) });
  else if (again !== undefined) trigger('submit', { at: number(button), route: button.closest('.exchange').querySelector('[aria-pressed=true]').dataset.route });
  else if (copied !== undefined) copy(button);
  else if (edited !== undefined) edit(button);
  else if (claimed && button.matches('.claimed')) claim(button);
  else if (article) {
    document.querySelectorAll('.went').forEach((e) => e.classList.remove('went'));
    button.classList.add('went');
    cite(button.dataset);
  }
});
element.addEventListener('keydown', (event) => {
  if (event.target.matches('.claimed') && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); claim(event.target); }
});
// What is being written stays in sight, unless the reader has scrolled up.
const chat = () => element.closest('#chat');
let asked = 0;
watch('value', () => {
  const last = document.querySelector('#now .exchange');
  if (!last) return;
  const pane = chat(), fresh = Number(last.dataset.number) !== asked;
  asked = Number(last.dataset.number);
  if (fresh || pane.scrollHeight - pane.scrollTop - pane.clientHeight < 160) pane.scrollTop = pane.scrollHeight;
});
if (element.closest('#past')) trigger('arrive', { talk: sessionStorage.getItem(KEY) });
