// Runs the interview in this browser. Answers stay in this tab (sessionStorage); no request carries them. Where the
// engine cannot run, the page that asks whether answers may pass the server stays, and nothing is sent before consent.
import { addActions } from './code.js';
import { load, startEngine } from './engine.js';
import { offerSaving } from './keep.js';
import { keys, read, remove, write } from './tab.js';
import { townLoader } from './towns.js';

const { service, today: servedDay, offline, key, schema, site, hall, engine: engineAddress, catalogue: catalogueAddress } = document.body.dataset;
const language = document.documentElement.lang;
const furigana = new URLSearchParams(location.search).get('furigana') === '1';
const STATE = keys.state(service);
const CODE = keys.code(service);

const main = document.getElementById('main');
const startOver = document.getElementById('start-over');
const pieces = Object.fromEntries([...main.querySelectorAll('template')].map((piece) => [piece.id, piece]));
const fallback = document.getElementById('fallback');
const piece = (name) => pieces[name]?.content.cloneNode(true);

const DAY = 24 * 60 * 60 * 1000;
const japan = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' });
/** Midnight of the device's day in Japan, so that days can be counted. */
const deviceDay = () => Date.parse(japan.format(new Date()));
const loadedOn = deviceDay();

/** Today as the server said, and as many days later as this tab has been open; of a kept page the device's day, where it is later. */
function today() {
  const passed = Math.max(0, deviceDay() - (offline ? Date.parse(servedDay) : loadedOn));
  return new Date(Date.parse(servedDay) + Math.round(passed / DAY) * DAY).toISOString().slice(0, 10);
}

let engine;
let towns;
/** The page shown: state, place, title … as the engine gave it. */
let shown;
/** Everything was forgotten on purpose: nothing more is kept. */
let gone = false;
/** The browser keeps nothing, which was said. */
let onlyHere = false;

main.replaceChildren(piece('loading'));
main.setAttribute('aria-busy', 'true');
begin().catch((error) => {
  console.error(error);
  main.removeAttribute('aria-busy');
  fallback.classList.add('asked');
  main.replaceChildren(fallback);
  fallback.querySelector('h1').focus();
});

async function begin() {
  const [started, published] = await Promise.all([startEngine(engineAddress), load(catalogueAddress, 'text')]);
  engine = started;
  // An engine of another build than the server's would seal what the counter cannot open.
  if (engine.ask({ op: 'catalogue', published }).schema !== schema) throw new Error('engine and server differ');
  towns = townLoader(engine);
  const { page, notice } = await firstPage();
  main.removeAttribute('aria-busy');
  document.querySelector('.banner.local').hidden = false;
  if (offline) document.querySelector('.banner.local').after(piece('kept_page'));
  startOver.hidden = false;
  history.replaceState({ place: page.place, before: history.state?.before }, '');
  show(page);
  if (notice) announce(notice);
  listen();
  offerSaving(() => {
    keepTyped();
    return shown.state;
  });
  towns.loadAll();
}

/** What was kept, where it can be read. */
function parsed(text) {
  try {
    return JSON.parse(text ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Answers out of a file that was just opened, else where this tab left off, else the beginning. */
async function firstPage() {
  const opened = parsed(read(keys.opened));
  const ours = opened?.service === service;
  if (ours) remove(keys.opened);
  const page = ours && (await pageOf(opened.state));
  if (page) return { page };
  const kept = read(STATE);
  const former = kept !== null && (await pageOf(kept));
  const notices = [ours && 'file_outdated', kept !== null && !former && 'outdated'];
  const start = () => aligned(engine.ask({ op: 'start', service, language, today: today() }));
  return { page: former || start(), notice: notices.find(Boolean) };
}

/** The page of a state; nothing where the engine cannot read it. */
async function pageOf(state) {
  try {
    await towns.need(engine.ask({ op: 'wants', state, form: [] }).shards);
    return aligned(engine.ask({ op: 'show', state, today: today() }));
  } catch (error) {
    if (error.code !== 'state') throw error;
    return undefined;
  }
}

/** The same page in the document's language, and with furigana where they are wanted. */
function aligned(page) {
  const state = JSON.parse(page.state);
  const actions = [
    ...(state.language === language ? [] : [`language=${language}`]),
    ...((state.furigana ?? false) === furigana ? [] : [`furigana=${furigana ? 'on' : 'off'}`]),
  ];
  const turn = (now, action) => engine.ask({ op: 'step', state: now.state, form: [['action', action]], today: today() });
  return actions.reduce(turn, page);
}

function show(page) {
  shown = page;
  document.title = `${page.title} | ${site}`;
  main.innerHTML = page.html;
  if (page.wants_code) showCode(page);
  // What one person typed is not offered to the next.
  if (hall) for (const control of main.querySelectorAll('[autocomplete]')) control.autocomplete = 'off';
  keep(STATE, page.state);
}

/** Keeps it in this tab; where the browser does not, that is said once. */
function keep(name, text) {
  if (gone || write(name, text) || onlyHere) return;
  onlyHere = true;
  main.prepend(piece('memory_only'));
}

/** Takes what is typed into the state: at once, since the page may be gone the next moment. */
function keepTyped() {
  const form = main.querySelector('form.ask');
  if (gone || !form) return;
  try {
    const typed = [...fieldsOf(form), ['action', 'keep']];
    const { state } = engine.ask({ op: 'step', state: shown.state, form: typed, today: today() });
    shown = { ...shown, state };
    keep(STATE, state);
  } catch (error) {
    console.error(error);
  }
}

/** The same code for the same answers, in whatever language: a second one would open a second case. */
function showCode({ state }) {
  const { record } = JSON.parse(state);
  const day = today();
  const sealed = JSON.stringify([record, day, key, engineAddress, catalogueAddress]);
  const stored = parsed(read(CODE));
  try {
    // A seed seals once; the code itself is kept, and drawn again.
    const again = stored?.sealed === sealed && { op: 'code', parts: stored.parts };
    const { html, parts } = engine.ask({ ...(again || { op: 'seal', key, seed: freshSeed() }), state, today: day });
    keep(CODE, JSON.stringify({ sealed, parts }));
    main.innerHTML = html;
    addActions(main, piece, parts);
  } catch (error) {
    console.error(error);
    announce('seal_failed');
  }
}

function freshSeed() {
  const random = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Takes one step; answers the new page, or nothing where it could not be taken. */
async function step(form) {
  const { state } = shown;
  try {
    await towns.need(engine.ask({ op: 'wants', state, form }).shards);
  } catch (error) {
    console.error(error);
    announce(error.code === undefined ? 'towns_failed' : 'broken');
    return undefined;
  }
  try {
    return engine.ask({ op: 'step', state, form, today: today() });
  } catch (error) {
    console.error(error);
    announce('broken');
    return undefined;
  }
}

async function go(form, { back = false, silent = false } = {}) {
  main.setAttribute('aria-busy', 'true');
  const page = await step(form);
  main.removeAttribute('aria-busy');
  if (page === undefined) return;
  const before = shown.place;
  show(page);
  focus();
  if (silent || page.place === before) return;
  // Going back within the page goes back in the browser's history too, so that the two never disagree.
  if (back && history.state?.before === page.place) history.back();
  else history.pushState({ place: page.place, before }, '');
}

/** To the problems where there are any, else to the heading: where a reader goes on. */
function focus() {
  const target = main.querySelector('#messages') ?? main.querySelector('h1');
  target?.setAttribute('tabindex', '-1');
  target?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function announce(name) {
  main.querySelector('#messages')?.remove();
  (main.querySelector('form.ask') ?? main).prepend(piece(name));
  focus();
}

function forget() {
  gone = true;
  remove(STATE);
  remove(CODE);
}

function fieldsOf(form, submitter) {
  const fields = [...new FormData(form, submitter)];
  return fields.filter(([, value]) => typeof value === 'string');
}

/** What dates and postal codes mean, while they are typed. */
function sayMeaning(form) {
  if (!form?.querySelector('output')) return;
  const meanings = engine.ask({ op: 'live', state: shown.state, form: fieldsOf(form), today: today() });
  for (const [question, words] of Object.entries(meanings)) {
    const place = document.getElementById(`${question}.live`);
    if (place && place.value !== words) place.value = words;
  }
}

function listen() {
  let busy = false;
  document.addEventListener('input', ({ target }) => sayMeaning(target.closest('form.ask')));
  document.addEventListener('submit', async (event) => {
    if (!event.target.matches('form.ask')) return;
    // Before anything else: an entered value must not leave, whatever happens after.
    event.preventDefault();
    if (busy) return;
    busy = true;
    const fields = fieldsOf(event.target, event.submitter);
    try {
      await go(fields, { back: event.submitter?.value === 'back' });
    } finally {
      busy = false;
    }
  });
  addEventListener('popstate', ({ state }) => {
    const form = main.querySelector('form.ask');
    const typed = form ? fieldsOf(form) : [];
    if (state?.place && state.place !== shown.place) go([...typed, ['action', `goto=${state.place}`]], { silent: true });
  });
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a');
    const hash = link?.getAttribute('href')?.match(/^#(.+)/)?.[1];
    if (hash) {
      // No entry in the history for a jump within the page.
      event.preventDefault();
      document.getElementById(decodeURIComponent(hash))?.focus();
    } else if (link?.hreflang || link?.dataset.furigana) {
      event.preventDefault();
      keepTyped();
      if (!onlyHere) location.replace(link.href);
      else if (link.hreflang) await go([['action', `language=${link.hreflang}`]], { silent: true });
      else await go([['action', `furigana=${link.dataset.furigana}`]], { silent: true });
    }
  });
  // A call, another app, a tab that is closed: what is typed stays.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && keepTyped());
  addEventListener('pagehide', keepTyped);
  addEventListener('pageshow', ({ persisted }) => persisted && gone && location.reload());
  document.addEventListener('kakanai-forget', () => {
    gone = true;
    main.replaceChildren();
  });
  startOver.addEventListener('click', () => {
    if (!confirm(startOver.dataset.ask)) return;
    forget();
    location.reload();
  });
}
