// What other screens do is seen here at once: news of the line become events of the document, and fragments that say
// where they come from are fetched again. What somebody is typing in is never exchanged under his hands.
import { Shared } from './live_worker.js';

const WORKER = '/assets/live_worker.js';
/** A line that is back before this, in milliseconds, was never away for anybody. */
const FLICKER = 1_500;
const CHANNEL = 'kakanai-live';

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

/** Fragments that are fetched just now, and whether something came in between. */
const fetching = new Map();

async function fetchAgain(element) {
  if (!element.isConnected) return;
  const { liveSrc: address } = element.dataset;
  if (fetching.has(address)) {
    fetching.set(address, true);
    return;
  }
  fetching.set(address, false);
  try {
    // Not a person's own request: it keeps nobody signed in, and is no way to the sign-in page.
    const answer = await fetch(address, { headers: { 'kakanai-live': '1' }, redirect: 'error' });
    if (answer.ok) exchange(address, await answer.text());
  } catch {
    // The line says by itself that it is lost, and what was missed comes when it is back.
  }
  const again = fetching.get(address);
  fetching.delete(address);
  const now = find(address);
  if (again && now) await fetchAgain(now);
}

const find = (address) => [...document.querySelectorAll('[data-live-src]')].find((it) => it.dataset.liveSrc === address);

/** Without what differs each time and means nothing. */
const essence = (element) => element.outerHTML.replaceAll(/ open=""|name="command" value="\w+"/g, '');

function exchange(address, html) {
  const old = find(address);
  const template = document.createElement('template');
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  if (!old || !fresh || essence(old) === essence(fresh)) return;
  if (isBusy(old)) {
    changedBar();
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  for (const open of old.querySelectorAll('details[open][id], details[open][class]')) {
    const same = open.id ? `#${CSS.escape(open.id)}` : `details.${CSS.escape(open.classList[0])}`;
    fresh.querySelector(same)?.setAttribute('open', '');
  }
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  tell('exchanged', { element: fresh });
}

document.addEventListener('kakanai:case', async ({ detail }) => {
  const due = [];
  for (const element of document.querySelectorAll('[data-live-case]')) {
    const { liveCase, liveSeq, liveSrc } = element.dataset;
    if (liveCase !== detail.case || Number(liveSeq) >= detail.seq) continue;
    if (liveSrc) due.push(element);
    else changedBar();
  }
  due.push(...document.querySelectorAll('[data-live-any][data-live-src]'));
  // What the citizen says comes first; the rest of the page may follow a moment later.
  const first = due.findIndex((element) => element.dataset.liveTablet);
  if (first >= 0) await fetchAgain(...due.splice(first, 1));
  for (const element of due) fetchAgain(element);
});
document.addEventListener('kakanai:tablet', ({ detail }) => {
  for (const element of document.querySelectorAll('[data-live-tablet][data-live-src]')) {
    if (element.dataset.liveTablet === detail.terminal) fetchAgain(element);
  }
});
document.addEventListener('kakanai:gap', () => {
  for (const element of document.querySelectorAll('[data-live-src]')) fetchAgain(element);
});

/** Tabs share a worker's line; else the one that holds the lock has it; else each has its own. */
function connect() {
  if (globalThis.SharedWorker) {
    const { port } = new SharedWorker(WORKER, { type: 'module', name: CHANNEL });
    port.onmessage = ({ data }) => hear(data);
    addEventListener('pagehide', () => port.postMessage('bye'));
    return;
  }
  if (globalThis.BroadcastChannel && navigator.locks) lead();
  else new Shared(hear);
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
    if (data.greet) shared?.greet(all);
  };
  channel.postMessage({ greet: true });
  // Whoever waits takes over when the leading tab closes.
  navigator.locks.request(CHANNEL, () => {
    shared = new Shared(all);
    return new Promise(() => {});
  });
}

connect();
// A page out of the browser's memory is old, and has no line.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
