// The other half of crates/sample/examples/parity: feeds the same inputs to the WebAssembly engine and holds every
// response against the hash of the native one.
//
//   target/debug/examples/parity --journeys 1000 --seed 1 | node e2e/parity/replay.mjs
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

import { startEngine } from './engine.mjs';

const TABLES = new URL('../../crates/domain/tables/', import.meta.url);
const unpack = promisify(brotliDecompress);

/** The first difference: where, and how long both texts are. */
export class Difference extends Error {
  constructor(where, native, ours, at) {
    const place = at === undefined ? '' : `, first different byte at ${at}`;
    super(`${where}: native ${native} bytes, WebAssembly ${ours} bytes${place}`);
    this.hint = 'is engine.wasm built from the same source? tools/build-browser.sh';
    this.name = 'Difference';
  }
}

/**
 * Replays a stream.
 * @param {AsyncIterable<string>} lines what the native half wrote
 * @param {((request: string) => Uint8Array) & {table: (kind: number, bytes: Uint8Array) => Uint8Array}} engine asks the
 *   WebAssembly engine
 * @returns {Promise<{journeys: number, steps: number, asides: number, codes: number, sealed: number, errors: number}>}
 *   what the native half counted, once every response was the same
 */
export async function replay(lines, engine) {
  const seen = { journeys: 0, steps: 0, asides: 0, sealed: 0 };
  let page;
  let today;
  let end;
  for await (const text of lines) {
    if (end) throw new Error('the stream goes on after its end');
    const line = JSON.parse(text);
    const kind = Object.keys(line).find((name) => name in REQUESTS);
    if (line.end) {
      end = line.end;
      continue;
    }
    if (line.start) today = line.start.today;
    const counted = COUNTED[kind];
    if (counted) seen[counted] += 1;
    const state = page && JSON.parse(new TextDecoder().decode(page)).state;
    const response = line.table
      ? engine.table(line.table.kind, await unpack(await readFile(tableFile(line.table.file))))
      : engine(JSON.stringify(REQUESTS[kind](line[kind], { state, today })));
    if (PAGES.has(kind)) page = response;
    if (createHash('sha256').update(response).digest('hex') !== line.sha) {
      const where = `journey ${seen.journeys}, step ${seen.steps} (${kind})`;
      throw new Difference(where, line.length, response.length, firstDifference(line.text, response));
    }
  }
  if (!end) throw new Error(`the stream breaks off after ${seen.steps} steps: the native half failed`);
  if (Object.keys(seen).some((what) => end[what] !== seen[what])) {
    throw new Error(`${JSON.stringify(end)} were told, ${JSON.stringify(seen)} seen`);
  }
  return end;
}

/** What each kind of line asks of the engine, from the state of the last page. */
const REQUESTS = {
  request: (request) => request,
  start: (request) => request,
  table: () => undefined,
  form: (form, { state, today }) => ({ op: 'step', state, form, today }),
  show: (_, { state, today }) => ({ op: 'show', state, today }),
  live: (form, { state, today }) => ({ op: 'live', state, form, today }),
  wants: (form, { state, today }) => ({ op: 'wants', state, form, today }),
  seal: ({ key, seed }, { state, today }) => ({ op: 'seal', state, today, key, seed }),
};

/** Whose responses are pages, with the state that the next request starts from. */
const PAGES = new Set(['start', 'form', 'show']);

const COUNTED = { start: 'journeys', form: 'steps', show: 'steps', live: 'asides', wants: 'asides', seal: 'sealed' };

/** A table of the repository, by its bare name. */
function tableFile(name) {
  if (!/^[a-z]+\.tsv\.br$/u.test(name)) throw new Error(`the stream names the table ${JSON.stringify(name)}: no such file`);
  return fileURLToPath(new URL(name, TABLES));
}

/** What was compared, in words. */
export function describe(told) {
  const { journeys, steps, asides, codes, sealed } = told;
  return `${journeys} journeys, ${steps} steps, ${asides} asides, ${codes} finished, ${sealed} codes, 0 differences`;
}

/** The place of the first different byte; undefined where the native half was not asked for its texts. */
function firstDifference(text, response) {
  if (text === undefined) return undefined;
  const native = new TextEncoder().encode(text);
  const at = native.findIndex((byte, index) => byte !== response[index]);
  return at < 0 ? native.length : at;
}

/**
 * The lines of a stream of bytes, none of them lost while nobody asks yet (as node:readline does).
 * @param {AsyncIterable<Uint8Array>} bytes
 */
export async function* linesOf(bytes) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop();
    yield* lines;
  }
  if (rest !== '') yield rest;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const told = await replay(linesOf(process.stdin), await startEngine());
    console.log(describe(told));
  } catch (error) {
    console.error(error.name === 'Difference' ? `difference at ${error.message}; ${error.hint}` : error);
    process.exitCode = 1;
  }
}
