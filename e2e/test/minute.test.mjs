// Sixty seconds for one 住民票 from opening to print, and a family from its code to its papers without an item typed
// again: every key, click and touch of clerk and citizen is counted, and the counts are kept (docs/performance.md).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { signIn, TODAY } from '../lib/counter.mjs';
import { addressOf, atHome, CASE, desk, editing, enter, findings, scan } from '../lib/desk.mjs';
import { Hand } from '../lib/hand.mjs';
import { startProduct } from '../lib/product.mjs';
import { SERVICES } from '../lib/services.mjs';
import { pair, state, tablet, write } from '../lib/tablet.mjs';

let product, browser;

before(async () => {
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

const way = (name) => SERVICES.find(([called]) => called === name)[2];

/** One 住民票 of the whole household in one copy, without anything special. */
const ONE_COPY = (() => {
  const pages = way('証明書');
  const at = (name) => pages.findIndex(([page]) => page === name);
  const one = pages.slice(0, at('certificates')).map(([page, answers]) => [page, 'certificate:1/copies' in answers ? { ...answers, 'certificate:1/copies': '1' } : answers]);
  // What only a 戸籍 needs is not asked, and there is nothing to tell the counter where somebody stands at it.
  return [...one, ['certificates', {}], ['identity', { 'notifier/identity': 'driving_licence' }], ['phone', { 'notifier/phone': '0999000001' }], ['message', {}], ['summary', {}]];
})();

/** Keys of the browser's own printing: Ctrl and P, then Enter. */
const PRINTING = 3;
/** Seconds for a signature with the pen, and for a look at a page of a form. */
const SIGNATURE = 6;
const LOOK = 5;

/** The scanner's trigger is a click; the case is there when its page is. */
async function reads(hand, texts) {
  hand.think();
  hand.counts.clicks += 1;
  await hand.until(() => scan(hand.page, texts), hand.page.waitForURL(CASE));
}

/** A document is ticked with the mouse, and saved with Enter. */
async function ticks(hand, document) {
  hand.think();
  await hand.click(desk(hand.page).getByLabel(document, { exact: true }));
  await hand.until(() => hand.press('Enter'), hand.page.waitForURL(/#desk$/));
  assert.deepEqual(await findings(hand.page), []);
}

/** The papers with F8, and their printing. */
async function prints(hand) {
  const address = addressOf(hand.page);
  hand.think();
  await hand.until(() => hand.press('F8'), hand.page.waitForResponse(`${address}/papers.pdf`));
  hand.counts.keys += PRINTING;
  const pdf = await hand.page.context().request.get(`${address}/papers.pdf`);
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
}

function told(what, hands, wanted) {
  const seconds = Object.values(hands).reduce((sum, hand) => sum + hand.time().seconds, 0);
  for (const [who, hand] of Object.entries(hands)) console.log(`${what}, ${who}: ${JSON.stringify(hand.time())}`);
  console.log(`${what}: ${seconds.toFixed(1)} s by the model, the product's answers included`);
  assert.deepEqual(Object.fromEntries(Object.entries(hands).map(([who, { counts }]) => [who, counts])), wanted);
  // What the product takes is this machine's; what the people take is the model's.
  return Object.values(hands).reduce((sum, hand) => sum + hand.time().person, 0);
}

test('one 住民票 with a code from home', async () => {
  const texts = await atHome(browser, product, 'certificates', ONE_COPY);
  const clerk = new Hand(await signIn(browser, product, 'uketsuke1', 'E01'));
  await reads(clerk, texts);
  await ticks(clerk, '運転免許証');
  await prints(clerk);
  const seconds = told('one 住民票 with a code', { clerk }, { clerk: { keys: 5, clicks: 2, decisions: 3 } });
  assert.ok(seconds < 60, `${seconds} s`);
});

/** How many keys a text takes: kana by romaji, kanji by their readings and their conversion. */
const keysOf = (text) => [...text].reduce((sum, letter) => sum + (/[ -~]/.test(letter) ? 1 : /[ぁ-ヿ０-９　－]/.test(letter) ? 2 : 4), 0);

/** Where the focus is. */
const place = (page) => page.evaluate(() => {
  const { name = '', type = '', value = '', checked = false, tagName, dataset } = document.activeElement;
  return { name, type, value, checked, tag: tagName.toLowerCase(), go: name === 'go' && value === 'next', dataset: { ...dataset } };
});

/** Answers a page at the counter as somebody does who knows it: the first control has the focus, Enter saves from anywhere. */
async function answers(hand, wanted) {
  const { page } = hand;
  await page.waitForFunction(() => document.activeElement.matches('.edit *, body'));
  const open = new Map(Object.entries(wanted));
  hand.think();
  for (let stops = 0; stops < 60; stops += 1) {
    const at = await place(page);
    if (open.has(at.name)) {
      const value = open.get(at.name);
      open.delete(at.name);
      await enters(hand, at, value);
    }
    const here = await place(page);
    const sends = here.tag === 'textarea' ? 'Control+Enter' : 'Enter';
    if (open.size === 0 && (here.go || here.tag === 'textarea' || here.tag === 'input')) {
      const from = page.url();
      await hand.until(() => hand.press(sends), page.waitForURL((url) => url.href !== from));
      return;
    }
    await hand.press('Tab');
  }
  assert.fail(`${[...open.keys()]} cannot be reached on ${page.url()}`);
}

async function enters(hand, at, value) {
  const { page } = hand;
  if (at.tag === 'textarea' || (at.tag === 'input' && !['radio', 'checkbox'].includes(at.type))) {
    hand.counts.keys += keysOf(value);
    await page.keyboard.insertText(value);
    return;
  }
  if (at.type === 'checkbox') {
    if (!at.checked) await hand.press('Space');
    return;
  }
  for (let times = 0; times < 40; times += 1) {
    const { value: now, checked } = await place(page);
    if (now === value && (at.tag === 'select' || checked)) return;
    await hand.press(now === value ? 'Space' : 'ArrowDown');
  }
  assert.fail(`${value} of ${at.name} cannot be chosen`);
}

test('one 住民票 by hand', async () => {
  const clerk = new Hand(await signIn(browser, product, 'uketsuke2', 'E02'));
  clerk.think();
  await clerk.until(() => clerk.press('5'), clerk.page.waitForURL(/\/edit\//));
  const spent = [];
  await enter(clerk.page, ONE_COPY, async (_, wanted) => {
    const [keys, at] = [clerk.counts.keys, editing(clerk.page)];
    await answers(clerk, wanted);
    spent.push(`${at} ${clerk.counts.keys - keys}`);
  });
  console.log(`keys by page: ${spent.join(', ')}`);
  await clerk.page.waitForURL(CASE);
  await ticks(clerk, '運転免許証');
  await prints(clerk);
  const seconds = told('one 住民票 by hand', { clerk }, { clerk: { keys: 116, clicks: 1, decisions: 17 } });
  assert.ok(seconds < 60, `${seconds} s`);
});

test('a family of four from its code to signed papers: no item is typed again', async () => {
  const texts = await atHome(browser, product, 'move_in', way('家族の転入と証明書'));
  const page = await signIn(browser, product, 'uketsuke3', 'E03');
  const screen = await tablet(browser, product);
  await pair(page, product, screen);
  await page.goto(product.counter);
  const [clerk, citizen] = [new Hand(page), new Hand(screen)];
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname.split('/').pop()));
  await reads(clerk, texts);
  await ticks(clerk, '運転免許証');
  clerk.think();
  await clerk.press('F7');
  await clerk.until(() => clerk.press('F7'), screen.getByRole('heading', { name: '内容を確かめてください' }).waitFor());

  const pages = await screen.locator('.where').count();
  for (let at = 1; at < pages; at += 1) {
    citizen.takes(LOOK);
    await citizen.click(screen.locator('.where').nth(at - 1).getByRole('link', { name: '次のページ' }));
  }
  citizen.takes(LOOK);
  citizen.think();
  await citizen.until(() => citizen.click(screen.getByRole('button', { name: 'まちがいありません' })), screen.getByRole('heading', { name: '署名をお願いします' }).waitFor());
  citizen.takes(SIGNATURE);
  await write(screen);
  await citizen.until(() => citizen.click(screen.getByRole('button', { name: 'この署名でよい' })), screen.getByRole('heading', { name: 'ありがとうございました' }).waitFor());
  await state(page).getByText('署名済み').waitFor();
  await prints(clerk);

  // Nothing of the record was typed: what was sent is the code, the ticks, the tablet's turn and the papers.
  assert.deepEqual(sent.filter((what) => !['alive', 'live'].includes(what)), ['open', 'desk', 'ask', 'papers']);
  const seconds = told('a family of four', { clerk, citizen }, { clerk: { keys: 7, clicks: 2, decisions: 4 }, citizen: { keys: 0, clicks: 4, decisions: 1 } });
  assert.ok(seconds < 120, `${seconds} s`);
});
