// The engine that runs in this browser: requests and responses as JSON texts in the module's memory.
// See crates/browser for what can be asked.

/** What the engine could not do; `code` is stable. */
export class EngineError extends Error {
  constructor({ error, detail }) {
    super(`${error}: ${detail}`);
    this.code = error;
  }
}

const MUNICIPALITIES = 0;
const TOWNS = 1;
const COUNTRIES = 2;

/** What the browser checks a file by whose name carries its SHA-256, as those of engine and catalogue do. */
function integrityOf(address) {
  const hash = address.match(/-([0-9a-f]{64})\./)?.[1];
  if (!hash) return '';
  return `sha256-${btoa(String.fromCharCode(...hash.match(/../g).map((hex) => parseInt(hex, 16))))}`;
}

/** Fetches a file as text or bytes; anything but success is an error, and so is a content that its name belies. */
export async function load(address, as) {
  const integrity = integrityOf(address);
  const ask = (cache) => fetch(address, { integrity, cache });
  // One that arrived damaged once would be kept for a year by its name: it is asked for anew.
  const response = await (integrity ? ask('default').catch(() => ask('reload')) : ask('default'));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return as === 'text' ? response.text() : new Uint8Array(await response.arrayBuffer());
}

/** Starts the engine at an address. */
export async function startEngine(address) {
  if (!address) throw new Error('the server has no engine');
  const { instance } = await WebAssembly.instantiate(await load(address), {});
  const { memory, kakanai_alloc, kakanai_free, kakanai_call, kakanai_table } = instance.exports;

  const put = (bytes) => {
    const at = kakanai_alloc(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    return at;
  };
  const take = (packed) => {
    const both = BigInt.asUintN(64, packed);
    const [at, length] = [Number(both >> 32n), Number(both & 0xffffffffn)];
    const answer = JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, at, length)));
    kakanai_free(at, length);
    if (answer.error) throw new EngineError(answer);
    return answer;
  };
  const table = (kind, bytes) => take(kakanai_table(kind, put(bytes), bytes.length));

  return {
    /** Answers one request. */
    ask(request) {
      const bytes = new TextEncoder().encode(JSON.stringify(request));
      return take(kakanai_call(put(bytes), bytes.length));
    },
    takeMunicipalities: (bytes) => table(MUNICIPALITIES, bytes),
    takeCountries: (bytes) => table(COUNTRIES, bytes),
    takeTowns: (bytes) => table(TOWNS, bytes),
  };
}
