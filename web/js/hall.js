// A tablet in the hall: forgets everything when nobody has touched it for a while, and when somebody has finished. It
// warns before, and whoever is there goes on.
import { forgetAll, read, write } from './tab.js';

const { warn, end, home } = document.body.dataset;
const [WARN, END] = [Number(warn) * 1000, Number(end) * 1000];
/** When the tablet was touched last: a browser that comes back after a fall must not show what was there. */
const TOUCHED = 'kakanai.touched';
/** The ticket of whoever is here: first that one was asked for, then its number. */
const TICKET = 'kakanai.ticket';
/** Touches are noted no oftener, in milliseconds. */
const OFTEN = 200;
const find = (id) => document.getElementById(id);

const warning = find('hall-warning');
const sure = find('hall-sure');
/** On the first page nobody has begun anything: it may stay for ever. */
const untouched = location.pathname + location.search === home;
const ticketPage = document.querySelector('.ticket-page');
let ended = false;

/** Milliseconds since the last touch; below zero where the clock was put back since. */
const since = () => Date.now() - Number(read(TOUCHED) ?? 0);

/** Forgets, and shows the first page in the place of this one. */
function finish() {
  ended = true;
  forgetAll();
  for (const form of document.forms) form.reset();
  document.querySelector('main').replaceChildren();
  if (untouched) location.reload();
  else location.replace(home);
}

function touched() {
  // Once it warns, only a button goes on: somebody who passes by does not.
  if (!warning.open && !ended && since() >= OFTEN) write(TOUCHED, String(Date.now()));
}

function goOn() {
  warning.close();
  touched();
}

function look() {
  if (ended || untouched) return;
  if (since() < 0) write(TOUCHED, String(Date.now()));
  const left = END - since();
  if (left <= 0) {
    finish();
    return;
  }
  if (left > END - WARN) {
    if (warning.open) warning.close();
    return;
  }
  find('hall-seconds').textContent = Math.ceil(left / 1000);
  if (!warning.open) warning.showModal();
}

/** No way leads out of the preparation. */
function stay(event) {
  const link = event.target.closest('a[href]');
  if (link && (new URL(link.href).origin !== location.origin || link.target === '_blank')) event.preventDefault();
}

/** Whether this is a ticket of somebody before, whose form the browser sent again on the way back or forward. */
function isOthers(ticket) {
  const [number, own] = [ticket.querySelector('.called')?.textContent, read(TICKET)];
  // Where the browser keeps nothing, nobody knows.
  if (own === null) return write(TICKET, 'asked');
  if (!number) return false;
  write(TICKET, number);
  return own !== 'asked' && own !== number;
}

// A page out of the browser's memory is the one of somebody before.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) finish();
});
document.querySelector('.no-script')?.remove();
if (untouched) forgetAll();
else if (read(TOUCHED) !== null && Math.abs(since()) > END) finish();
else if (ticketPage && isOthers(ticketPage)) finish();
touched();
for (const kind of ['pointerdown', 'keydown', 'input', 'scroll', 'touchmove']) {
  addEventListener(kind, touched, { capture: true, passive: true });
}
document.addEventListener('click', stay, { capture: true });
document.addEventListener('submit', ({ target }) => target.matches('form.ticket') && write(TICKET, 'asked'));
// The browser's own question would stop the clock for as long as it stands there.
find('start-over')?.addEventListener('click', (event) => {
  event.stopImmediatePropagation();
  sure.showModal();
});
document.addEventListener('visibilitychange', look);
setInterval(look, 1000);
look();

find('hall-go-on').addEventListener('click', goOn);
find('hall-end').addEventListener('click', finish);
warning.addEventListener('cancel', goOn);
find('hall-finish').addEventListener('click', (event) => {
  event.preventDefault();
  if (untouched || ticketPage) finish();
  else sure.showModal();
});
find('hall-sure-do').addEventListener('click', finish);
sure.querySelector('[data-closes]').addEventListener('click', () => sure.close());
for (const link of document.querySelectorAll('[data-finishes]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    finish();
  });
}
for (const button of document.querySelectorAll('[data-prints]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
