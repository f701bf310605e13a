// What this tab remembers, until it is closed. Where the browser keeps nothing (no room, or forbidden), memory does,
// until the page is left.
const STATE = 'kakanai.state.';
const CODE = 'kakanai.code.';
/** Answers out of a file, on their way from one page to the next. */
const OPENED = 'kakanai.opened';

const memory = new Map();

export const keys = { state: (service) => STATE + service, code: (service) => CODE + service, opened: OPENED };

export function read(key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Answers whether the browser keeps it. */
export function write(key, text) {
  try {
    sessionStorage.setItem(key, text);
    memory.delete(key);
    return true;
  } catch {
    remove(key);
    memory.set(key, text);
    return false;
  }
}

export function remove(key) {
  memory.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    // What cannot be reached holds nothing.
  }
}

/** Forgets everything of everybody, and tells whoever still holds something. */
export function forgetAll() {
  memory.clear();
  try {
    sessionStorage.clear();
  } catch {
    // What cannot be reached holds nothing.
  }
  document.dispatchEvent(new Event('kakanai-forget'));
}
