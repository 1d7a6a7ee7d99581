// The table "Who said what": its selectors narrow the rows, a click on the words goes to them.
const narrow = () => {
  const form = element.querySelector('form.filters');
  if (!form) return;
  const { speaker, stance, attitudes } = form.elements;
  let seen = 0;
  element.querySelectorAll('tbody tr').forEach((row) => {
    row.hidden = (speaker.value && row.dataset.speaker !== speaker.value) || (stance.value && row.dataset.stance !== stance.value)
      || (!attitudes.checked && row.dataset.class === 'attitude');
    seen += !row.hidden;
  });
  element.querySelector('[role=status]').textContent = `${seen} statement${seen === 1 ? '' : 's'}`;
};
element.addEventListener('change', narrow);
element.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('click', (event) => {
  const { article, start, end } = event.target.closest('button')?.dataset ?? {};
  if (article) trigger('cite', { article, start: Number(start), end: Number(end) });
});
watch('value', narrow);
narrow();
