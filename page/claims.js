// The map of the dispute: made when it is looked at; its marks lead to their words; it can be saved as a picture.
const looking = () => document.querySelector('#read').dataset.tab === 'claims';
const draw = () => { if (looking() && element.querySelector('.todo')) trigger('draw', {}); };
const cite = ({ article, start, end }) => trigger('cite', { article, start: Number(start), end: Number(end) });
const save = () => {
  const svg = element.querySelector('svg').cloneNode(true);
  svg.setAttribute('style', 'color: #22262b; background: #fff');
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }));
  Object.assign(document.createElement('a'), { href: address, download: 'map-of-the-dispute.svg' }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};
element.addEventListener('click', (event) => {
  const spot = event.target.closest('[data-article]'), button = event.target.closest('button');
  if (spot) cite(spot.dataset);
  else if (button?.dataset.save !== undefined) save();
  else if (button?.dataset.test) {
    document.querySelector('#views [data-view=talk]').click();
    trigger('submit', { question: button.dataset.test, route: 'verdict' });
  }
});
element.addEventListener('keydown', (event) => {
  if (event.target.matches('.dot') && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); cite(event.target.dataset); }
});
element.addEventListener('change', (event) => { if (event.target.dataset.wide !== undefined) trigger('draw', { wide: event.target.checked }); });
document.addEventListener('onrecord-tab', draw);
watch('value', draw);
