// The counter from a pasted code to the released file, the server ended hard in the middle, as clerks and a
// reviewer in two browsers do it.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, visitor } from '../lib/browser.mjs';
import { code, erase, finish, holding, kakanai, paste, ROOT, run, signIn, TODAY } from '../lib/counter.mjs';
import { handedOver } from '../lib/desk.mjs';
import { startProduct } from '../lib/product.mjs';
import { pictures } from '../lib/screens.mjs';

let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-counter-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

const sample = (seed, people) => code(product, scratch, seed, people);
const enter = (login, terminal) => signIn(browser, product, login, terminal);
const number = (page) => page.locator('h1').textContent();

test('nobody works without signing in, and a wrong password says so', async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(`${product.counter}/cases/00000000000000000000000000000000`);
  assert.match(page.url(), /sign-in\?next=%2Fcases%2F0+$/);
  await page.getByLabel('職員ID').fill('uketsuke1');
  await page.getByLabel('パスワード').fill('wrong');
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByText('ちがいます').waitFor();
  await checkAccessibility(page);
  await pictures(page, 'counter-sign-in');
  await context.close();
});

test('a code becomes a case, an amended one, a printed one, a reviewed one and a released file', async () => {
  const { text, record } = await sample('11');
  const clerk = await enter('uketsuke1');
  await checkAccessibility(clerk);
  await pictures(clerk, 'counter-empty');
  await paste(clerk, product, text);
  await clerk.getByText(record.mover[0].name.kanji).first().waitFor();
  await checkAccessibility(clerk);
  await pictures(clerk, 'counter-case');
  const visit = await number(clerk);
  assert.match(visit, /^E-20261120-0001/);
  const address = clerk.url().split('#')[0];

  // Read a second time, it is the same case.
  await paste(clerk, product, text);
  assert.equal(clerk.url(), address);

  // Amended with the keyboard alone; then the power is cut.
  await clerk.goto(`${address}/edit/phone`);
  await clerk.getByLabel('昼間につながる電話番号').fill('0999-00-1234');
  await clerk.keyboard.press('Enter');
  await clerk.waitForURL(/#phone$/);
  await clerk.getByText('0999001234').waitFor();
  await clerk.getByText('変更前').waitFor();
  await product.kill();
  await product.start();
  await clerk.goto(address);
  await clerk.getByText('0999001234').waitFor();
  await checkAccessibility(clerk);
  await pictures(clerk, 'counter-amended');

  // The form, read back by another program.
  const pdf = await clerk.context().request.get(`${address}/papers.pdf`);
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
  const file = join(scratch, 'form.pdf');
  await writeFile(file, await pdf.body());
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  for (const mover of record.mover) {
    assert.ok(stdout.replaceAll(/\s/g, '').includes(mover.name.kanji.replaceAll(/\s/g, '')), mover.name.kanji);
  }
  assert.ok(stdout.includes('0999001234'));
  await clerk.getByRole('button', { name: '帳票を作る' }).click();
  await clerk.goto(address);
  await clerk.getByText(/帳票の作成（\d+件）/).waitFor({ state: 'attached' });

  // Review is a second person's.
  await clerk.getByRole('button', { name: '審査', exact: true }).click();
  await clerk.locator('.case-head').getByText('審査', { exact: true }).waitFor();
  const reviewer = await enter('shinsa1', 'E02');
  await reviewer.goto(address);
  await reviewer.getByRole('button', { name: '審査して送信する' }).click();
  await reviewer.locator('.review').getByText('送信', { exact: true }).first().waitFor();
  await pictures(reviewer, 'counter-released');
  const [released] = await handedOver(product, 'move', visit.split(' ')[0]);
  const csv = await readFile(join(product.data, 'handover', 'outbox', released), 'utf8');
  assert.ok(csv.startsWith('\ufeff"'));
  assert.equal(csv.trim().split('\r\n').length, 1 + record.mover.length);
  assert.ok(csv.includes(record.mover[1].name.kanji));

  // What a search would find, if it were there: the released file is in the clear until it is picked up.
  const canaries = [record.mover[0].name.kanji, record.mover[0].name.kana, '0999001234'];
  const found = await holding(product.data, canaries);
  assert.ok(found.length > 0 && found.every((path) => path.startsWith(join(product.data, 'handover', 'outbox'))), found.join());

  // Erased: gone from the list, the file, and every page.
  await finish(reviewer);
  await erase(reviewer, visit.split(' ')[0]);
  assert.deepEqual(await readdir(join(product.data, 'handover', 'outbox')), []);
  assert.deepEqual(await holding(product.data, canaries), [], 'plaintext after erasure');
  assert.ok(!canaries.some((canary) => product.said().includes(canary)), 'plaintext in the log');
  const gone = await reviewer.goto(address);
  assert.equal(gone.status(), 410);
  await reviewer.getByText('この件は消去済みです').waitFor();
  await checkAccessibility(reviewer);
});

test('two clerks on one case: a conflict is shown, what was typed stays, and the second save wins knowingly', async () => {
  const { text } = await sample('12');
  const [first, second] = [await enter('uketsuke1'), await enter('uketsuke2', 'E02')];
  await paste(first, product, text);
  const address = first.url();
  const edit = `${address}/edit/phone`;
  for (const page of [first, second]) await page.goto(edit);
  await first.getByLabel('昼間につながる電話番号').fill('0999000001');
  await first.getByRole('button', { name: '保存', exact: true }).click();
  await first.waitForURL(/#phone$/);
  await second.getByLabel('昼間につながる電話番号').fill('0999000002');
  await second.getByRole('button', { name: '保存', exact: true }).click();
  await second.getByText('ほかの人が先に変えました').waitFor();
  await second.getByText('0999000001').waitFor();
  await checkAccessibility(second);
  await pictures(second, 'counter-conflict');
  assert.equal(await second.getByLabel('昼間につながる電話番号').inputValue(), '0999000002');
  await second.getByRole('button', { name: '保存', exact: true }).click();
  await second.waitForURL(/#phone$/);
  await second.getByText('0999000002').waitFor();
});

test('a person is added and removed; a form sent twice counts once', async () => {
  const { text, record } = await sample('13', 3);
  const clerk = await enter('uketsuke3', 'E03');
  await paste(clerk, product, text);
  const address = clerk.url();
  await clerk.getByRole('button', { name: '追加 異動する人' }).click();
  await clerk.waitForURL(/edit\/nationality:4$/);
  await checkAccessibility(clerk);
  await clerk.goto(clerk.url().replace('nationality', 'person'));
  await checkAccessibility(clerk);
  await pictures(clerk, 'counter-edit');
  await clerk.goto(address);
  const people = clerk.locator('.group').first().locator('details.sure');
  assert.equal(await people.count(), record.mover.length + 1);
  await people.last().locator('summary').click();
  await people.last().getByRole('button').click();
  await clerk.getByText('を外しました').waitFor();
  assert.equal(await people.count(), record.mover.length);

  // The same command id, sent again, as a double click or a resent form does.
  await clerk.goto(address);
  const form = {
    command: await clerk.locator('input[name=command]').first().inputValue(),
    seen: await clerk.locator('input[name=seen]').first().inputValue(),
    add: '1',
  };
  for (let time = 0; time < 2; time++) await clerk.context().request.post(`${address}/lists/mover`, { form });
  await clerk.reload();
  assert.equal(await people.count(), record.mover.length + 1);
});

test('two different buttons of one stale page are two commands', async () => {
  const { text } = await sample('15', 2);
  const clerk = await enter('uketsuke5', 'E05');
  await paste(clerk, product, text);
  const address = clerk.url();
  const command = await clerk.locator('input[name=command]').first().inputValue();
  const send = (what, form) => clerk.context().request.post(`${address}/${what}`, { form: { command, ...form } });
  await send('papers', {});
  await send('turn', { to: 'review', reason: '' });
  await clerk.reload();
  await clerk.getByText(/帳票の作成（\d+件）/).waitFor({ state: 'attached' });
  assert.equal(await clerk.locator('.state .tag').first().textContent(), '審査');
});

test('made-up addresses and fields are refused with a page, and change nothing', async () => {
  const { text } = await sample('16', 1);
  const clerk = await enter('uketsuke6', 'E06');
  await paste(clerk, product, text);
  const address = clerk.url();
  const history = () => clerk.locator('.history li').count();
  const before = await history();
  const form = { command: '0'.repeat(32), seen: '1' };
  const post = async (path, more = {}) => (await clerk.context().request.post(`${address}${path}`, { form: { ...form, ...more }, maxRedirects: 0 })).status();
  assert.equal(await post('/edit/nowhere'), 404);
  assert.equal(await post('/edit/phone%0d%0aX-Made-Up:1'), 404);
  assert.equal(await post('/edit/person:99'), 404);
  assert.equal(await post('/lists/mover', { remove: 'everybody' }), 400);
  assert.equal(await post('/lists/service', { add: '1' }), 404);
  assert.equal(await post('/turn', { to: 'heaven' }), 400);
  assert.equal(await post('/turn', { to: 'returned' }), 403, 'a clerk does not review');
  assert.equal(await post('/turn', { to: 'completed' }), 409, 'nobody ends a case by saying so');
  assert.equal(await post('/approve'), 403);
  assert.equal(await post('/erase', { number: 'E-20261120-0001' }), 403);
  assert.equal((await clerk.context().request.get(`${product.counter}/cases/${'f'.repeat(32)}`)).status(), 404);
  await clerk.reload();
  assert.equal(await history(), before);
});

test('what cannot be opened says what it is', async () => {
  const clerk = await enter('uketsuke4', 'E04');
  const { text } = await sample('14');
  const swap = (letter) => (letter === 'A' ? 'B' : 'A');
  const altered = text.slice(0, 60) + swap(text[60]) + text.slice(61);
  for (const [pasted, words] of [
    ['こんにちは', /QRコードではありません|日本語入力/],
    [altered, /読み取りが途中で切れたか、中身が変わっています/],
    [text.slice(0, 100), /途中|全部そろって/],
  ]) {
    await paste(clerk, product, pasted);
    const problem = await clerk.getByRole('alert').textContent();
    assert.match(problem, words, pasted.slice(0, 20));
    assert.equal((await clerk.getByLabel('読み取った文字').inputValue()).trim(), pasted.trim(), 'what was read stays');
  }
  await checkAccessibility(clerk);
  await pictures(clerk, 'counter-refused');
});

test('the chains hold, erased cases among them, and an altered byte is found', async () => {
  // The upkeep seals the access log every five seconds.
  await new Promise((done) => setTimeout(done, 6000));
  const config = join(scratch, 'city.toml');
  const toml = (data) => `root = ${JSON.stringify(ROOT)}\ndata = ${JSON.stringify(data)}\n`;
  await writeFile(config, toml(product.data));
  const whole = await kakanai('verify', '--config', config);
  assert.match(whole, /^cases [1-9]\d*, events [1-9]\d*, broken chains 0\naccess log: [1-9]\d* sealed rows hold$/m);

  const copy = join(scratch, 'copy');
  await mkdir(copy);
  const sqlite = (file, sql) => run('sqlite3', [join(file, 'kakanai.db'), sql]);
  await sqlite(product.data, `VACUUM INTO '${join(copy, 'kakanai.db')}'`);
  await writeFile(config, toml(copy));
  await kakanai('verify', '--config', config);
  const first = '(SELECT rowid FROM events ORDER BY rowid LIMIT 1)';
  // Whoever can write the file can drop the guard as well.
  await sqlite(copy, 'DROP TRIGGER events_stay');
  await sqlite(copy, `UPDATE events SET sealed = zeroblob(length(sealed)) WHERE rowid = ${first}`);
  await assert.rejects(kakanai('verify', '--config', config), /cases do not hold/);
});

test('a code of every service is opened, and each of its pages can be corrected', async () => {
  const clerk = await enter('uketsuke3', 'E03');
  for (const service of ['move_within', 'move_ward', 'move_out', 'certificates', 'seal_registration']) {
    const { text } = await code(product, scratch, '21', 2, service);
    await paste(clerk, product, text);
    await clerk.locator('.block').first().waitFor();
    await checkAccessibility(clerk);
    const address = clerk.url().split('#')[0];
    const pages = await clerk.locator('.block').evaluateAll((blocks) => blocks.map((block) => block.id));
    assert.ok(pages.length >= 8, `${service} has ${pages.length} pages`);
    for (const page of pages) {
      await clerk.goto(`${address}/edit/${page}`);
      await clerk.locator('form fieldset, form .question').first().waitFor();
    }
  }
});
