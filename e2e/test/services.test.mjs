// Every service from its first page to a code that the city opens, and what is special about each.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, pageOn, PHONE } from '../lib/browser.mjs';
import { scanned, TODAY } from '../lib/counter.mjs';
import { fillIn, press, shown, walk } from '../lib/interview.mjs';
import { startProduct } from '../lib/product.mjs';
import { pictures } from '../lib/screens.mjs';
import { fromAbroad, SERVICES } from '../lib/services.mjs';

let product, browser;

before(async () => {
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

const phone = (how) => pageOn(browser, PHONE, how);

test('the first page offers all services with the questions and minutes they take', async () => {
  const page = await phone();
  await page.goto(product.public);
  for (const [, service] of SERVICES) await page.locator(`.services a[href^="/prepare/${service}"]`).waitFor();
  const estimates = await page.locator('.services .estimate').allTextContents();
  assert.equal(estimates.length, 6);
  for (const words of estimates) assert.match(words, /^1人で質問およそ\d+、\d+分ほど$/);
  await checkAccessibility(page);
  await pictures(page, 'home');
});

for (const [name, service, pages] of SERVICES) {
  test(`${name} is prepared on a phone and opened by the city`, async () => {
    const page = await phone();
    await page.goto(`${product.public}/prepare/${service}`);
    const looked = new Set();
    await walk(page, pages, async (at) => {
      if (looked.has(at)) return;
      looked.add(at);
      await checkAccessibility(page);
      await pictures(page, `${service}-${String(looked.size).padStart(2, '0')}-${at}`);
    });
    const record = await scanned(page, product);
    assert.equal(record.service, service);
    await checkAccessibility(page);
    await pictures(page, `${service}-code`);
  });

  test(`${name} with scripts off`, async () => {
    const page = await phone({ options: { javaScriptEnabled: false } });
    await page.goto(`${product.public}/prepare/${service}`);
    await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
    await walk(page, pages);
    assert.equal((await scanned(page, product)).service, service);
  });
}

test('in English, an expired stay is caught and what it says can be mended', async () => {
  const page = await phone({ options: { locale: 'en-GB' } });
  await page.goto(`${product.public}/prepare/move_in?lang=en`);
  const pages = fromAbroad('2025');
  const at = pages.findIndex(([name]) => name === 'residence');
  await walk(page, pages.slice(0, at + 1));
  await page.locator('#messages').waitFor();
  assert.match(await page.locator('#messages').textContent(), /period of stay ended on/);
  await checkAccessibility(page);
  await pictures(page, 'abroad-expired-en');
  await fillIn(page, { 'mover:1/residence/expires.year': '2028' });
  await press(page);
  await shown(page, 'card');
  await walk(page, pages.slice(at + 1).map(([name, answers]) => [name, answers]));
  const record = await scanned(page, product);
  assert.equal(record.mover[0].name.latin, 'SAMPLE-EXAMPLE MARIA MAGDALENA DE LA CONCEPCION Y ASUNCION');
  assert.equal(record.mover[0].nationality, 'VNM');
  await pictures(page, 'abroad-code-en');
});
