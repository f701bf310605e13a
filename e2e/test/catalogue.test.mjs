// A city changes its questions: codes made before are still opened; those of a catalogue it never had are not.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch } from '../lib/browser.mjs';
import { code, paste, signIn, TODAY } from '../lib/counter.mjs';
import { startProduct } from '../lib/product.mjs';

const CATALOGUE = fileURLToPath(new URL('../../catalogue', import.meta.url));
let product, browser, scratch, catalogue;

async function edit(file, change) {
  const path = join(catalogue, file);
  const text = await readFile(path, 'utf8');
  assert.notEqual(change(text), text);
  await writeFile(path, change(text));
}

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-catalogue-'));
  catalogue = join(scratch, 'catalogue');
  await cp(CATALOGUE, catalogue, { recursive: true });
  product = await startProduct({ args: [...TODAY, '--catalogue', catalogue] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

test('a code made before the questions changed is opened after it; a dropped item is left out', async () => {
  const { text, record } = await code(product, scratch, '31', 2);
  assert.ok('x.neighbourhood' in record);
  // One case is open already, its answer to the question that goes stored.
  const before = await code(product, scratch, '33', 2);
  const first = await signIn(browser, product, 'uketsuke2', 'E02');
  await paste(first, product, before.text);
  const address = first.url();
  await first.getByText('町内会の案内').waitFor();
  await product.kill();
  // One question less, its item gone, and the procedure that it decided.
  await edit('pages.toml', (toml) => toml.replace('  { item = "x.neighbourhood" },\n', ''));
  await edit('items.toml', (toml) => toml.replace(/\[\[item\]\]\ntag = 32769[^[]*/, ''));
  await edit('procedures/move_in_2.toml', (toml) => toml.replace(/\[\[procedure\]\]\nid = "move_in_neighbourhood"[^[]*(?:\[(?!\[)[^[]*)*/, ''));
  await product.start();
  const clerk = await signIn(browser, product, 'uketsuke1');
  await paste(clerk, product, text);
  await clerk.getByText(record.mover[1].name.kanji).first().waitFor();
  assert.equal(await clerk.getByText('町内会の案内').count(), 0);

  await first.goto(`${address}/edit/phone`);
  await first.getByLabel('昼間につながる電話番号').fill('0999007777');
  await first.getByRole('button', { name: '保存', exact: true }).click();
  await first.waitForURL(/#phone$/);
  await first.getByText('0999007777').waitFor();
  assert.equal(await first.getByText('町内会の案内').count(), 0);
});

test('a code of a catalogue that was never in force is refused with a word', async () => {
  const { text } = await code(product, scratch, '32', 1);
  const stranger = await startProduct({ args: [...TODAY, '--catalogue', catalogue] });
  try {
    await cp(join(product.data, 'keys'), join(stranger.data, 'keys'), { recursive: true });
    await stranger.kill();
    await stranger.start();
    const clerk = await signIn(browser, stranger, 'uketsuke1');
    await paste(clerk, stranger, text);
    assert.match(await clerk.getByRole('alert').textContent(), /質問で作られた/);
  } finally {
    await stranger.stop();
  }
});
