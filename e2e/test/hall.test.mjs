// A tablet in the hall: many people, one after the other, and nobody finds what the one before has entered.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, pageOn } from '../lib/browser.mjs';
import { TODAY } from '../lib/counter.mjs';
import { codeTexts, ENTERED, fillIn, ONE, walk, walkTo } from '../lib/interview.mjs';
import { checkNothingLeft } from '../lib/leaks.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';
import { startRecorder } from '../lib/requests.mjs';
import { pictures } from '../lib/screens.mjs';

const TABLET = { viewport: { width: 768, height: 1024 } };
const GIVEN = 'mover:1/name/kanji.given';
let product, browser;

before(async () => {
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

const tablet = (how) => pageOn(browser, TABLET, how);

/** Another site, on a host of its own. */
async function startServer(answer) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://localhost:${server.address().port}`, close: () => server.closeAllConnections() ?? server.close() };
}

const home = () => `${product.public}/?hall=EH1`;

async function begin(page, query = '') {
  await page.goto(`${home()}${query}`);
  await page.locator('.services a[href*="/prepare/move_in"]').click();
  await page.locator('form.ask').waitFor();
}

/** A tablet whose clock the test turns, with a name typed on it. */
async function typing(query) {
  const page = await tablet();
  await page.clock.install();
  await begin(page, query);
  await walkTo(page, 'person');
  await fillIn(page, { [GIVEN]: '太郎' });
  return page;
}

/** Nothing of the person before is to be found, neither here nor by going back. */
async function checkForgotten(page) {
  await page.waitForURL(home());
  const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  assert.doesNotMatch(await kept(), /太郎|mover/);
  for (let times = 0; times < 3; times += 1) {
    if ((await page.goBack().catch(() => null)) === null) break;
    if (page.url() === 'about:blank') break;
    await page.locator('main h1').first().waitFor();
    const here = await page.evaluate(() => {
      const values = [...document.querySelectorAll('input, select')].map((control) => control.value);
      return document.body.innerText + values.join(' ');
    });
    assert.doesNotMatch(here, /太郎/);
    assert.doesNotMatch(await kept(), /太郎/);
  }
}

const warning = (page) => page.getByRole('alertdialog', { name: '続けますか' });

test('a tablet is known by its id, carried on everywhere; what is no id is nothing', async () => {
  const page = await tablet();
  await page.goto(home());
  assert.equal(await page.locator('body.hall').getAttribute('data-hall'), 'EH1');
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
  await checkAccessibility(page);
  await pictures(page, 'hall-home');
  for (const address of await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
    if (!address.startsWith('#')) assert.match(address, /[?&]hall=EH1/);
  }
  await begin(page);
  assert.match(page.url(), /\/prepare\/move_in\?hall=EH1$/);
  assert.equal(await page.locator('#keep-save, #keep-open').count(), 0, 'nothing is saved on a shared tablet');
  await walkTo(page, 'person');
  await checkAccessibility(page);
  await pictures(page, 'hall-person');
  const low = await page.evaluate(() =>
    [...document.querySelectorAll('button, a.button, input:not([type="radio"], [type="checkbox"], [type="hidden"]), select, label.radio')]
      .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 64)
      .map((one) => one.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(low, []);
  const offered = await page.evaluate(() => [...document.querySelectorAll('main :is([type="text"], [type="tel"])')].filter(({ autocomplete }) => autocomplete !== 'off').length);
  assert.equal(offered, 0, 'the browser offers what somebody else typed');
  for (const id of ['eh1', 'EH1234', '<b>', 'EH1%20x', '']) {
    await page.goto(`${product.public}/?hall=${id}`);
    assert.equal(await page.locator('body.hall').count(), 0, id);
  }
});

test('it warns after two minutes, goes on where somebody says so, and forgets after three', async () => {
  const page = await typing('&lang=ja');
  await page.clock.fastForward('01:58');
  assert.equal(await warning(page).count(), 0);
  await page.clock.fastForward('00:03');
  await warning(page).waitFor();
  await checkAccessibility(page);
  await pictures(page, 'hall-warning');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'hall-go-on');
  assert.match(await page.locator('#hall-seconds').textContent(), /^5\d$/);
  await page.clock.fastForward('00:10');
  assert.match(await page.locator('#hall-seconds').textContent(), /^4\d$/);
  await page.keyboard.press('Enter');
  await warning(page).waitFor({ state: 'hidden' });
  assert.equal(await page.locator(`[name="${GIVEN}"]`).inputValue(), '太郎');
  await page.clock.fastForward('01:00');
  assert.equal(await warning(page).count(), 0);
  await page.clock.fastForward('02:01');
  await checkForgotten(page);
});

test('who finishes leaves nothing, and the next begins in Japanese without furigana', async () => {
  const page = await typing('&lang=en&furigana=1');
  await page.getByRole('link', { name: 'Finish' }).click();
  const sure = page.getByRole('dialog', { name: 'Finish now?' });
  await sure.waitFor();
  await checkAccessibility(page);
  await pictures(page, 'hall-sure');
  await sure.getByRole('button', { name: 'Continue' }).click();
  assert.equal(await page.locator(`[name="${GIVEN}"]`).inputValue(), '太郎');
  await page.getByRole('link', { name: 'Finish' }).click();
  await sure.getByRole('button', { name: 'Finish' }).click();
  await page.waitForURL(home());
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  await page.getByRole('link', { name: 'ふりがなをつける' }).waitFor();
  await checkForgotten(page);
});

test('a tablet that comes back after a fall shows nothing of before', async () => {
  const page = await typing();
  // A page that does not watch the time: what was kept is as a browser finds it that was started again.
  await page.goto(`${product.public}/nowhere`);
  await page.evaluate(() => sessionStorage.setItem('kakanai.touched', '1'));
  assert.match(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /太郎/);
  await page.goto(`${product.public}/prepare/move_in?hall=EH1`);
  await page.waitForURL(home());
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /太郎/);
});

test('a clock that is put back holds nothing back, and the browser asks nothing that would stop it', async () => {
  const page = await typing();
  await page.getByRole('button', { name: 'はじめからやり直す' }).click();
  await page.getByRole('dialog', { name: 'おわりますか' }).getByRole('button', { name: '続ける' }).click();
  await page.clock.setSystemTime(await page.evaluate(() => Date.now() - 3_600_000));
  await page.clock.runFor(1500);
  await page.clock.fastForward('02:02');
  await warning(page).waitFor();
  await page.clock.fastForward('01:01');
  await checkForgotten(page);
});

test('a ticket is shown to nobody but its owner, also where the browser sends the form again', async () => {
  const page = await tablet();
  const sentAgain = async (move) => {
    // The browser asks first, with a page of its own; loading that one sends the form.
    await move().catch(() => {});
    await page.waitForFunction(() => location.protocol === 'chrome-error:');
    // Its answer is left at once for the first page.
    await page.reload().catch(() => {});
    await page.waitForURL(home());
    await page.getByRole('heading', { name: '手続きの準備をする' }).waitFor();
    assert.equal(await page.locator('.ticket-page').count(), 0);
  };
  const ticket = async () => {
    await begin(page);
    await walk(page, ONE);
    await page.getByRole('button', { name: '番号札をとる' }).click();
    return page.locator('.called').textContent();
  };
  const first = await ticket();
  await page.reload();
  assert.equal(await page.locator('.called').textContent(), first, 'its owner loads it again');
  await page.locator('header .name a').click();
  await page.waitForURL(home());
  await sentAgain(() => page.goBack());
  const second = await ticket();
  assert.notEqual(second, first);
  await page.goBack();
  await page.locator('.symbol').first().waitFor();
  await page.getByRole('link', { name: 'おわる' }).click();
  await page.getByRole('dialog', { name: 'おわりますか' }).getByRole('button', { name: 'おわる' }).click();
  await page.waitForURL(home());
  await sentAgain(() => page.goForward());
});

test('what another site sends in somebody’s name is not read', async () => {
  const site = await startServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(`<form method="post"><input name="consent" value="yes"><input name="hall" value="EH1"></form>`);
  });
  try {
    const page = await tablet();
    for (const path of ['/prepare/move_in', '/hall/ticket']) {
      await page.goto(site.address);
      const sent = page.waitForResponse((answer) => answer.url() === product.public + path);
      await page.evaluate((action) => {
        document.forms[0].action = action;
        document.forms[0].submit();
      }, product.public + path);
      assert.equal((await sent).status(), 403, path);
      await page.getByText('はじめのページから、もう一度お願いします。').waitFor();
      assert.equal(await page.locator('[name="kakanai.state"]').count(), 0);
    }
  } finally {
    site.close();
  }
});

test('the code gives a ticket, the same one again for the same code, and only sealed text is sent', async () => {
  const recorder = await startRecorder();
  try {
    const page = await tablet({ recorder });
    await page.clock.install();
    await begin(page);
    await walk(page, ONE);
    await page.locator('.symbol').first().waitFor();
    await checkAccessibility(page);
    await pictures(page, 'hall-code');
    assert.equal(await page.getByRole('button', { name: '画像を保存する' }).count(), 0, 'a file would stay on the tablet');
    const texts = await codeTexts(page);
    await page.getByRole('button', { name: '番号札をとる' }).click();
    await page.getByRole('heading', { name: '番号札' }).waitFor();
    const called = await page.locator('.called').textContent();
    assert.match(called, /^\d{3}$/);
    assert.equal(await page.locator('.number').textContent(), `E-20261120-0${called}`);
    await checkAccessibility(page);
    await pictures(page, 'hall-ticket');
    assert.deepEqual(await readQr(await page.screenshot({ fullPage: true })), texts);
    await page.reload();
    assert.equal(await page.locator('.called').textContent(), called);
    const posts = recorder.list.filter(({ method }) => method === 'POST');
    for (const { url, body } of posts) {
      assert.equal(url, `${product.public}/hall/ticket?hall=EH1`);
      const sent = [...new URLSearchParams(body.toString())];
      assert.deepEqual(sent, [['hall', 'EH1'], ['service', 'move_in'], ...texts.map((text) => ['code', text])]);
    }
    assert.equal(posts.length, 2);
    checkNothingLeft(recorder.list, ENTERED);
    await page.clock.fastForward('00:41');
    await warning(page).waitFor();
    await page.clock.fastForward('00:20');
    await checkForgotten(page);
  } finally {
    await recorder.close();
  }
});

test('where no ticket can be given, a paper one is asked for and the code is shown all the same', async () => {
  const page = await tablet();
  await begin(page);
  await walk(page, ONE);
  const texts = await codeTexts(page);
  // A file where the folder should be: nothing can be kept.
  await rm(join(product.data, 'tickets'), { recursive: true, force: true });
  await writeFile(join(product.data, 'tickets'), '');
  try {
    await page.getByRole('button', { name: '番号札をとる' }).click();
    await page.getByText('紙の番号札をとって、呼ばれるまでお待ちください。').waitFor();
    await checkAccessibility(page);
    await pictures(page, 'hall-paper-ticket');
    assert.deepEqual(await readQr(await page.screenshot({ fullPage: true })), texts);
  } finally {
    await rm(join(product.data, 'tickets'));
  }
});

test('with scripts off the page ends by itself and says so, and the ticket is given as well', async () => {
  const page = await tablet({ options: { javaScriptEnabled: false } });
  await page.goto(`${product.public}/prepare/move_in?hall=WH2`);
  assert.equal(await page.locator('meta[http-equiv="refresh"]').getAttribute('content'), '180;url=/?hall=WH2');
  await page.getByText('3分たつと、入力したことは消えます。').waitFor();
  await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
  await walk(page, ONE);
  await page.getByRole('button', { name: '番号札をとる' }).click();
  assert.equal(await page.locator('.number').textContent(), 'W-20261120-0001');
  const history = await (await page.context().newCDPSession(page)).send('Page.getNavigationHistory');
  for (const { title } of history.entries) assert.doesNotMatch(title, /見本|太郎/, 'the browser remembers a name');
  await page.reload();
  assert.equal(await page.locator('.number').textContent(), 'W-20261120-0001');
  await page.getByRole('link', { name: 'おわる' }).first().click();
  assert.equal(page.url(), `${product.public}/?hall=WH2`);
});

test('whatever is no sealed code gets no ticket', async () => {
  const wrong = [{}, { hall: 'EH1', service: 'move_in' }, { hall: 'EH1', service: 'move_in', code: '見本太郎' }, { hall: 'x', service: 'move_in', code: 'A' }];
  for (const fields of wrong) {
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${product.public}/hall/ticket`, { method: 'POST', body });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /QRコードを読み取れませんでした/);
  }
  const answer = await fetch(`${product.public}/hall/ticket?hall=EH1`, { redirect: 'manual' });
  assert.equal(answer.headers.get('location'), '/?hall=EH1');
});
