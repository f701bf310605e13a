// The citizen's side in the browsers that are not Chromium: one person's 転入 from the first page to a code that zbar
// reads off the screen and the city opens. What is asked of each page stands in citizen.test.mjs.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { opened, TODAY } from '../lib/counter.mjs';
import { startFirefox } from '../lib/firefox.mjs';
import { codeTexts, ENTERED, FAMILY, ONE, press, shown, walk } from '../lib/interview.mjs';
import { checkNothingLeft } from '../lib/leaks.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';
import { startRecorder } from '../lib/requests.mjs';
import { FOLDER } from '../lib/screens.mjs';
import { startWebKit } from '../lib/webkit.mjs';

const FIRST = ONE[0][0];
/** Where names are asked for; the reload comes on the page after it. */
const PERSON = ONE.findIndex(([at]) => at === 'person');
const NARROW = { width: 360, height: 800 };

/** A page with every fault that the walks look for, each at the press of its button. */
const FAULTY = `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>見本</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head>
  <body><main><h1>見本</h1><button id="say">言う</button><button id="throw">投げる</button><button id="paint">塗る</button>
  <button id="ask">尋ねる</button><button id="widen">広げる</button></main><script src="/faults.js"></script></body></html>`;
const FAULTS = `function on(id, act) {
    const button = document.getElementById(id);
    const done = () => { button.dataset.done = 'yes'; };
    button.addEventListener('click', () => act(done));
    button.addEventListener('click', () => id !== 'ask' && setTimeout(done));
  }
  on('say', () => console.error('said aloud'));
  on('throw', () => { throw new Error('thrown'); });
  on('paint', () => document.body.setAttribute('style', 'color: red'));
  on('ask', (done) => { Object.assign(new Image(), { onerror: done, src: 'http://elsewhere.example/asked' }); });
  on('widen', () => { document.querySelector('main').style.width = '900px'; });`;
const POLICY = "default-src 'self'; img-src *";

let product, faulty;

before(async () => {
  product = await startProduct({ args: TODAY });
  faulty = http.createServer((request, response) => {
    const script = request.url === '/faults.js';
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(script ? FAULTS : FAULTY);
  });
  faulty.listen(0, '127.0.0.1');
  await once(faulty, 'listening');
});

after(async () => {
  faulty?.closeAllConnections();
  faulty?.close();
  await product?.stop();
});

const neededWidth = (page) => page.evaluate(() => document.scrollingElement.scrollWidth);

async function checkNarrow(page, at) {
  const needed = await neededWidth(page);
  assert.ok(needed <= NARROW.width, `${at} needs ${needed} of ${NARROW.width} pixels`);
}

/**
 * Reads the symbols on the page with another reader, opens them as the city does, and looks for what was entered.
 * @param {string} picture the name of the picture that is read, which stays
 */
async function checkArrived(page, picture) {
  const texts = await codeTexts(page);
  await checkNarrow(page, 'the code');
  await mkdir(FOLDER, { recursive: true });
  const path = join(FOLDER, `${picture}-${NARROW.width}.png`);
  await page.screenshot({ path });
  assert.deepEqual(await readQr(path), texts);
  const read = await opened(product, texts);
  for (const word of ['見本　太郎', '旭ケ丘', '9999番地の1', '0999000001']) {
    assert.ok(read.includes(word), `${word} did not arrive: ${read}`);
  }
}

for (const [name, start] of [['Firefox', startFirefox], ['WebKit', startWebKit]]) {
  describe(`in ${name}`, () => {
    let browser, recorder, page;

    before(async () => {
      recorder = await startRecorder();
      browser = await start({ recorder });
    });

    after(async () => {
      await browser?.close();
      await recorder?.close();
    });

    /** A narrow phone with nothing stored. */
    async function phone(how) {
      page = await browser.newPage(how);
      await page.setViewportSize(NARROW);
      recorder.clear();
      return page;
    }

    /** What was asked of others than the site on this machine. */
    const elsewhere = (site) => recorder.list.map(({ url }) => url).filter((url) => !url.startsWith(`${site}/`));

    /** Nothing went wrong on the pages, and nothing was asked of anybody but the product. */
    async function checkQuiet(site = product.public) {
      assert.deepEqual(await page.troubles(), []);
      assert.deepEqual(elsewhere(site), []);
    }

    test('what goes wrong on a page is seen', async () => {
      await phone();
      const site = `http://127.0.0.1:${faulty.address().port}`;
      await page.goto(site);
      await checkQuiet(site);
      const commit = async (fault) => {
        await page.locator(`#${fault}`).click();
        await page.locator(`#${fault}[data-done]`).waitFor();
      };
      for (const [fault, words] of [['say', /said aloud/], ['throw', /thrown/], ['paint', /policy.*style-src/i]]) {
        const before = new Set(await page.troubles());
        await commit(fault);
        const [trouble, ...more] = (await page.troubles()).filter((one) => !before.has(one));
        assert.match(trouble ?? '', words);
        assert.deepEqual(more, []);
      }
      await commit('ask');
      await commit('widen');
      assert.ok((await neededWidth(page)) > NARROW.width);
      assert.deepEqual(elsewhere(site), ['http://elsewhere.example/asked']);
    });

    test('a person prepares a 転入 from the first page to a code that the city opens', async () => {
      await phone();
      await page.goto(product.public);
      await page.getByRole('link', { name: '転入' }).click();
      await shown(page, FIRST);
      await walk(page, ONE, (at) => checkNarrow(page, at));
      await checkArrived(page, `${name.toLowerCase()}-code`);
      await checkQuiet();
      checkNothingLeft(recorder.list, ENTERED);
    });

    test('a reload keeps the place, and the back button goes back one page', async () => {
      await phone();
      await page.goto(`${product.public}/prepare/move_in`);
      await walk(page, ONE.slice(0, PERSON + 1));
      const next = ONE[PERSON + 1][0];
      await shown(page, next);
      await page.reload();
      await shown(page, next);
      await page.goBack();
      await shown(page, 'person');
      assert.equal(await page.locator('[name="mover:1/name/kanji.given"]').inputValue(), FAMILY[0].name[1]);
      await page.goForward();
      await shown(page, next);
      await checkQuiet();
    });

    // WebKit's driver cannot do without the page's scripts.
    if (name === 'WebKit') return;

    test('with scripts off the server leads to the code, once it is agreed to', async () => {
      await phone({ javaScriptEnabled: false });
      await page.goto(`${product.public}/prepare/move_in`);
      await page.getByRole('heading', { name: '市のサーバーを通して入力しますか' }).waitFor();
      await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
      await shown(page, FIRST);
      await press(page);
      await page.locator('#messages').waitFor();
      await walk(page, ONE);
      await checkArrived(page, `${name.toLowerCase()}-code-without-scripts`);
      await checkQuiet();
    });
  });
}
