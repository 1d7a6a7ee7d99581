// A text from the server is saved as a file.
watch('value', () => {
  const text = element.querySelector('[data-file]');
  if (!text) return;
  const address = URL.createObjectURL(new Blob([text.textContent], { type: 'text/plain;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: address, download: text.dataset.file }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
});
