// The engine answers alike in the server and in the browser: generated journeys, every response byte for byte.
// And the comparison sees what it is for: one altered byte, one altered hash, a stream that breaks off.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startEngine } from '../parity/engine.mjs';
import { describe as inWords, linesOf, replay } from '../parity/replay.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NATIVE = `${ROOT}target/debug/examples/parity`;

// With the scope of ./run, so that features and with them the built dependencies are the same.
const BUILD = ['build', '--quiet', '--locked', '--workspace', '--exclude', 'kakanai-press', '--example', 'parity'];

const FOLDERS = ['--catalogue', `${ROOT}catalogue`, '--tables', `${ROOT}crates/domain/tables`];

/** The native half as a stream of lines; `ended` holds its exit code. */
function native(...words) {
  const child = spawn(NATIVE, [...FOLDERS, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { lines: linesOf(child.stdout), ended: once(child, 'exit').then(([code]) => code) };
}

/** The lines of a short run, to be spoiled. */
async function recorded(...words) {
  const lines = [];
  for await (const line of native('--journeys', '5', '--seed', '7', ...words).lines) lines.push(line);
  return lines;
}

async function* stream(lines) {
  yield* lines;
}

describe('native and WebAssembly', () => {
  before(async () => {
    await promisify(execFile)('cargo', BUILD, { cwd: ROOT });
  });

  test('the same bytes at each step of 1,000 journeys', { timeout: 600_000 }, async (context) => {
    // Two halves at once: the native side of a development build is the slower one.
    const halves = ['1', '2'].map(async (seed) => {
      const { lines, ended } = native('--journeys', '500', '--seed', seed);
      const told = await replay(lines, await startEngine());
      assert.equal(await ended, 0);
      return told;
    });
    const sum = (await Promise.all(halves)).reduce((one, other) =>
      Object.fromEntries(Object.entries(one).map(([what, count]) => [what, count + other[what]])),
    );
    context.diagnostic(inWords(sum));
    assert.equal(sum.journeys, 1000);
    // Journeys that never arrive, or never err, would show little.
    assert.ok(sum.codes > 500, `${sum.codes} journeys came to the code`);
    assert.ok(sum.errors > sum.steps / 50, `${sum.errors} pages with an error in ${sum.steps} steps`);
    assert.ok(sum.asides > 1000, `${sum.asides} requests between steps`);
    assert.ok(sum.sealed > 100, `${sum.sealed} sealed codes`);
  });

  test('one altered byte of a response is seen, and its place is told', async () => {
    const engine = await startEngine();
    let calls = 0;
    const broken = (request) => {
      const response = engine(request);
      calls += 1;
      // The length stays: only the content tells.
      if (calls === 150) response[response.length - 3] ^= 1;
      return response;
    };
    broken.table = engine.table;
    const where =
      /^journey \d+, step \d+ \((form|show|start|live|wants|seal)\): native (\d+) bytes, WebAssembly \2 bytes, first different byte at \d+$/u;
    await assert.rejects(replay(stream(await recorded('--texts')), broken), { name: 'Difference', message: where });
    assert.equal(calls, 150);
  });

  test('another table is seen', async () => {
    const engine = await startEngine();
    const other = (request) => engine(request);
    // Damaged on the way, the native half had it whole.
    other.table = (kind, bytes) => engine.table(kind, bytes.subarray(0, bytes.length - 2));
    await assert.rejects(replay(stream(await recorded()), other), { name: 'Difference' });
  });

  test('another text on the native side is seen', async () => {
    const lines = await recorded();
    const at = lines.length - 20;
    const line = JSON.parse(lines[at]);
    line.sha = line.sha.replace(/^./u, (digit) => (digit === '0' ? '1' : '0'));
    lines[at] = JSON.stringify(line);
    await assert.rejects(replay(stream(lines), await startEngine()), { name: 'Difference' });
  });

  test('another catalogue is seen', async () => {
    const lines = await recorded();
    lines[0] = lines[0].replace('次へ', '次に');
    await assert.rejects(replay(stream(lines), await startEngine()), { name: 'Difference' });
  });

  test('a stream that breaks off is no success', async () => {
    const lines = await recorded();
    await assert.rejects(replay(stream(lines.slice(0, -1)), await startEngine()), /breaks off/u);
    await assert.rejects(replay(stream([...lines.slice(0, -5), lines.at(-1)]), await startEngine()), /were told/u);
  });
});
