// Searches recorded requests for what a person entered, in all the clothes it may wear on the way: encoded for addresses
// and forms, as base64, hexadecimal or JSON escapes, in UTF-16, compressed, full-width or with its hyphens left out.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Shorter values than this many bytes of UTF-8 are found everywhere by chance. */
const SHORTEST = 4;

/**
 * @param {import('./requests.mjs').Recorded[]} list
 * @param {string[]} values each long enough to be told from chance; a shorter one is an error, not a pass
 * @returns one entry per find: `value`, `form` (the clothes), `request` (method and address), `where`
 */
export function searchForValues(list, values) {
  const needles = values.flatMap(clothes);
  const found = [];
  for (const request of list) {
    for (const { where, bytes } of parts(request)) {
      const texts = layers(bytes);
      for (const needle of needles) {
        const worn = needle.exact ? texts.exact : texts.folded;
        if (!worn.some((text) => text.includes(needle.bytes))) continue;
        const { value, form } = needle;
        found.push({ value, form, request: `${request.method} ${request.url}`, where });
      }
    }
  }
  return found;
}

/** Fails with every find; for tests that expect none. */
export function checkNothingLeft(list, values) {
  const found = searchForValues(list, values);
  if (found.length === 0) return;
  const lines = found.map(({ value, form, request, where }) => `${value} (${form}) in ${where} of ${request}`);
  throw new Error(`${found.length} times something entered left the browser:\n${lines.join('\n')}`);
}

function parts({ url, headers, body }) {
  return [
    { where: 'address', bytes: Buffer.from(url) },
    ...headers.map(([name, value]) => ({ where: `header ${name.toLowerCase()}`, bytes: Buffer.from(value) })),
    { where: 'body', bytes: body },
  ].filter(({ bytes }) => bytes.length > 0);
}

/** The bytes as they are, uncompressed, and with percent signs undone once and twice; also folded to lower case. */
function layers(bytes) {
  const plain = [bytes, ...uncompressed(bytes)];
  const once = plain.flatMap((layer) => [undoPercent(layer), undoPercent(plusAsSpace(layer))]);
  const twice = once.map(undoPercent);
  const exact = [...plain, ...once, ...twice];
  return { exact, folded: exact.map(fold) };
}

function uncompressed(bytes) {
  return [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync].flatMap((undo) => {
    try {
      return [undo(bytes, { maxOutputLength: 16_000_000 })];
    } catch {
      return [];
    }
  });
}

function undoPercent(bytes) {
  const text = bytes.toString('latin1').replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

function plusAsSpace(bytes) {
  return Buffer.from(bytes.toString('latin1').replaceAll('+', ' '), 'latin1');
}

/** ASCII letters in lower case, byte by byte, so that no encoding is disturbed. */
function fold(bytes) {
  return Buffer.from(bytes.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase()), 'latin1');
}

function clothes(value) {
  if (Buffer.byteLength(value) < SHORTEST) throw new Error(`"${value}" is too short to be searched for`);
  return spellings(value).flatMap((spelling) => [
    needle(value, 'as entered', Buffer.from(spelling)),
    needle(value, 'JSON escapes', Buffer.from(spelling.replace(/[^ -~]/g, escapeUnit))),
    needle(value, 'HTML references', Buffer.from(reference(spelling, (code) => `&#${code};`))),
    needle(value, 'HTML references', Buffer.from(reference(spelling, (code) => `&#x${code.toString(16)};`))),
    ...encodings(spelling).flatMap(({ name, bytes }) => [
      ...(name === 'UTF-8' ? [] : [needle(value, name, bytes)]),
      needle(value, `hexadecimal of ${name}`, Buffer.from(bytes.toString('hex'))),
      ...base64(bytes).map((text) => ({ value, form: `base64 of ${name}`, bytes: Buffer.from(text), exact: true })),
    ]),
  ]);
}

function needle(value, form, bytes) {
  return { value, form, bytes: fold(bytes) };
}

/** As entered, in the normal forms, and for numbers without what people put between digits. */
function spellings(value) {
  const forms = [value, value.trim(), value.normalize('NFC'), value.normalize('NFD'), value.normalize('NFKC')];
  const digits = value.normalize('NFKC').replace(/[\s\-‐-―ー−()]/g, '');
  if (/^\d+$/.test(digits)) forms.push(digits);
  return [...new Set(forms)].filter((form) => Buffer.byteLength(form) >= SHORTEST);
}

function encodings(text) {
  const little = Buffer.from(text, 'utf16le');
  return [
    { name: 'UTF-8', bytes: Buffer.from(text) },
    { name: 'UTF-16LE', bytes: little },
    { name: 'UTF-16BE', bytes: Buffer.from(little).swap16() },
  ];
}

const escapeUnit = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const reference = (text, write) =>
  [...text].map((character) => (character > '~' ? write(character.codePointAt(0)) : character)).join('');

/**
 * What surely stands in base64 when the bytes begin at each place of a group of three; both alphabets. Texts too short
 * to be told from chance are left out.
 */
function base64(bytes) {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '');
    const head = [0, 2, 3][shift];
    const tail = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    const sure = text.slice(head, text.length - tail);
    return sure.length >= 5 ? [...new Set([sure, sure.replaceAll('+', '-').replaceAll('/', '_')])] : [];
  });
}
