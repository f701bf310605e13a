// What other screens do is seen here at once: news of the line become events of the document, and where one of them
// touches a part of the page, the page is fetched again and those parts are exchanged. What somebody is typing in is
// never exchanged under his hands.
//
// | attribute | meaning |
// | --- | --- |
// | `data-live` | name of a part that may be exchanged |
// | `data-live-case`, `data-live-seq` | the case it shows, and at which event |
// | `data-live-tablet` | the terminal whose tablet it speaks of |
// | `data-live-any` | it shows many cases: exchanged at most once in so many seconds |
// | `data-live-page` | on the page: its address, where that is not the one in the browser |
import { Shared } from './live_worker.js';

const WORKER = '/assets/live_worker.js';
/** A line that is back before this, in milliseconds, was never away for anybody. */
const FLICKER = 1_500;
const CHANNEL = 'kakanai-live';
/** News within this time, in milliseconds, are one reason to fetch. */
const TOGETHER = 20;

/** The last change that this page knows. */
const since = document.documentElement.dataset.liveSince ?? '';

let lostSince;

function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(`kakanai:${kind}`, { detail }));
}

function hear(news) {
  if ('on' in news) {
    clearTimeout(lostSince);
    if (news.on) sign('live-lost', '');
    else lostSince = setTimeout(() => sign('live-lost', '接続が切れています'), FLICKER);
    tell('line', { on: news.on });
  }
  if (news.case) tell('case', { case: news.case, seq: news.seq });
  if (news.tablet) tell('tablet', { terminal: news.tablet });
  if (news.end) sign('live-end', 'サインインが切れています　F5でサインイン');
  if (news.all) tell('gap', { lost: Boolean(news.gap) });
}

/** A small sign at the foot of the page; none where it has no words. */
function sign(id, words) {
  let sign = document.getElementById(id);
  if (!words) return sign?.remove();
  if (sign) return undefined;
  sign = document.createElement('p');
  sign.id = id;
  sign.className = 'live-sign';
  sign.setAttribute('role', 'status');
  // Styles set by script are no inline styles to the content policy.
  sign.style.cssText = 'position:fixed;left:8px;bottom:8px;z-index:9;margin:0;padding:6px 12px;border:2px solid #8a5a00;border-radius:8px;background:#fff5d6;color:#1a1a1c;font-weight:bold';
  document.body.append(sign);
  sign.textContent = words;
  return undefined;
}

/** Whether somebody is about to write in there. */
function isBusy(element) {
  const { activeElement } = document;
  const writes = (field) => field.matches('textarea, select, input:not([type=hidden], [type=button], [type=submit])');
  if (element.contains(activeElement) && writes(activeElement)) return true;
  return [...element.querySelectorAll('input, textarea, select')].some((field) => {
    if (field.type === 'hidden') return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.matches('select')) return [...field.options].findIndex((it) => it.defaultSelected) !== field.selectedIndex && field.selectedIndex > 0;
    return field.value !== field.defaultValue;
  });
}

const changedBar = () => sign('live-changed', 'ほかの端末で変わりました　F5で表示');

const parts = (root) => [...root.querySelectorAll('[data-live]')];
const pageAddress = () => document.querySelector('[data-live-page]')?.dataset.livePage ?? location.pathname + location.search;

/** Whether the page is being fetched, and whether something came in between. */
let fetching = false;
let again = false;

/** Fetches the page once, however many parts of it are old. */
async function fetchAgain() {
  again = true;
  if (fetching) return;
  fetching = true;
  while (again) {
    again = false;
    // News come in twos: one step of somebody is a change of the case and of what a tablet shows.
    await new Promise((done) => { setTimeout(done, TOGETHER); });
    again = false;
    try {
      // Not a person's own request: it keeps nobody signed in, and is no way to the sign-in page.
      const answer = await fetch(pageAddress(), { headers: { 'kakanai-live': '1' }, redirect: 'error' });
      if (answer.ok) exchangeAll(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The line says by itself that it is lost, and what was missed comes when it is back.
    }
  }
  fetching = false;
}

function exchangeAll(fresh) {
  for (const part of parts(fresh)) {
    const old = parts(document).find((it) => it.dataset.live === part.dataset.live);
    if (old) exchange(old, document.importNode(part, true));
  }
}

/** Without what differs each time and means nothing. */
const essence = (element) => element.outerHTML.replaceAll(/ open=""|name="command" value="\w+"/g, '');

function exchange(old, fresh) {
  if (essence(old) === essence(fresh)) return;
  if (isBusy(old)) {
    changedBar();
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  // What was opened stays open; it is known by its id, else by its words.
  const folds = (root) => [...root.querySelectorAll('details')];
  const name = (fold) => fold.id || fold.querySelector('summary')?.textContent.replaceAll(/\d+/g, '');
  for (const open of folds(old).filter((fold) => fold.open)) {
    folds(fresh).find((fold) => name(fold) === name(open))?.setAttribute('open', '');
  }
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  tell('exchanged', { element: fresh });
}

/** When the lists of many cases were last brought up to date, and when they will be. */
let listed = performance.now();
let waiting;

/** Lists may wait: with two hundred counters open, each change would have all of them fetch their page. */
function listsLater() {
  const seconds = parts(document).map((it) => Number(it.dataset.liveAny)).filter((seconds) => seconds > 0);
  if (seconds.length === 0 || waiting) return;
  const due = listed + Math.min(...seconds) * 1_000 - performance.now();
  waiting = setTimeout(() => {
    waiting = undefined;
    listed = performance.now();
    // A page that nobody looks at can wait until somebody does.
    if (document.visibilityState === 'visible') fetchAgain();
    else document.addEventListener('visibilitychange', fetchAgain, { once: true });
  }, Math.max(due, 0) + Math.random() * 500);
}

document.addEventListener('kakanai:case', ({ detail }) => {
  const old = parts(document).filter(({ dataset }) => dataset.liveCase === detail.case && Number(dataset.liveSeq) < detail.seq);
  if (old.length > 0) fetchAgain();
  else listsLater();
  const bare = [...document.querySelectorAll('[data-live-case]:not([data-live])')];
  if (bare.some(({ dataset }) => dataset.liveCase === detail.case && Number(dataset.liveSeq) < detail.seq)) changedBar();
});
document.addEventListener('kakanai:tablet', ({ detail }) => {
  if (parts(document).some(({ dataset }) => dataset.liveTablet === detail.terminal)) fetchAgain();
});
document.addEventListener('kakanai:gap', () => {
  if (parts(document).length > 0) fetchAgain();
});

/** Tabs share a worker's line; else the one that holds the lock has it; else each has its own. */
function connect() {
  if (globalThis.SharedWorker) {
    const { port } = new SharedWorker(WORKER, { type: 'module', name: CHANNEL });
    port.onmessage = ({ data }) => hear(data);
    port.postMessage({ since });
    addEventListener('pagehide', () => port.postMessage('bye'));
    return;
  }
  if (globalThis.BroadcastChannel && navigator.locks) lead();
  else new Shared(hear, since);
}

function lead() {
  const channel = new BroadcastChannel(CHANNEL);
  let shared;
  const all = (news) => {
    hear(news);
    channel.postMessage({ news });
  };
  channel.onmessage = ({ data }) => {
    if (data.news && !shared) hear(data.news);
    if (data.greet) shared?.greet(all, data.greet);
  };
  channel.postMessage({ greet: since || '-' });
  // Whoever waits takes over when the leading tab closes.
  navigator.locks.request(CHANNEL, () => {
    shared = new Shared(all, since);
    return new Promise(() => {});
  });
}

connect();
// A page out of the browser's memory is old, and has no line.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
