// The case page and its edit pages: from block to block with the arrow keys, to what is missing or doubtful with F4,
// and what the ticks of the desk amount to. Without this module all of it is there with Tab and after saving.

const blocks = () => [...document.querySelectorAll('.block')];
const handle = (block) => block.querySelector(':scope > a') ?? block;
const isText = (element) => Boolean(element?.matches?.('textarea, select, input, summary'));

let last = 0;

function go(to) {
  const all = blocks();
  if (all.length === 0) return false;
  last = Math.min(Math.max(to, 0), all.length - 1);
  handle(all[last]).focus({ preventScroll: true });
  all[last].scrollIntoView({ block: 'nearest' });
  return true;
}

/** The block that has the focus; where none has, the one that had it last. */
function current() {
  const at = blocks().findIndex((block) => block.contains(document.activeElement));
  return at < 0 ? undefined : at;
}

/** What is still to be seen to, in the order of the page. */
function open() {
  const marked = '[data-open], [aria-invalid="true"]';
  const empty = [...document.querySelectorAll('.edit [aria-required="true"]')].filter((field) => 'value' in field && field.value === '');
  return [...new Set([...document.querySelectorAll(marked), ...empty])]
    .sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

function next() {
  const all = open();
  if (all.length === 0) return false;
  const { activeElement } = document;
  const after = (one) => !one.contains(activeElement) && activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const one = (activeElement !== document.body && all.find(after)) || all[0];
  const target = one.matches('.block') ? handle(one) : one.matches('section') ? one.querySelector('input:not([type=hidden]), a') ?? one : one;
  target.focus();
  one.scrollIntoView({ block: 'nearest' });
  return true;
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector('dialog[open]')) return;
  if (event.code === 'F4') {
    if (next()) event.preventDefault();
    return;
  }
  if (isText(event.target)) return;
  const at = current();
  const to = {
    ArrowDown: at === undefined ? last : at + 1,
    ArrowUp: at === undefined ? last : at - 1,
    Home: at === undefined ? undefined : 0,
    End: at === undefined ? undefined : Infinity,
  }[event.code];
  if (to !== undefined && go(to)) event.preventDefault();
});

/** What the documents ticked amount to: one with a photograph, or two others (domain::identity). */
function verdict(form) {
  const ticked = [...form.querySelectorAll('[data-points]')].filter((field) => (field.type === 'checkbox' ? field.checked : field.value.trim()));
  const found = ticked.some((field) => field.dataset.points === '1') || ticked.length > 1 ? 'enough' : ticked.length === 1 ? 'one' : 'none';
  say(form.querySelector('#verdict'), found);
  const proof = form.querySelector('#proof[data-needed]');
  if (proof) say(form.querySelector('#proof-verdict'), proof.selectedOptions[0] && 'enough' in proof.selectedOptions[0].dataset ? 'enough' : 'none');
}

function say(output, found) {
  if (!output || output.parentElement.dataset.verdict === found) return;
  output.parentElement.dataset.verdict = found;
  output.value = output.dataset[found];
}

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('.desk form');
  if (form) verdict(form);
});

/** Where a page was saved, the work goes on there. */
function arrive() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  const at = blocks().indexOf(place);
  if (at >= 0) go(at);
  else if (place.matches('section, div')) {
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'nearest' });
  }
}
addEventListener('hashchange', arrive);
arrive();
// Staff begin to type at once.
if (!location.hash) {
  const first = document.querySelector('.edit [aria-invalid="true"], .edit form :is(input:not([type=hidden]), select, textarea)');
  const group = first?.type === 'radio' && document.querySelector(`.edit input[name="${CSS.escape(first.name)}"]:checked`);
  // A page of a list has nothing to type in: Enter goes on.
  (group || first || document.querySelector('.edit button[name="go"]'))?.focus({ preventScroll: !first });
}
