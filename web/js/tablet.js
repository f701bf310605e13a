// The citizen's tablet: shows what the server says is to be seen now, and sends what the citizen says until it has
// arrived. Nothing is stored; when a case is taken away the whole page is left, with all that it held.
import { Line } from './live_worker.js';
import { Pad } from './sign.js';

/** A tablet that nobody has let in asks so often, in milliseconds; one in trouble, too. */
const ASK = 3_000;
/** Waits between two tries of sending, in milliseconds: from the first to the longest. */
const [FIRST, LONGEST] = [500, 4_000];
/** A try without an answer is given up after this. */
const PATIENCE = 10_000;
/** Sending that takes no longer is not worth a word. */
const QUIET = 300;
/** So long the buttons of a new page are not pressed. */
const FRESH = 500;
/** The thanks stay for a minute; the server knows the time. */
const THANKS = 61_000;

/** Without a line for so long, nothing stays on the screen. */
const ALONE = 5 * 60_000;

const find = (id) => document.getElementById(id);
const main = () => find('main');
const wait = (time) => new Promise((done) => setTimeout(done, time));

let line;
let pad;
let sending = false;
let asking = false;
/** Whether there was news that nobody looked after. */
let missed = false;
let later;
let alone;

/** Nothing of a case is left in the page. */
function wipe() {
  pad?.clear();
  pad = undefined;
  for (const form of document.forms) form.reset();
  main().replaceChildren();
}

/** Leaves the page and all that it held, for an empty one in its place. */
function leave() {
  wipe();
  location.replace('/tablet');
}

/** Shows what the server sent, unless it is what is shown already. */
function show(html, { anyway = false } = {}) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const fresh = page.getElementById('main');
  if (!fresh) return false;
  const [before, now] = [main().dataset.key, fresh.dataset.key];
  if (before === now && !anyway) return true;
  const holdsCase = (key) => /^(look|sign|mending|questions|done)-/.test(key);
  if (holdsCase(before) && !holdsCase(now)) {
    leave();
    return true;
  }
  const strokes = before === now ? pad?.strokes : undefined;
  const typed = before === now ? [...main().querySelectorAll('textarea, input:not([type=hidden])')].map((it) => [it.id, it.value, it.checked]) : [];
  const open = before === now ? [...main().querySelectorAll('details')].map((it) => it.open) : [];
  if (!strokes) wipe();
  for (const part of ['main', 'header']) document.querySelector(part).replaceWith(page.querySelector(part));
  for (const id of ['lost', 'sending']) find(id).textContent = page.getElementById(id).textContent;
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.className = page.documentElement.className;
  for (const [id, value, checked] of typed) if (find(id)) Object.assign(find(id), { value, checked });
  main().querySelectorAll('details').forEach((it, at) => { it.open = open[at] ?? it.open; });
  begin(strokes);
  if (before !== now) {
    scrollTo(0, 0);
    main().focus();
    // A second tap meant for the page before presses nothing on this one.
    const { dataset } = main();
    dataset.fresh = '';
    setTimeout(() => delete dataset.fresh, FRESH);
  }
  return true;
}

/** Asks what is to be seen; once more where news came while the answer was on its way. */
async function look(options) {
  if (sending || asking) {
    missed = true;
    return;
  }
  asking = true;
  missed = false;
  try {
    const answer = await fetch(location.pathname + location.search, { cache: 'no-store' });
    // What was sent meanwhile may not have been seen by this answer.
    if (answer.status < 500 && !sending) show(await answer.text(), options);
  } catch {
    // The line is lost, and says so.
  } finally {
    asking = false;
  }
  if (missed) await look();
}

/** A tablet that nobody has let in has no line to listen at. */
async function poll() {
  await look();
  clearTimeout(later);
  if (!line) later = setTimeout(poll, ASK);
}

/** Sends a form until somebody answers: a minute without Wi-Fi, or a server that starts anew, loses nothing. */
async function send(form, submitter) {
  if (sending) return;
  sending = true;
  const body = new URLSearchParams(new FormData(form, submitter));
  if (form.hasAttribute('data-pen')) body.set('png', pad.picture());
  // Seen and read as before, but nothing can be pressed.
  main().setAttribute('aria-busy', 'true');
  const word = setTimeout(() => { find('sending').hidden = false; }, QUIET);
  let answer;
  for (let pause = FIRST; answer === undefined; pause = Math.min(pause * 2, LONGEST)) {
    answer = await tried(form.action, body);
    if (answer === undefined) await Promise.race([wait(pause), back()]);
  }
  clearTimeout(word);
  find('sending').hidden = true;
  main().removeAttribute('aria-busy');
  sending = false;
  // Whoever had gone back to a page of questions goes on from where he was.
  if (answer.address) history.replaceState(null, '', answer.address);
  show(answer.html, { anyway: true });
  if (missed) look();
}

/** One try: what the server says, and where it sends; or nothing where it said nothing. */
async function tried(address, body) {
  try {
    const answer = await fetch(address, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE), cache: 'no-store' });
    // A server that is starting, or a proxy before it.
    if (answer.status >= 500 || answer.status === 429) return undefined;
    return { html: await answer.text(), address: answer.redirected ? answer.url : '' };
  } catch {
    return undefined;
  }
}

/** The network is back. */
const back = () => new Promise((done) => addEventListener('online', done, { once: true }));

/** Brings the page's parts to life. */
function begin(strokes) {
  const { key } = main().dataset;
  clearTimeout(later);
  if ('paired' in main().dataset) line ??= new Line('/tablet/live', heard);
  else if (line) return leave();
  else later = setTimeout(poll, ASK);
  if (key.startsWith('done-')) later = setTimeout(() => look(), THANKS);
  beginLooking();
  beginSigning(strokes);
  return undefined;
}

/** Whoever was here may have gone long since, and the clerk cannot clear what has no line. */
function forget() {
  if (sending) return;
  wipe();
  main().dataset.key = 'lost';
}

function heard(news) {
  if ('on' in news) {
    find('lost').hidden = news.on;
    if (news.on) alone = clearTimeout(alone);
    else alone ??= setTimeout(forget, ALONE);
  }
  if (news.case || news.tablet || news.all || news.end) look();
}

function beginLooking() {
  const pages = find('pages');
  if (!pages) return;
  const zoom = main().querySelector('[data-zoom]');
  zoom.hidden = false;
  zoom.addEventListener('click', () => {
    const on = pages.classList.toggle('zoomed');
    zoom.setAttribute('aria-pressed', on);
    for (const picture of pages.querySelectorAll('img')) picture.sizes = on ? '220vw' : '100vw';
  });
  // Nobody says yes to what is not there yet; a page that cannot be drawn can be read in words.
  const yes = main().querySelector('form[action="/tablet/confirm"] button');
  const settled = [...pages.querySelectorAll('img')].map((picture) => picture.complete || new Promise((done) => {
    for (const end of ['load', 'error']) picture.addEventListener(end, done, { once: true });
  }));
  yes.disabled = true;
  Promise.all(settled).then(() => { yes.disabled = false; });
  const go = (by) => pages.scrollBy({ left: by * pages.clientWidth, behavior: 'smooth' });
  pages.addEventListener('keydown', ({ key, target }) => {
    if (target !== pages) return;
    if (key === 'ArrowRight' || key === 'PageDown') go(1);
    if (key === 'ArrowLeft' || key === 'PageUp') go(-1);
  });
  for (const link of pages.querySelectorAll('a[href^="#page-"]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      // The address of a page would be one more step to go back.
      find(link.hash.slice(1)).scrollIntoView({ behavior: 'smooth', block: 'nearest', inline: 'start' });
    });
  }
}

function beginSigning(strokes) {
  const form = main().querySelector('[data-pen]');
  if (!form) return;
  form.hidden = false;
  const [undo, clear, done] = ['[data-undo]', '[data-clear]', '.primary'].map((it) => form.querySelector(it));
  pad = new Pad(form.querySelector('canvas'), (empty) => [undo, clear, done].forEach((it) => { it.disabled = empty; }), strokes);
  undo.addEventListener('click', () => pad.undo());
  clear.addEventListener('click', () => pad.clear());
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-view]');
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, '', link.href);
  look({ anyway: true });
});
// A page out of the browser's memory is of somebody before.
addEventListener('pagehide', wipe);
addEventListener('pageshow', ({ persisted }) => persisted && leave());
addEventListener('online', () => look());
begin();
