// The other half of crates/sample/examples/parity: feeds the same inputs to the WebAssembly engine and holds every
// response against the hash of the native one.
//
//   target/debug/examples/parity --journeys 1000 --seed 1 | node e2e/parity/replay.mjs
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

import { startEngine } from './engine.mjs';

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
 * @param {(request: string) => Uint8Array} engine asks the WebAssembly engine
 * @returns {Promise<{journeys: number, steps: number, codes: number, errors: number}>} what the native half counted,
 *   once every response was the same
 */
export async function replay(lines, engine) {
  const seen = { journeys: 0, steps: 0 };
  let response;
  let today;
  let end;
  for await (const text of lines) {
    if (end) throw new Error('the stream goes on after its end');
    const line = JSON.parse(text);
    let request = line.request ?? line.start;
    if (line.end) {
      end = line.end;
      continue;
    } else if (line.start) {
      seen.journeys += 1;
      today = line.start.today;
    } else if (!line.request) {
      seen.steps += 1;
      const { state } = JSON.parse(new TextDecoder().decode(response));
      request = line.form ? { op: 'step', state, form: line.form, today } : { op: 'show', state, today };
    }
    response = engine(JSON.stringify(request));
    if (createHash('sha256').update(response).digest('hex') !== line.sha) {
      const where = `journey ${seen.journeys}, step ${seen.steps} (${Object.keys(line)[0]})`;
      throw new Difference(where, line.length, response.length, firstDifference(line.text, response));
    }
  }
  if (!end) throw new Error(`the stream breaks off after ${seen.steps} steps: the native half failed`);
  if (end.journeys !== seen.journeys || end.steps !== seen.steps) {
    throw new Error(`${end.journeys} journeys with ${end.steps} steps were told, ${seen.journeys} with ${seen.steps} seen`);
  }
  return end;
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
    console.log(`${told.journeys} journeys, ${told.steps} steps, 0 differences`);
  } catch (error) {
    console.error(error.name === 'Difference' ? `difference at ${error.message}; ${error.hint}` : error);
    process.exitCode = 1;
  }
}
