// Clicks in the conversation: an example asks itself, a citation goes to its words.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { ask, article, start, end } = button.dataset;
  if (ask) trigger('submit', { question: ask });
  if (article) {
    element.querySelector('.went')?.classList.remove('went');
    button.classList.add('went');
    trigger('cite', { article, start: Number(start), end: Number(end) });
  }
});
// What is being written stays in sight.
watch('value', () => element.querySelector('.exchange:last-child')?.scrollIntoView({ block: 'nearest' }));
