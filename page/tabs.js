// Tabs of the reading pane: the panels stay in the page, so what was chosen in one is still there after the other.
const tabs = [...element.querySelectorAll('[role=tab]')];
const panels = { article: '#reader', who: '#who', claims: '#claims' };
const open = (chosen) => {
  document.querySelector('#read').dataset.tab = chosen.dataset.tab;
  tabs.forEach((tab) => {
    tab.setAttribute('aria-selected', tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
  });
  document.dispatchEvent(new Event('onrecord-tab'));
};
requestAnimationFrame(() => tabs.forEach((tab) => {
  const panel = document.querySelector(panels[tab.dataset.tab]);
  tab.id = `tab-${tab.dataset.tab}`;
  panel?.setAttribute('role', 'tabpanel');
  panel?.setAttribute('aria-labelledby', tab.id);
  if (panel) panel.tabIndex = 0;
}));
element.addEventListener('click', (event) => {
  const tab = event.target.closest('[role=tab]');
  if (tab) open(tab);
});
element.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  open(next);
  next.focus();
});
