// The citizen's side, as a phone at home shows it: from the choice of a service to a QR code that the city opens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, pageOn, PHONE } from '../lib/browser.mjs';
import { scanned, TODAY } from '../lib/counter.mjs';
import { begin, ENTERED, familyWalk, fillIn, from, ONE, press, shown, upTo, walk, walkTo } from '../lib/interview.mjs';
import { checkStops, keyboardWalk } from '../lib/keyboard.mjs';
import { checkNothingLeft } from '../lib/leaks.mjs';
import { startProduct } from '../lib/product.mjs';
import { startRecorder } from '../lib/requests.mjs';
import { pictures } from '../lib/screens.mjs';

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

const problem = (page) => page.locator('#messages').waitFor();
const headingHasFocus = (page) => page.waitForFunction(() => document.activeElement?.tagName === 'H1');

test('a family prepares its 転入 on a phone, and the city opens what zbar reads off the screen', async () => {
  const page = await phone();
  await page.goto(product.public);
  await checkAccessibility(page);
  await page.getByRole('link', { name: '転入' }).click();
  await shown(page, 'origin');
  const looked = new Set();
  await walk(page, familyWalk(), async (name) => {
    if (looked.has(name)) return;
    looked.add(name);
    await checkAccessibility(page);
    if (['person', 'people', 'old_town', 'summary'].includes(name)) await pictures(page, `citizen-${name}`);
  });
  const read = JSON.stringify(await scanned(page, product));
  for (const word of ['見本　太郎', '見本　𠮷彦', 'ミホン　サクラ', '旭ケ丘', '9999番地の1', '0999000001']) {
    assert.ok(read.includes(word), `${word} did not arrive: ${read}`);
  }
  await checkAccessibility(page);
  await pictures(page, 'citizen-code');
});

test('nothing entered leaves the browser: only the announced parts of the table of towns are asked for', async () => {
  const recorder = await startRecorder();
  // What the service worker keeps is listed beforehand, whoever comes and whatever is entered.
  const { pages, variants, files } = await (await fetch(`${product.public}/assets/files.json`)).json();
  const keeps = files.filter(({ keep }) => keep === 'first').map(({ path }) => path);
  const variantsOf = (path) => variants.map((query) => `${path}?${query}`);
  const worker = ['/worker.js', '/assets/files.json', ...keeps, ...pages.flatMap(variantsOf)];
  const announced = new Set(worker.map((path) => `GET ${path}`));
  try {
    const page = await phone({ recorder });
    await begin(page, product);
    recorder.clear();
    await press(page);
    await problem(page);
    await walk(page, upTo(familyWalk(), 'person'));
    await fillIn(page, { 'mover:1/name/kanji.family': '見本', 'mover:1/name/kana.family': '太郎' });
    await press(page);
    await problem(page);
    await walk(page, from(familyWalk(), 'person'));
    await scanned(page, product);
    await page.reload();
    await page.locator('.symbol').first().waitFor();
    await page.goto(`${product.public}/nowhere`);
    checkNothingLeft(recorder.list, ENTERED);
    // After the first page only these are asked for, and what the worker keeps; then the reload, and the page that is
    // not there.
    const asked = recorder.list.map(({ method, url }) => `${method} ${url.slice(product.public.length)}`);
    const reload = asked.indexOf('GET /prepare/move_in');
    const others = asked.filter((request) => !announced.has(request));
    assert.ok(reload > 0 && asked.length > others.length);
    for (const request of others.slice(0, others.indexOf('GET /prepare/move_in'))) assert.match(request, /^GET \/assets\/postal\/\d\d$/);
    for (const request of others) assert.match(request, /^GET \/(prepare\/move_in|nowhere|assets\/postal\/\d\d)$/);
    for (const { body, headers, url } of recorder.list) {
      assert.equal(body.length, 0, `${url} has a body`);
      assert.ok(!headers.some(([name]) => /^(referer|cookie)$/i.test(name)), `${url} says where it came from`);
    }
  } finally {
    await recorder.close();
  }
});

test('once the whole table is there, an address is looked up without the network', async () => {
  const page = await phone();
  const last = page.waitForResponse((response) => response.url().endsWith('/assets/postal/99'));
  await begin(page, product);
  await last;
  await page.context().setOffline(true);
  await walk(page, upTo(ONE, 'old_head'));
  assert.equal(await page.locator('main [data-page]').first().getAttribute('data-page'), 'old_head');
});

test('with scripts off nothing is read before consent, and then the server leads to the code', async () => {
  const page = await phone({ options: { javaScriptEnabled: false } });
  await page.goto(`${product.public}/prepare/move_in`);
  await page.getByRole('heading', { name: '市のサーバーを通して入力しますか' }).waitFor();
  await pictures(page, 'citizen-consent');
  await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
  await shown(page, 'origin');
  assert.ok(await page.getByText('入力したことは、市のサーバーを通っています。').isVisible());
  await press(page);
  await problem(page);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: '日本語' }).click();
  await walk(page, ONE);
  await scanned(page, product);
});

test('an answer without consent is not read', async () => {
  const body = new URLSearchParams({ 'move/origin': 'domestic', action: 'next' });
  const answer = await fetch(`${product.public}/prepare/move_in`, { method: 'POST', body });
  assert.match(await answer.text(), /市のサーバーを通して入力しますか/);
});

for (const [what, pattern] of [['the engine', '**/engine-*.wasm'], ['a module', '**/towns.js'], ['the catalogue', '**/catalogue-*.json']]) {
  test(`where ${what} does not come, the server is not used before it is agreed to`, async () => {
    // Playwright sees nothing of what a worker asks for.
    const page = await phone({ options: { serviceWorkers: 'block' } });
    const posts = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await page.route(pattern, (route) => route.abort());
    await page.goto(`${product.public}/prepare/move_in`);
    await page.getByRole('heading', { name: '市のサーバーを通して入力しますか' }).waitFor();
    await checkAccessibility(page);
    assert.deepEqual(posts, []);
    await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
    await shown(page, 'origin');
  });
}

test("an engine of another build than the server's seals nothing that the counter could not open", async () => {
  const page = await phone({ options: { serviceWorkers: 'block' } });
  await page.route('**/prepare/move_in', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/data-schema="[0-9a-f]+"/, 'data-schema="00"');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(`${product.public}/prepare/move_in`);
  await page.getByRole('heading', { name: '市のサーバーを通して入力しますか' }).waitFor();
});

test("the phone's back button goes back one page, and forward again", async () => {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, 'koseki');
  await headingHasFocus(page);
  await page.goBack();
  await shown(page, 'person');
  assert.equal(await page.getByLabel('名（なまえ）').inputValue(), '太郎');
  await page.goBack();
  await shown(page, 'nationality');
  await page.goForward();
  await shown(page, 'person');
  // Back within the page is the same as back on the phone.
  await press(page, '前に戻る');
  await shown(page, 'nationality');
  for (const name of ['left', 'move_date', 'origin']) {
    await page.goBack();
    await shown(page, name);
  }
  await page.goBack();
  assert.equal(page.url(), 'about:blank');
});

test('a reload goes on where one was, and starting over forgets everything', async () => {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, 'koseki');
  await page.reload();
  await shown(page, 'koseki');
  assert.match(await page.locator('h1').first().textContent(), /見本　太郎の本籍/);
  assert.doesNotMatch(await page.title(), /太郎/, 'a name in the history of the browser');
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'はじめからやり直す' }).click();
  await shown(page, 'origin');
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  assert.ok(!kept.includes('太郎'), kept);
});

test('the same answers keep the same code; changed ones get another', async () => {
  const page = await phone();
  await begin(page, product);
  await walk(page, ONE);
  await page.locator('.symbol').first().waitFor();
  const text = () => page.locator('.code-text').first().textContent();
  const first = await text();
  await page.reload();
  await page.locator('.symbol').first().waitFor();
  assert.equal(await text(), first);
  await press(page, '確認に戻る');
  await shown(page, 'summary');
  await press(page);
  await page.locator('.symbol').first().waitFor();
  assert.equal(await text(), first);
  await press(page, '確認に戻る');
  await page.getByRole('button', { name: '変える 印鑑登録をしますか' }).click();
  await walk(page, [['seal', { 'seal/wanted': 'yes' }], ['seal_name', { 'seal/name': 'full' }], ['summary', {}]]);
  await page.locator('.symbol').first().waitFor();
  assert.notEqual(await text(), first);
});

test('the language can be changed in the middle, and nothing typed is lost', async () => {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, 'person');
  await fillIn(page, { 'mover:1/name/kanji.given': '太郎' });
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByText('Your answers have not left this device.').waitFor();
  assert.equal(await page.locator('[name="mover:1/name/kanji.given"]').inputValue(), '太郎');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

test('every control can be reached with the keyboard and be seen to have the focus', async () => {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, 'person');
  checkStops(await keyboardWalk(page));
  await press(page);
  await problem(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'messages');
  await page.locator('#messages a').first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'mover:1/name/kanji.family');
});

test('320 to 1920 pixels wide, no page scrolls sideways', async () => {
  const page = await phone();
  await begin(page, product);
  for (const [name, ...rest] of ONE) {
    await shown(page, name);
    for (const width of [320, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      const needed = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(needed <= width, `${name} needs ${needed} of ${width} pixels`);
    }
    await walk(page, [[name, ...rest]]);
  }
});

test('what nobody can mean is answered with a clear sentence, and the rest stays', async () => {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, 'person');
  const [, person] = ONE.find(([name]) => name === 'person');
  const control = 'mover:1/name/kanji.family';
  for (const [text, words] of [['あ'.repeat(3_500_000), '長すぎます'], ['見本😀', '「😀」は使えません'], ['\u{E000}', 'この端末だけの文字']]) {
    await fillIn(page, person);
    // A paste of ten megabytes is set as a whole: typing it would take an hour.
    await page.evaluate(([name, value]) => { document.getElementById(name).value = value; }, [control, text]);
    await press(page);
    await page.locator('#messages', { hasText: words }).waitFor();
    assert.equal(await page.locator('[name="mover:1/name/kanji.given"]').inputValue(), person['mover:1/name/kanji.given']);
  }
  await fillIn(page, { [control]: '\u{202E}見本\u{200B}' });
  await press(page);
  await shown(page, 'koseki');
  assert.ok((await page.locator('h1').first().textContent()).startsWith('見本　太郎'));
  await page.reload();
  await shown(page, 'koseki');
});
