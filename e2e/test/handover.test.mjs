// The hand-over as a robot meets it: files taken, answered and read by another program than ours, while the server is
// ended hard again and again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { kakanai, paste, signIn, TODAY } from '../lib/counter.mjs';
import { startProduct } from '../lib/product.mjs';

/** Hard ends in the test command. */
const KILLS = 4;
const CASES = 6;

let product, browser, scratch, clerk, reviewer;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-handover-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
  clerk = await signIn(browser, product, 'uketsuke1');
  reviewer = await signIn(browser, product, 'shinsa1', 'E02');
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

const place = (...names) => join(product.data, 'handover', ...names);
const files = async (folder) => (await readdir(place(folder))).filter((name) => name.endsWith('.csv')).sort();
const command = () => randomBytes(16).toString('hex');
const post = (page, address, form) => page.context().request.post(address, { form, maxRedirects: 0, timeout: 20_000 });

/** Asks again until it is so: the upkeep's rounds, and starts, take their time. */
async function until(what, so) {
  const end = Date.now() + 40_000;
  for (;;) {
    const found = await so().catch(() => undefined);
    if (found) return found;
    assert.ok(Date.now() < end, `${what} did not come about`);
    await new Promise((done) => { setTimeout(done, 100); });
  }
}

/** A case in review, of a record that may be changed before it is sealed. */
async function inReview(seed, change = () => {}) {
  const record = JSON.parse(await kakanai('sample', 'move_in', '--seed', seed, '--people', 2, ...TODAY));
  delete record.certificate;
  record.certificates_wanted = false;
  record.seal = { wanted: false };
  change(record);
  const file = join(scratch, `record-${seed}.json`);
  await writeFile(file, JSON.stringify(record));
  await paste(clerk, product, await kakanai('seal', file, '--keys', join(product.data, 'keys'), ...TODAY));
  await clerk.waitForURL(/\/cases\/[0-9a-f]{32}/);
  const address = clerk.url().split(/[#?]/)[0];
  const turned = await post(clerk, `${address}/turn`, { command: command(), to: 'review', reason: '' });
  assert.equal(turned.status(), 303, await turned.text());
  return { address, record };
}

const approve = (address, id = command()) => post(reviewer, `${address}/approve`, { command: id });

/** The file in the outbox: the counter answers an approval before it writes. */
const written = () => until('the file', async () => (await files('outbox'))[0]);

/** Python's reader of CSV, which knows nothing of ours: a list of objects; apostrophes taken off as the document says. */
function rows(bytes) {
  const script = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8-sig')
def original(cell):
    rest = cell[1:]
    risky = rest[:1] in ('\\t', '\\r', '\\n', "'") or rest.lstrip()[:1] in tuple('=+-@＝＋－＠')
    return rest if cell[:1] == "'" and rest and risky else cell
rows = list(csv.reader(io.StringIO(text, newline='')))
head = rows[0]
assert all(len(row) == len(head) for row in rows), 'a line has another width'
print(json.dumps({'raw': [dict(zip(head, row)) for row in rows[1:]],
                  'read': [dict(zip(head, map(original, row))) for row in rows[1:]]}))
`;
  return JSON.parse(execFileSync('python3', ['-c', script], { input: bytes, encoding: 'utf8' }));
}

/** The answer of a robot that keyed everything in as it stood. */
function answer(bytes) {
  const [head, ...lines] = bytes.toString('utf8').replace('\ufeff', '').trimEnd().split(/\r\n(?=")/);
  return [`${head},結果,理由`, ...lines.map((line) => `${line},仮登録,`), ''].join('\r\n');
}

const put = async (name, text) => {
  await writeFile(place('answers', `${name}.part`), text);
  await rename(place('answers', `${name}.part`), place('answers', name));
};

test('what the citizen entered is what another program reads, and no spreadsheet runs it', async () => {
  const ugly = {
    building: '=見本+1,"引用"',
    lot: "'9999番地",
    head_name: '＝例示　太郎',
  };
  const { address, record } = await inReview(201, (record) => {
    record.old_address.building = ugly.building;
    record.old_address.lot = ugly.lot;
    record.old_household = { ...record.old_household, head_name: ugly.head_name };
  });
  assert.equal((await approve(address)).status(), 303);
  const name = await written();
  const bytes = await readFile(place('outbox', name));
  assert.ok(bytes.toString('utf8').endsWith('"\r\n') && bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])));
  const { raw, read } = rows(bytes);
  assert.equal(read.length, record.mover.length);
  for (const [at, line] of read.entries()) {
    const mover = record.mover[at];
    assert.equal(line['氏名'], mover.name.kanji ?? '');
    assert.equal(line['旧住所_方書'], ugly.building);
    assert.equal(line['旧住所_番地号表記'], ugly.lot);
    assert.equal(line['届出人電話番号'], record.notifier.phone);
    assert.equal(line['生年月日'], mover.birth);
  }
  for (const line of raw) {
    for (const [column, cell] of Object.entries(line)) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/, column);
  }
  // A part that came back with the very same words has no difference.
  await rename(place('outbox', name), place('taken', name));
  await put(name, answer(bytes));
  await until('仮登録', async () => (await files('done')).includes(name));
  await reviewer.goto(address);
  await reviewer.getByText('届出と同じ内容で登録されています').waitFor();
});

test('ended hard again and again, each file is given once, whole, and each answer counts once', async () => {
  const cases = [];
  for (let at = 0; at < CASES; at += 1) cases.push((await inReview(210 + at)).address);
  const seen = new Map();
  let over = false;
  // Takes whatever it sees, at once; after a few, it answers with a delay of its own.
  const robot = (async () => {
    while (!over) {
      for (const name of await files('outbox')) {
        await rename(place('outbox', name), place('taken', name));
        const bytes = await readFile(place('taken', name));
        assert.ok(bytes.toString('utf8').endsWith('"\r\n'), `half of ${name}`);
        assert.equal(rows(bytes).read.length, 2, name);
        seen.set(name, (seen.get(name) ?? 0) + 1);
        await put(name, answer(bytes));
      }
      await new Promise((done) => { setTimeout(done, randomInt(30)); });
    }
  })();
  let kills = 0;
  for (const address of cases) {
    const id = command();
    const sent = approve(address, id).catch(() => undefined);
    if (kills < KILLS) {
      kills += 1;
      await new Promise((done) => { setTimeout(done, randomInt(80)); });
      await product.kill();
      await sent;
      await product.start();
    }
    // Whoever got no answer presses the same button again: it is the same command.
    await until('the approval', async () => [303, 409].includes((await approve(address, id)).status()));
  }
  // Once more while answers are being read.
  await until('an answer read', async () => (await files('done')).length > 1);
  await product.kill();
  await product.start();
  for (const address of cases) {
    await until('仮登録', async () => {
      await reviewer.goto(address);
      return (await reviewer.locator('#review .part .tag').first().textContent()) === '仮登録';
    });
    assert.equal((await post(reviewer, `${address}/finalise`, { command: command(), part: 'move' })).status(), 303);
    await reviewer.goto(address);
    assert.equal(await reviewer.locator('.state .tag').first().textContent(), '完了');
  }
  over = true;
  await robot;
  assert.equal(seen.size, CASES);
  assert.deepEqual([...seen.values()], Array(CASES).fill(1), 'each once');
  await until('everything put aside', async () => (await files('taken')).length + (await files('answers')).length === 0);
  assert.deepEqual(await readdir(place('answers')), [], 'no answer was refused');
  assert.deepEqual(await readdir(place('outbox')), []);
  const done = await readdir(place('done'));
  for (const name of seen.keys()) assert.ok(done.includes(name) && done.includes(`${name}.answer`), name);
});

test('called back or taken: one of both, never neither', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { address } = await inReview(230 + round);
    assert.equal((await approve(address)).status(), 303);
    const name = await written();
    const robot = new Promise((done) => { setTimeout(done, randomInt(40)); })
      .then(() => rename(place('outbox', name), place('taken', name)))
      .then(() => true, () => false);
    const answered = await post(clerk, `${address}/recall`, { command: command(), part: 'move', reason: '見本' });
    const [taken, recalled] = [await robot, answered.status() === 303];
    assert.notEqual(taken, recalled, `taken ${taken}, called back ${recalled}`);
    assert.equal((await files('recalled')).includes(name), recalled);
    assert.equal((await files('taken')).includes(name), taken);
  }
});

test('an answer with a fault says where, in a file beside it, and changes nothing', async () => {
  const { address } = await inReview(240);
  assert.equal((await approve(address)).status(), 303);
  const name = await written();
  await rename(place('outbox', name), place('taken', name));
  await put(name, answer(await readFile(place('taken', name))).replaceAll('仮登録', '登録'));
  const fault = place('answers', name.replace('.csv', '.fault.txt'));
  const told = await until('the fault', () => readFile(fault, 'utf8'));
  assert.match(told, /2行目.*列.*。/);
  assert.ok(!product.said().includes('太郎'), 'no name in the log');
  await clerk.goto(address);
  assert.match(await clerk.locator('#review .part').first().textContent(), /送信/);
});
