// Keys at the counter (docs/keyboard.md). They are read by their places, so that the Japanese input method may be on;
// while it converts, all keys are its own. Nothing that sends or ends something is done by one key alone.

/** How often an open case says that it is looked at, in milliseconds: the session goes on. */
const ALIVE = 5 * 60_000;
/** A digit counts when nothing else comes within so many milliseconds: scanners type digits too. */
const ALONE = 150;

const FUNCTION = /^F(?:[1-9]|1[0-2])$/;
const isText = (element) => Boolean(element?.matches?.('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));

/** Whether somebody has typed something into a form that is not sent yet. */
function isChanged(form) {
  return [...form.elements].some((field) => {
    if (field.type === 'hidden' || field.matches('button, fieldset, output')) return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.matches('select')) {
      const first = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(first, 0);
    }
    return field.value !== field.defaultValue;
  });
}
const changed = () => [...document.querySelectorAll('form[data-keeps]')].find(isChanged);

/** Whether what is typed is on its way, or given up knowingly. */
let settled = false;
document.addEventListener('submit', ({ target }) => {
  const other = changed();
  settled = !other || other === target;
});
addEventListener('beforeunload', (event) => {
  if (!settled && changed()) event.preventDefault();
});
// Back from the next page, nothing of this one is settled any more.
addEventListener('pageshow', () => { settled = false; });

const question = document.getElementById('leave');
/** Where to go once the question is answered. */
let wanted;
// One listener for good: the event of a closing may come after the question was asked again.
question?.addEventListener('close', () => {
  if (question.returnValue !== 'leave') return;
  settled = true;
  location.assign(wanted);
});

/** Goes to an address; asks first where something typed would be lost. */
function leave(address) {
  if (!changed() || !question) {
    settled = true;
    location.assign(address);
    return;
  }
  wanted = address;
  question.returnValue = '';
  question.showModal();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href]');
  if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (link.dataset.key === 'F1') {
    event.preventDefault();
    map(link.href);
    return;
  }
  const [here, there] = [location.href, link.href].map((address) => address.split('#')[0]);
  if (here === there || !changed()) return;
  event.preventDefault();
  leave(link.href);
});

/** The map of the keys, over the page. */
async function map(address) {
  let dialog = document.getElementById('key-map');
  if (dialog?.open) {
    dialog.close();
    return;
  }
  if (!dialog) {
    const answer = await fetch(address).catch(() => undefined);
    const read = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('keys');
    if (!read) {
      leave(address);
      return;
    }
    dialog = document.createElement('dialog');
    dialog.id = 'key-map';
    dialog.className = 'panel';
    dialog.setAttribute('aria-labelledby', 'key-map-title');
    dialog.innerHTML = '<h2 id="key-map-title">キー操作</h2><form method="dialog"><button class="primary" autofocus>閉じる<kbd aria-hidden="true">Esc</kbd></button></form>';
    dialog.querySelector('h2').after(document.adoptNode(read));
    document.body.append(dialog);
  }
  dialog.showModal();
}

/** Does what stands under a key; false where the page has nothing under it. */
function press(key) {
  const element = document.querySelector(`[data-key="${key}"]`);
  if (!element) return false;
  for (let at = element.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  if (element.matches('button') && (document.activeElement === element || 'atOnce' in element.dataset)) element.click();
  else if (element.matches('a') && key !== 'F1') leave(element.href);
  else if (element.matches('a')) element.click();
  else {
    element.focus();
    element.scrollIntoView({ block: 'nearest' });
  }
  return true;
}

let digit;

document.addEventListener('keydown', (event) => {
  clearTimeout(digit);
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  if (event.code === 'Enter' && event.ctrlKey && event.target.matches('textarea')) {
    event.preventDefault();
    event.target.form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.code === 'Escape') {
    escape(event);
    return;
  }
  if (document.querySelector('dialog[open]') && event.code !== 'F1') return;
  if (FUNCTION.test(event.code) && !event.shiftKey) {
    if (press(event.code)) event.preventDefault();
    else if (event.code === 'F2' && document.querySelector('header.site form')) {
      event.preventDefault();
      leave('/');
    }
    return;
  }
  const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const button = number && !isText(event.target) && document.querySelector(`[data-digit="${number}"]`);
  if (button) digit = setTimeout(() => button.click(), ALONE);
});

function escape(event) {
  if (document.querySelector('dialog[open]')) return;
  const sure = event.target.closest?.('details.sure[open]');
  if (sure) {
    sure.open = false;
    sure.querySelector('summary').focus();
  } else if (!press('Escape')) return;
  event.preventDefault();
}

/** An open case keeps its session while somebody may be looking at it. */
if (/^\/cases\//.test(location.pathname)) {
  let last = Date.now();
  const alive = () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < ALIVE - 1000) return;
    last = Date.now();
    fetch('/alive', { method: 'POST' }).catch(() => undefined);
  };
  setInterval(alive, ALIVE);
  document.addEventListener('visibilitychange', alive);
}
