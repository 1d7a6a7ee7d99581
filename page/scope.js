// Back to asking all articles.
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-all]')) trigger('all', { all: true });
});
