// Runs the interview in this browser. Answers stay in this tab (sessionStorage); no request carries them. Where the
// engine cannot run, the page that asks whether answers may pass the server stays, and nothing is sent before consent.
import { load, startEngine } from './engine.js';
import { townLoader } from './towns.js';

const { service, today, key, schema, site, engine: engineAddress, catalogue: catalogueAddress } = document.body.dataset;
const language = document.documentElement.lang;
const STATE = `kakanai.state.${service}`;
const CODE = `kakanai.code.${service}`;

const main = document.getElementById('main');
const startOver = document.getElementById('start-over');
const pieces = Object.fromEntries([...main.querySelectorAll('template')].map((piece) => [piece.id, piece]));
const fallback = document.getElementById('fallback');
const piece = (name) => pieces[name].content.cloneNode(true);

let engine;
let towns;
/** The page shown: state, place, title … as the engine gave it. */
let shown;

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
  const { page, outdated } = await firstPage();
  main.removeAttribute('aria-busy');
  document.querySelector('.banner.local').hidden = false;
  startOver.hidden = false;
  history.replaceState({ place: page.place, before: history.state?.before }, '');
  show(page);
  if (outdated) announce('outdated');
  listen();
  towns.loadAll();
}

/** Goes on where this tab left off, else begins. */
async function firstPage() {
  const state = sessionStorage.getItem(STATE);
  if (state !== null) {
    try {
      await towns.need(engine.ask({ op: 'wants', state, form: [] }).shards);
      return { page: engine.ask({ op: 'show', state, today }) };
    } catch (error) {
      if (error.code !== 'state') throw error;
      forget();
    }
  }
  return { page: engine.ask({ op: 'start', service, language, today }), outdated: state !== null };
}

function show(page) {
  shown = page;
  sessionStorage.setItem(STATE, page.state);
  document.title = `${page.title} | ${site}`;
  main.innerHTML = page.html;
  if (page.wants_code) showCode(page);
}

/** Seals once for one set of answers: a second code for the same ones would open a second case. */
function showCode({ state }) {
  const stored = JSON.parse(sessionStorage.getItem(CODE) ?? 'null');
  if (stored?.state === state && stored.today === today) {
    main.innerHTML = stored.html;
    return;
  }
  const random = crypto.getRandomValues(new Uint8Array(32));
  const seed = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    const { html } = engine.ask({ op: 'seal', state, today, key, seed });
    sessionStorage.setItem(CODE, JSON.stringify({ state, today, html }));
    main.innerHTML = html;
  } catch (error) {
    console.error(error);
    announce('seal_failed');
  }
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
    return engine.ask({ op: 'step', state, form, today });
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
  sessionStorage.removeItem(STATE);
  sessionStorage.removeItem(CODE);
}

function fieldsOf(form, submitter) {
  const fields = [...new FormData(form, submitter)];
  return fields.filter(([, value]) => typeof value === 'string');
}

function listen() {
  let busy = false;
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
    if (state?.place && state.place !== shown.place) go([['action', `goto=${state.place}`]], { silent: true });
  });
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a');
    const hash = link?.getAttribute('href')?.match(/^#(.+)/)?.[1];
    if (hash) {
      // No entry in the history for a jump within the page.
      event.preventDefault();
      document.getElementById(decodeURIComponent(hash))?.focus();
    } else if (link?.hreflang) {
      event.preventDefault();
      const form = main.querySelector('form.ask');
      const page = await step([...(form ? fieldsOf(form) : []), ['action', `language=${link.hreflang}`]]);
      if (page) sessionStorage.setItem(STATE, page.state);
      location.replace(link.href);
    }
  });
  startOver.addEventListener('click', () => {
    if (!confirm(startOver.dataset.ask)) return;
    forget();
    location.reload();
  });
}
