// Guidance comes out alike in the server and in the browser: households from seeds, the list of procedures of each drawn by
// the native engine and by the WebAssembly engine, byte by byte. `KAKANAI_HOUSEHOLDS=100000` compares more of them.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startEngine } from '../parity/engine.mjs';
import { linesOf } from '../parity/replay.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NATIVE = `${ROOT}target/debug/examples/households`;
const HOUSEHOLDS = Number(process.env.KAKANAI_HOUSEHOLDS ?? 10_000);

// With the scope of ./run, so that features and with them the built dependencies are the same.
const BUILD = ['build', '--quiet', '--locked', '--workspace', '--exclude', 'kakanai-press', '--example', 'households'];

/** The native half as a stream of lines; `ended` holds its exit code. */
function native(households, seed) {
  const words = ['--catalogue', `${ROOT}catalogue`, '--households', String(households), '--seed', String(seed)];
  const child = spawn(NATIVE, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { lines: linesOf(child.stdout), ended: once(child, 'exit').then(([code]) => code) };
}

/** Draws every household of a stream again; gives what its end tells, once all were the same. */
async function compare(lines, engine) {
  let [seen, end] = [0, undefined];
  for await (const text of lines) {
    const line = JSON.parse(text);
    if (line.end) {
      end = line.end;
    } else if (line.published) {
      const taken = new TextDecoder().decode(engine(JSON.stringify({ op: 'catalogue', published: line.published })));
      assert.equal(taken, line.taken, 'the catalogue is read otherwise');
    } else {
      const drawn = engine(JSON.stringify({ op: 'show', state: line.state, today: line.today }));
      seen += 1;
      const sha = createHash('sha256').update(drawn).digest('hex');
      if (sha !== line.sha) {
        const told = `household ${seen}: native ${line.length} bytes, WebAssembly ${drawn.length} bytes`;
        throw new Error(`${told}; is engine.wasm built from the same source? tools/build-browser.sh`);
      }
    }
  }
  assert.equal(end?.households, seen, 'the stream breaks off');
  return end;
}

describe('households, native and WebAssembly', () => {
  before(async () => {
    await promisify(execFile)('cargo', BUILD, { cwd: ROOT });
  });

  const many = { timeout: Math.max(300_000, HOUSEHOLDS * 30) };
  test(`the same list for each of ${HOUSEHOLDS} households`, many, async (context) => {
    // Two halves at once: the native side of a development build is the slower one.
    const halves = [1, 2].map(async (seed) => {
      const { lines, ended } = native(HOUSEHOLDS / 2, seed);
      const told = await compare(lines, await startEngine());
      assert.equal(await ended, 0);
      return told;
    });
    const [one, other] = await Promise.all(halves);
    const [households, lists] = [one.households + other.households, one.lists + other.lists];
    context.diagnostic(`${households} households, ${lists} whole lists, 0 differences`);
    assert.equal(households, HOUSEHOLDS);
    // Households that never come to their list would show little, and so would those that have all answered all.
    assert.ok(lists > households * 0.6 && lists < households * 0.95, `${lists} of ${households} saw their list`);
  });

  test('one answer read otherwise is seen', async () => {
    const engine = await startEngine();
    const lines = [];
    for await (const line of native(20, 3).lines) lines.push(line);
    const stream = async function* (spoiled) {
      yield* spoiled;
    };
    assert.equal((await compare(stream(lines), engine)).households, 20);
    const other = lines.map((line) => line.replaceAll('\\"dog\\":true', '\\"dog\\":false'));
    assert.notDeepEqual(other, lines);
    await assert.rejects(compare(stream(other), engine), /household \d+: native \d+ bytes/u);
    await assert.rejects(compare(stream(lines.slice(0, -2)), engine), /breaks off/u);
  });
});
