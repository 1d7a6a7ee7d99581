// On a narrow window one of the three panes is seen at a time. And wherever words are cited, hovering or focus shows them.
const buttons = [...element.querySelectorAll('[data-view]')];
const view = (name) => {
  document.querySelector('#panes').dataset.view = name;
  buttons.forEach((button) => button.setAttribute('aria-pressed', button.dataset.view === name));
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-view]');
  if (button) view(button.dataset.view);
});

const card = document.createElement('div');
card.id = 'hovered';
card.setAttribute('role', 'tooltip');
card.popover = 'manual';
document.querySelector('.gradio-container').append(card);  // where the page's styles hold
let over = null;
const hide = () => { over?.removeAttribute('aria-describedby'); over = null; card.hidePopover(); };
const show = (spot) => {
  over = spot;
  const { words, from, whose } = spot.dataset;
  card.replaceChildren(...[['p', words], ['cite', from], ['small', whose]].filter(([, text]) => text).map(([tag, text]) => {
    const line = document.createElement(tag);
    line.dir = 'auto';
    line.textContent = text;
    return line;
  }));
  spot.setAttribute('aria-describedby', card.id);
  card.showPopover();
  const box = spot.getBoundingClientRect(), below = box.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - card.offsetHeight - 8)}px`;
};
const spotted = (event) => event.target.closest?.('.cite, .dot');
const change = (event) => {
  const spot = spotted(event);
  if (spot === over) return;
  if (over) hide();
  if (spot) show(spot);
};
document.addEventListener('mouseover', change);
document.addEventListener('focusin', change);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && over) hide(); });
document.addEventListener('scroll', () => { if (over) hide(); }, true);
