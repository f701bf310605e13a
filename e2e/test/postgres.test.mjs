// The same counter on PostgreSQL, by one word of configuration: opened, amended, ended hard, found again, erased.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch } from '../lib/browser.mjs';
import { code, complete, erase, holding, paste, run, signIn, TODAY } from '../lib/counter.mjs';
import { startProduct } from '../lib/product.mjs';

const CLUSTER = fileURLToPath(new URL('../../tools/postgres-cluster.sh', import.meta.url));
let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-postgres-'));
  const socket = (await run(CLUSTER, ['start'])).stdout.trim();
  const name = `walk_${process.pid}`;
  await run('psql', ['-h', socket, '-U', 'kakanai', '-d', 'postgres', '-c', `CREATE DATABASE ${name}`]);
  product = await startProduct({ args: [...TODAY, '--database', `postgres://kakanai@localhost/${name}?host=${socket}`] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

test('a case lives and dies on PostgreSQL as on SQLite', async () => {
  const { text, record } = await code(product, scratch, '21');
  const clerk = await signIn(browser, product, 'uketsuke1');
  await paste(clerk, product, text);
  const address = clerk.url();
  const number = (await clerk.locator('h1').textContent()).split(' ')[0];
  await clerk.goto(`${address}/edit/phone`);
  await clerk.getByLabel('昼間につながる電話番号').fill('0999005678');
  await clerk.keyboard.press('Enter');
  await clerk.waitForURL(/#phone$/);
  await product.kill();
  await product.start();
  await paste(clerk, product, text);
  assert.equal(clerk.url(), address, 'the same code opens the same case');
  await clerk.getByText('0999005678').waitFor();
  await clerk.getByRole('button', { name: '審査', exact: true }).click();
  const reviewer = await signIn(browser, product, 'shinsa1', 'E02');
  await reviewer.goto(address);
  await complete(reviewer);
  await reviewer.getByText('この件を消去する').waitFor();
  await erase(reviewer, number);
  assert.equal((await reviewer.goto(address)).status(), 410);
  assert.deepEqual(await holding(product.data, [record.mover[0].name.kanji, '0999005678']), []);
});
