// Another program asks the counter over HTTP, as docs/api.md says, and gets what the command line says.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { BINARY, startProduct } from '../lib/product.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DAY = '2026-11-20';
const run = promisify(execFile);

let product;
let token;

before(async () => {
  product = await startProduct({ args: ['--today', DAY] });
  [, token] = /^token +(\S+)/m.exec(product.said());
});
after(() => product?.stop());

const ask = (path, { body, bearer = token, ...more } = {}) =>
  fetch(`${product.counter}/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    redirect: 'manual',
    ...more,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more.headers },
    ...(body ? { body } : {}),
  });

/** What the command line writes, as JSON; a catalogue with faults is told with an exit code of 1. */
async function told(...words) {
  const { stdout } = await run(BINARY, words, { cwd: ROOT, maxBuffer: 2 ** 24 }).catch((error) => error);
  return JSON.parse(stdout);
}

for (const name of ['06_in_one_parent_national', '22_ward_foreign_student', '35_out_elderly_couple_care'])
  test(`${name}: the same over HTTP and from the command line`, async () => {
    const household = join(ROOT, 'crates/interview/tests/households', `${name}.json`);
    const { record } = JSON.parse(await readFile(household, 'utf8'));
    // A day that the record does not say itself.
    delete record.received_on;
    const file = join(product.data, `${name}.json`);
    await writeFile(file, JSON.stringify(record));
    const at = ['--at', '2026-12-01', '--json'];
    for (const [path, ...words] of [
      ['/guide?at=2026-12-01&explain=1', ...at, '--explain'],
      ['/guide?at=2026-12-01&language=en', ...at, '--language', 'en'],
      ['/guide/next?at=2026-12-01', ...at, '--next'],
      ['/guide', '--today', DAY, '--json'],
    ]) {
      const answer = await ask(path, { body: JSON.stringify(record) });
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), await told('guide', file, ...words), path);
    }
  });

test('both read a list at an office, on a Saturday', async () => {
  const household = join(ROOT, 'crates/interview/tests/households/01_in_family_cards.json');
  const file = join(product.data, 'office.json');
  await writeFile(file, JSON.stringify(JSON.parse(await readFile(household, 'utf8')).record));
  const list = await told('guide', file, '--office', 'nishi', '--when', '2026-11-21T10:00', '--json');
  const answer = await ask('/guide?office=nishi&when=2026-11-21T10:00', { body: await readFile(file, 'utf8') });
  assert.deepEqual(await answer.json(), list);
  const by = (id, procedures) => procedures.find((procedure) => procedure.id === id);
  assert.equal(list.office, 'nishi');
  assert.deepEqual(by('move_in_water', list.elsewhere), {
    id: 'move_in_water',
    people: [],
    how_far: 3,
    here: 'ここでは、書類を作るところまでできます。',
    offices: ['honcho'],
    at: '本庁舎でできます。',
  });
  assert.equal(by('move_in_card', list.procedures).opening, '土曜日はできません。次は11月24日（火）9時からです。');
  assert.equal(by('move_in_water', list.procedures).opening, null);
  assert.ok(list.places.every(({ procedures }) => !procedures.includes('move_in_water')));

  const home = await told('guide', file, '--at', '2026-11-21', '--json');
  assert.ok(!('elsewhere' in home) && !('opening' in by('move_in_card', home.procedures)));
});

test('the catalogue is checked and compared as the command line does it', async () => {
  for (const what of ['check', 'report']) {
    const answer = await ask(`/catalogue/${what}`);
    assert.deepEqual(await answer.json(), await told('catalogue', what, 'catalogue', '--json'), what);
  }
});

test('without the token nobody is answered, and the public side answers nobody', async () => {
  const body = '{"service": "move_in"}';
  assert.equal((await ask('/guide', { body, bearer: 'wrong' })).status, 401);
  const elsewhere = await fetch(`${product.public}/api/v1/guide`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  assert.notEqual(elsewhere.status, 200);
  assert.ok(!(elsewhere.headers.get('content-type') ?? '').includes('json'));
});

test('nothing of a record is logged', async () => {
  const record = { service: 'move_in', mover: [{ '#': 1, name: { kanji: '例示　秘子' }, birth: 'いつか' }] };
  assert.equal((await ask('/guide', { body: JSON.stringify(record) })).status, 422);
  assert.equal((await ask('/guide', { body: '{"mover": "例示　秘子"' })).status, 400);
  assert.ok(!/秘子|いつか/.test(product.said()));
});
