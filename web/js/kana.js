// Furigana from what is typed: while somebody writes 見本 with an input method, it shows みほん first. That goes into the
// control for the reading, as forms in Japan do; never over anything that a person wrote there, and rather nothing than
// a part of a reading.

/** What was composed into a control for a name (`done`, `now`), and what of it stands in the control for its reading. */
const readings = new WeakMap();
/** Controls for readings in which a person wrote. */
const touched = new WeakSet();

const KANA = /^[ぁ-ゖァ-ヺー]+$/;
const katakana = (text) => text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
const kanji = (text) => text.match(/[\p{Script=Han}々]/gu)?.length ?? 0;

/** The control for the reading of a name; nothing where there is none. */
function readingOf({ name, form }) {
  return name?.includes('/kanji.') ? form?.elements.namedItem(name.replace('/kanji.', '/kana.')) : null;
}

/** Puts the reading there; an unknown one (`undefined`) takes back what was put before, until the name is empty again. */
function fill(target, reading, done) {
  reading.done = done;
  if (touched.has(target) || (target.value !== '' && target.value !== reading.filled)) return;
  reading.filled = target.value = done ?? '';
}

document.addEventListener('compositionupdate', ({ target, data }) => {
  if (!readingOf(target)) return;
  if (!readings.has(target)) readings.set(target, { done: target.value === '' ? '' : undefined, now: '', filled: '' });
  if (KANA.test(data)) readings.get(target).now = katakana(data);
});

document.addEventListener('compositionend', ({ target, data }) => {
  const [kana, reading] = [readingOf(target), readings.get(target)];
  if (!kana || !reading) return;
  const { done, now } = reading;
  reading.now = '';
  if (!data || done === undefined) return;
  // A word chosen from proposals after its first letter shows less than its reading.
  fill(kana, reading, now !== '' && now.length >= kanji(data) ? done + now : undefined);
});

document.addEventListener('input', ({ target, inputType = '', isComposing }) => {
  if (target.name?.includes('/kana.')) touched.add(target);
  const [kana, reading] = [readingOf(target), readings.get(target)];
  if (!kana || !reading || isComposing) return;
  if (target.value === '') fill(kana, reading, '');
  else if (/^(delete(?!Comp)|insertFromPaste)/.test(inputType)) fill(kana, reading, undefined);
});
