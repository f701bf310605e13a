// Clerks, citizens and reviewers at work while the server is ended hard again and again: nothing acknowledged is lost,
// nothing is doubled, every released file is written once. The same on both databases, at the same time; the long form
// is in docs/measurements/kills.md.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

import { ROOT } from '../lib/counter.mjs';
import { BINARY } from '../lib/product.mjs';

const LOAD = process.env.KAKANAI_LOAD ?? join(ROOT, 'target/debug/kakanai-load');
const KILLS = 10;

/** The table's last line as numbers, by the words of its head. */
function table(text) {
  const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const [names, values] = [cells(lines[0]), cells(lines.at(-1))];
  return Object.fromEntries(names.map((name, at) => [name, Number(values[at])]));
}

describe('kills', { concurrency: true }, () => {
  for (const database of ['sqlite', 'postgres']) {
    test(`${KILLS} kills on ${database} lose and double nothing`, async (context) => {
      const words = ['kills', '--binary', BINARY, '--database', database, '--kills', String(KILLS), '--seed', '1'];
      const { stdout } = await promisify(execFile)(LOAD, words, { cwd: ROOT });
      const found = table(stdout);
      context.diagnostic(stdout.trim().split('\n').at(-1));
      assert.equal(found.kills, KILLS);
      assert.equal(found.violations, 0);
      // A run in which nobody did anything, or nothing was under way when the server fell, would prove nothing.
      assert.ok(found['steps acknowledged'] > 50, stdout);
      assert.ok(found['under way at a kill'] > 0, stdout);
      assert.ok(found.files > 0, stdout);
    });
  }
});
