// Registers the service worker, which keeps what the preparation needs when there is no network. Without it everything
// works as before, with a network; so a failure is only noted. Never on the hall's devices.
if (isSecureContext && 'serviceWorker' in navigator && !document.body.classList.contains('hall')) {
  register().catch((error) => console.info(`works with a network only: ${error.message}`));
}

async function register() {
  // The page comes first: what it loads itself is there already when the worker asks for the same.
  if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done, { once: true }));
  await navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' });
  const { active } = await navigator.serviceWorker.ready;
  // What did not pass the worker is named to it; of these it keeps the parts of the table of towns.
  const tell = (entries) => {
    const passedBy = entries.filter(({ workerStart }) => workerStart === 0);
    const loaded = passedBy.map(({ name }) => new URL(name).pathname);
    if (loaded.length > 0) (navigator.serviceWorker.controller ?? active).postMessage({ loaded });
  };
  new PerformanceObserver((seen) => tell(seen.getEntries())).observe({ type: 'resource', buffered: true });
}
