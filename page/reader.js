() => {
  // To the marked words, once the pane shows them; Escape goes back to where the click was.
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const back = () => {
    document.querySelector('#views [data-view=talk]').click();
    const from = document.querySelector('#chat .went') || document.querySelector('#question textarea');
    from.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    from.focus({ preventScroll: true });
  };
  const pane = document.querySelector('#reader');
  document.querySelector('#tabs [data-tab=article]').click();
  document.querySelector('#views [data-view=read]').click();
  pane.onkeydown = (event) => { if (event.key === 'Escape') back(); };
  document.querySelector('#back').onclick = back;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const mark = pane.querySelector('mark');
    if (!mark) return;
    mark.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    mark.focus({ preventScroll: true });
  }));
}
