// Furigana from what is typed: while somebody writes 見本 with an input method, it shows みほん first. That goes into the
// control for the reading, as forms in Japan do; never over anything that a person wrote there.

/** What was composed into a control for a name, and what of it stands in the control for its reading. */
const readings = new WeakMap();
/** Controls for readings in which a person wrote. */
const touched = new WeakSet();

const KANA = /^[ぁ-ゖァ-ヺー・]+$/;
const katakana = (text) => text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
const kanji = (text) => text.match(/[\p{Script=Han}々]/gu)?.length ?? 0;

/** The control for the reading of a name; nothing where there is none. */
function readingOf({ name = '', form }) {
  return name.includes('/kanji.') ? form?.elements.namedItem(name.replace('/kanji.', '/kana.')) : null;
}

function fill(target, reading, kana) {
  if (touched.has(target) || (target.value !== '' && target.value !== reading.filled)) return;
  reading.filled = target.value = kana;
}

document.addEventListener('compositionupdate', ({ target, data }) => {
  if (!readingOf(target)) return;
  const reading = readings.get(target) ?? { done: '', filled: '' };
  readings.set(target, reading);
  if (KANA.test(data)) reading.now = katakana(data);
});

document.addEventListener('compositionend', ({ target, data }) => {
  const [kana, reading] = [readingOf(target), readings.get(target)];
  if (!kana || !reading) return;
  const now = reading.now ?? '';
  reading.now = '';
  // A word chosen from a proposal after one letter has no reading: better none than half of one.
  if (!data || now.length < Math.max(1, kanji(data))) return;
  reading.done += now;
  fill(kana, reading, reading.done);
});

document.addEventListener('input', ({ target, isComposing }) => {
  if (target.name?.includes('/kana.')) touched.add(target);
  const [kana, reading] = [readingOf(target), readings.get(target)];
  if (!kana || !reading || isComposing || target.value !== '') return;
  reading.done = '';
  fill(kana, reading, '');
});
