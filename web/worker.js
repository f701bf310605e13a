// The service worker: after the first visit the preparation goes on without a network. What it keeps is a set: the files
// of one list of the server, each checked against its hash there, and the pages made with that list. A new list is
// fetched whole before it takes the place of the old. Only GET is ever answered, and only pages that are the same for
// everybody are kept: never the answer to a POST, never an address that says more than language and furigana.
const LIST = '/assets/files.json';
/** What the name of a set begins with; the hash of its list follows. */
const SET = 'kakanai-';
const PAGE = /^\/(prepare\/\w+)?$/;
/** How long a page may take, in milliseconds, before the kept one is shown: a line that hangs is no line. */
const PATIENCE = 3000;

/** The fetching of a new set, while it goes on. */
let renewing;
/** Whether the last page given was a kept one: then the files to it are, too. Forgotten when the worker rests, at no harm. */
let keptPages = false;

addEventListener('install', (event) => {
  // Every request says which content it wants, or goes to the network first: the old worker has nothing to finish.
  skipWaiting();
  event.waitUntil(renew());
});

addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('message', (event) => event.waitUntil(keepLoaded(event.data.loaded ?? []).catch(note)));

addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== 'GET' || origin !== location.origin) return;
  if (mode === 'navigate') {
    // The hall's devices are for many people, one after the other: nothing of theirs is kept, not even an empty page.
    if (PAGE.test(pathname) && !new URLSearchParams(search).has('hall')) event.respondWith(page(event, pathname, search));
  } else if (pathname.startsWith('/assets/') && pathname !== LIST && search === '') {
    event.respondWith(file(event, pathname));
  }
});

/** A page: from the network, so that day and key are of today; else the kept one, marked as such. */
async function page(event, path, search) {
  const answered = fetch(event.request);
  event.waitUntil(answered.then((answer) => learn(path, search, answer.clone())).catch(note));
  const answer = await Promise.race([answered, late()]).catch(() => undefined);
  const kept = answer && answer.status < 500 ? undefined : await keptPage(path, search);
  keptPages = kept !== undefined;
  return kept ?? answered;
}

/** Keeps a page that belongs to the set; one that belongs to another says that there is a new one. */
async function learn(path, search, answer) {
  if (!answer.ok || answer.redirected || !/^\??((lang|furigana)=[\w-]*&?)*$/.test(search)) return;
  const text = await answer.clone().text();
  const list = text.match(/ data-files="([0-9a-f]{64})"/)?.[1];
  if (!list) return;
  const set = await current();
  if (set?.name !== SET + list) {
    await renew();
    return;
  }
  const at = variant(path, text.match(/<html lang="([^"]+)"/)?.[1], hasFurigana(search));
  if (await set.cache.match(at)) await set.cache.put(at, answer);
}

/** The page of the set in the language asked for, else in the first of the browser's that there is. */
async function keptPage(path, search) {
  const set = await current();
  if (!set) return undefined;
  const preferred = navigator.languages.map((tag) => tag.split('-')[0].toLowerCase());
  const asked = [new URLSearchParams(search).get('lang'), ...preferred];
  const some = asked.flatMap((language) => [variant(path, language, hasFurigana(search)), variant(path, language, false)]);
  for (const address of [...some, ...set.list.variants.map((query) => `${path}?${query}`)]) {
    const kept = await set.cache.match(address);
    if (kept) return marked(kept);
  }
  return undefined;
}

const hasFurigana = (search) => new URLSearchParams(search).get('furigana') === '1';

/** A page as the list writes it. */
const variant = (path, language, furigana) => `${path}?lang=${language}${furigana ? '&furigana=1' : ''}`;

/** The same page, saying that it is a kept one: its day is not today's. */
async function marked(kept) {
  const headers = new Headers(kept.headers);
  for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const text = (await kept.text()).replace(/<body(?=[ >])/, '<body data-offline="yes"');
  return new Response(text, { headers });
}

/** A file: the kept one where it is certainly what is asked for; else from the network, else the kept one. */
async function file(event, path) {
  const { request } = event;
  const set = await current();
  const listed = set?.list.files.find((one) => one.path === path);
  const kept = listed && (await set.cache.match(path));
  if (kept && isSure(request, listed)) return kept;
  // With a hash that the kept one has not, the kept one would be refused.
  const otherwise = request.integrity ? undefined : kept;
  const answered = fetch(request);
  const answer = await (otherwise ? Promise.race([answered, late()]).catch(() => otherwise) : answered);
  if (listed?.keep === 'loaded' && answer !== kept) event.waitUntil(keep(set, listed, answer.clone()).catch(note));
  return answer;
}

function isSure(request, { path, sha256, keep }) {
  if (request.integrity) return request.integrity === integrity(sha256);
  // A part of the table of towns: unless a page of a newer list was seen just now.
  return path.includes(sha256) || keptPages || (keep === 'loaded' && !renewing);
}

/** Keeps a file that a page has loaded, if it is the one that belongs to the set. */
async function keep({ cache }, { path, sha256 }, answer) {
  if (answer.ok && (await hash(await answer.clone().arrayBuffer())) === sha256) await cache.put(path, answer);
}

/** Keeps what pages loaded before this worker stood between them and the network; the browser still has it. */
async function keepLoaded(paths) {
  const set = await current();
  for (const listed of set?.list.files ?? []) {
    if (listed.keep !== 'loaded' || !paths.includes(listed.path) || (await set.cache.match(listed.path))) continue;
    await take(set.cache, listed, 'force-cache');
  }
}

function renew() {
  renewing ??= renewed().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

/** Fetches the set in force whole, unless it is there; only then forgets the others. */
async function renewed() {
  const answer = await fetch(LIST, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${LIST}: ${answer.status}`);
  const id = await hash(await answer.clone().arrayBuffer());
  const before = await current();
  if (before?.name === SET + id) return;
  const list = await answer.clone().json();
  const cache = await caches.open(SET + id);
  try {
    await Promise.all([
      ...list.files.map(async (listed) => {
        const old = await before?.cache.match(listed.path);
        if (listed.keep === 'first' || (listed.keep === 'loaded' && old)) await take(cache, listed, 'no-cache', before);
      }),
      ...list.pages.flatMap((path) => list.variants.map((query) => takePage(cache, `${path}?${query}`, id))),
    ]);
    // Last: a set without its list is not whole.
    await cache.put(LIST, answer);
  } catch (error) {
    if (!(await cache.match(LIST))) await caches.delete(SET + id);
    throw error;
  }
  for (const name of await caches.keys()) if (name.startsWith(SET) && name !== SET + id) await caches.delete(name);
}

/** Takes a file into a set: from the set before where it is the same, else fetched; the browser checks its hash. */
async function take(cache, { path, sha256 }, mode, before) {
  const same = before?.list.files.some((one) => one.path === path && one.sha256 === sha256);
  const old = same && (await before.cache.match(path));
  const ask = (how) => fetch(path, { cache: how, integrity: integrity(sha256) });
  // A name with the hash in it has no other content, unless it once arrived damaged.
  const fetched = () => ask(path.includes(sha256) ? 'default' : mode).catch(() => ask('reload'));
  await cache.put(path, old || (await fetched()));
}

async function takePage(cache, address, id) {
  const answer = await fetch(address, { cache: 'no-cache' });
  const text = await answer.clone().text();
  if (!answer.ok || answer.redirected || !text.includes(` data-files="${id}"`)) {
    throw new Error(`${address}: not a page of this set`);
  }
  await cache.put(address, answer);
}

/** The newest whole set. */
async function current() {
  for (const name of (await caches.keys()).reverse()) {
    const cache = name.startsWith(SET) ? await caches.open(name) : undefined;
    const list = await cache?.match(LIST);
    if (list) return { name, cache, list: await list.json() };
  }
  return undefined;
}

const late = () => new Promise((_, fail) => setTimeout(() => fail(new Error('no answer in time')), PATIENCE));

async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const integrity = (sha256) => `sha256-${btoa(String.fromCharCode(...sha256.match(/../g).map((hex) => parseInt(hex, 16))))}`;

/** No line, no room: the site goes on as it would without a worker. */
function note(error) {
  console.info(`kept nothing new: ${error.message}`);
}
