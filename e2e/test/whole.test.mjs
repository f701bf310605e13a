// The whole way, as scenario 1 tells it as far as it goes today: a family prepares at home on a phone; the picture of
// the code is read by another program; the counter opens it, loses power, goes on, fills the form, reviews, releases.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch, PHONE, visitor } from '../lib/browser.mjs';
import { paste, run, signIn, TODAY } from '../lib/counter.mjs';
import { handedOver } from '../lib/desk.mjs';
import { FAMILY, familyWalk, shown, walk } from '../lib/interview.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';
import { pictures } from '../lib/screens.mjs';

let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-whole-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

test('from the first question at home to the released file', async () => {
  const home = await visitor(browser, { options: PHONE });
  const phone = await home.newPage();
  await phone.goto(`${product.public}/prepare/move_in`);
  await shown(phone, 'origin');
  await walk(phone, familyWalk());
  await phone.locator('.symbol').first().waitFor();
  const read = await readQr(await phone.screenshot({ fullPage: true }));
  assert.equal(read.length, 1, 'one symbol');
  await home.close();

  const clerk = await signIn(browser, product, 'uketsuke1');
  await paste(clerk, product, read[0]);
  const address = clerk.url();
  for (const { name } of FAMILY) await clerk.getByText(name.join('　')).first().waitFor();
  await clerk.getByText('北海道札幌市中央区旭ケ丘9999番地の1').waitFor();
  await clerk.getByText('要確認').first().waitFor(); // what the family did not know: the water
  await product.kill();
  await product.start();
  await clerk.reload();
  await clerk.getByRole('button', { name: '帳票を作る' }).click();
  const pdf = await clerk.context().request.get(`${address}/papers.pdf`);
  await writeFile(join(scratch, 'form.pdf'), await pdf.body());
  await run('qpdf', ['--check', join(scratch, 'form.pdf')]);
  const { stdout } = await run('pdftotext', ['-layout', join(scratch, 'form.pdf'), '-']);
  const printed = stdout.replaceAll(/\s/g, '');
  for (const { name } of FAMILY) assert.ok(printed.includes(name.join('')), name.join(''));
  assert.ok(printed.includes('見本県ためし市一番町9999番地') || printed.includes('見本県ためし市一番町９９９９番地'));

  await clerk.goto(address);
  await clerk.getByRole('button', { name: '審査', exact: true }).click();
  const reviewer = await signIn(browser, product, 'shinsa2', 'E03');
  await reviewer.goto(address);
  await pictures(reviewer, 'whole-review');
  await reviewer.getByRole('button', { name: '審査して送信する' }).click();
  await reviewer.locator('.review').getByText('送信', { exact: true }).first().waitFor();
  const [released] = await handedOver(product, 'move');
  const lines = (await readFile(join(product.data, 'handover', 'outbox', released), 'utf8')).trim().split('\r\n');
  assert.equal(lines.length, 1 + FAMILY.length);
  assert.ok(lines[4].includes('𠮷彦') && lines[1].includes('世帯主'), lines.join('\n'));
});
