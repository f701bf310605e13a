// Saving answers to a file and opening one. The file is sealed under a passphrase (PBKDF2-SHA-256, AES-256-GCM), here
// in the browser: neither answers nor passphrase leave it. The dialogs stand in public_dialogs.html.
import { keys, write } from './tab.js';

const KIND = 'saved answers';
const VERSION = 1;
const ROUNDS = 600_000;
/** A file may ask for more rounds than ours, but not for so many that the device hangs. */
const MOST_ROUNDS = 10 * ROUNDS;
const SHORTEST = 8;
const MOST_BYTES = 1_000_000;

const { city } = document.body.dataset;
const find = (id) => document.getElementById(id);

/** Why a file cannot be opened; `code` names the words for it. */
class KeepError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** The same passphrase however a keyboard writes its letters. */
const normal = (passphrase) => passphrase.normalize('NFKC');

async function keyOf(passphrase, salt, rounds, usage) {
  const bytes = new TextEncoder().encode(normal(passphrase));
  const base = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, [usage]);
}

/** What stands outside the seal is bound to it. */
const bound = ({ service, rounds }) => new TextEncoder().encode(JSON.stringify([KIND, VERSION, service, rounds]));

/** The text of a file with a state of a service. */
async function seal(passphrase, service, state) {
  const [salt, nonce] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await keyOf(passphrase, salt, ROUNDS, 'encrypt');
  const how = { name: 'AES-GCM', iv: nonce, additionalData: bound({ service, rounds: ROUNDS }) };
  const data = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(JSON.stringify({ city, state })));
  const file = { kakanai: KIND, version: VERSION, service, rounds: ROUNDS };
  return JSON.stringify({ ...file, salt: toBase64(salt), nonce: toBase64(nonce), data: toBase64(new Uint8Array(data)) });
}

/** What is in a file: service and state. */
async function open(passphrase, text) {
  const { service, rounds, salt, nonce, data } = parsed(text);
  const key = await keyOf(passphrase, salt, rounds, 'decrypt');
  const how = { name: 'AES-GCM', iv: nonce, additionalData: bound({ service, rounds }) };
  const bytes = await crypto.subtle.decrypt(how, key, data).catch(() => {
    throw new KeepError('wrong');
  });
  const inside = JSON.parse(new TextDecoder().decode(bytes));
  if (inside.city !== city) throw new KeepError('other_city');
  if (typeof inside.state !== 'string') throw new KeepError('not_ours');
  return { service, state: inside.state };
}

/** The parts of a file, which may be any file at all. */
function parsed(text) {
  try {
    const { kakanai, version, service, rounds, ...coded } = JSON.parse(text);
    if (kakanai !== KIND) throw new KeepError('not_ours');
    if (version !== VERSION) throw new KeepError('newer');
    const [salt, nonce, data] = ['salt', 'nonce', 'data'].map((name) => fromBase64(coded[name]));
    const fits = /^\w{1,40}$/.test(service) && rounds >= ROUNDS && rounds <= MOST_ROUNDS && nonce.length === 12;
    if (!fits) throw new KeepError('not_ours');
    return { service, rounds, salt, nonce, data };
  } catch (error) {
    throw error instanceof KeepError ? error : new KeepError('not_ours');
  }
}

/** Gives a file to the person, as a download. */
export function give(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Offers a dialog behind a button: closing, showing what is typed, one problem at a time, and doing it once. */
function dialogOf(name, act) {
  const [button, dialog] = [find(name), find(`${name}-dialog`)];
  const [form, problem] = [dialog.querySelector('form'), find(`${name}-problem`)];
  const say = (code) => {
    problem.hidden = !code;
    // Emptied first, so that the same words are read out again.
    problem.replaceChildren(...(code ? [find(`${name}-${code}`).content.cloneNode(true)] : []));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    say();
    dialog.showModal();
  });
  dialog.querySelector('[data-closes]').addEventListener('click', () => dialog.close());
  // Nothing typed waits for the next who opens it.
  dialog.addEventListener('close', () => form.reset());
  form.addEventListener('reset', () => show(form, false));
  let busy = false;
  const shows = dialog.querySelector('[data-shows]');
  shows.addEventListener('change', () => show(form, shows.checked));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    say();
    try {
      const at = await act();
      if (at) say(at.code);
      if (at?.control) find(at.control).focus();
      if (!at) dialog.close();
    } catch (error) {
      console.error(error);
      say('failed');
    } finally {
      busy = false;
    }
  });
}

function show(form, shown) {
  for (const id of form.querySelector('[data-shows]').dataset.shows.split(' ')) {
    find(id).type = shown ? 'text' : 'password';
  }
}

/** Offers saving; `current` gives the state as it is, with what is typed. */
export function offerSaving(current) {
  if (!find('keep-save') || !crypto.subtle) return;
  dialogOf('keep-save', async () => {
    const [first, again] = [find('keep-new').value, find('keep-again').value].map(normal);
    if ([...first].length < SHORTEST) return { code: 'short', control: 'keep-new' };
    if (first !== again) return { code: 'differ', control: 'keep-again' };
    const { service, today } = document.body.dataset;
    const text = await seal(first, service, current());
    give(new Blob([text], { type: 'application/octet-stream' }), `junbi-${today.replaceAll('-', '')}.kakanai`);
    return undefined;
  });
}

function offerOpening() {
  dialogOf('keep-open', async () => {
    const [file] = find('keep-file').files;
    if (!file) return { code: 'no_file', control: 'keep-file' };
    try {
      if (file.size > MOST_BYTES) throw new KeepError('not_ours');
      const { service, state } = await open(find('keep-passphrase').value, await file.text());
      // The engine judges it on the service's own page: what is there now stays until it has.
      if (!write(keys.opened, JSON.stringify({ service, state }))) return { code: 'no_room' };
      location.assign(`/prepare/${service}${location.search}`);
      return undefined;
    } catch (error) {
      const code = error instanceof KeepError ? error.code : 'not_ours';
      return { code, control: code === 'wrong' ? 'keep-passphrase' : 'keep-file' };
    }
  });
}

if (find('keep-open')) {
  if (crypto.subtle) offerOpening();
  else find('keep-impossible').hidden = false;
}
