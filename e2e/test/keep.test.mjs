// Nothing typed is lost: a call in between, a full memory, a file saved today and opened tomorrow. And what one can do
// with the code: enlarge it, keep a picture, print it.
import assert from 'node:assert/strict';
import { webcrypto as crypto } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, pageOn, PHONE } from '../lib/browser.mjs';
import { TODAY } from '../lib/counter.mjs';
import { begin, codeTexts, fillIn, ONE, shown, walk, walkTo } from '../lib/interview.mjs';
import { checkStops, keyboardWalk } from '../lib/keyboard.mjs';
import { checkNothingLeft } from '../lib/leaks.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';
import { startRecorder } from '../lib/requests.mjs';
import { pictures } from '../lib/screens.mjs';

/** A phone's, pixel by pixel. */
const SCREEN = { viewport: PHONE.viewport };
const GIVEN = 'mover:1/name/kanji.given';
const PASSPHRASE = '三毛ねこは二ひき';
/** みほん市. */
const CITY = '999999';
let product, browser;

before(async () => {
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

const phone = (how) => pageOn(browser, SCREEN, how);

/** A phone on the page about the person, with a name typed and not sent. */
async function typing(how) {
  const page = await phone(how);
  await begin(page, product);
  await walkTo(page, 'person');
  await fillIn(page, { [GIVEN]: '太郎' });
  return page;
}

const typed = (page) => page.locator(`[name="${GIVEN}"]`).inputValue();
const saving = (page) => page.getByRole('dialog', { name: '入力したことを保存する' });
const opening = (page) => page.getByRole('dialog', { name: '保存したものを開く' });

async function save(page, first, again = first) {
  const dialog = saving(page);
  await dialog.getByLabel('合い言葉', { exact: true }).fill(first);
  await dialog.getByLabel('合い言葉（もう一度）').fill(again);
  await dialog.getByRole('button', { name: 'かぎをかけて保存する' }).click();
}

async function openFile(page, path, passphrase) {
  const dialog = opening(page);
  await dialog.getByLabel(/保存したファイル/).setInputFiles(path);
  await dialog.getByLabel('合い言葉').fill(passphrase);
  await dialog.getByRole('button', { name: '開く', exact: true }).click();
}

/** Types, saves and gives the file's path. */
async function savedFile(page) {
  await page.getByRole('button', { name: '保存する', exact: true }).click();
  const coming = page.waitForEvent('download');
  await save(page, PASSPHRASE);
  const download = await coming;
  const path = join(product.data, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** A file with something else in it, sealed as ours are. */
async function sealed(whole, inside) {
  const { kakanai, version, service, rounds } = whole;
  const base = await crypto.subtle.importKey('raw', Buffer.from(PASSPHRASE.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: Buffer.from(whole.salt, 'base64'), iterations: rounds };
  const key = await crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const bound = Buffer.from(JSON.stringify([kakanai, version, service, rounds]));
  const seal = { name: 'AES-GCM', iv: Buffer.from(whole.nonce, 'base64'), additionalData: bound };
  const text = JSON.stringify(inside && { city: CITY, ...inside });
  const data = await crypto.subtle.encrypt(seal, key, Buffer.from(text));
  return JSON.stringify({ ...whole, data: Buffer.from(data).toString('base64') });
}

test('what is typed stays over back and forward, a reload, and a telephone call', async () => {
  const page = await typing();
  await page.goBack();
  await page.goForward();
  await shown(page, 'person');
  assert.equal(await typed(page), '太郎');
  await fillIn(page, { [GIVEN]: '花子' });
  await page.reload();
  await shown(page, 'person');
  assert.equal(await typed(page), '花子');
  await fillIn(page, { [GIVEN]: '咲良' });
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const kept = await page.evaluate(() => sessionStorage.getItem('kakanai.state.move_in'));
  assert.ok(kept.includes('咲良'), kept);
});

test('where the browser keeps nothing, one goes on, and is told so once', async () => {
  const full = () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  };
  const page = await phone();
  await page.addInitScript(full);
  await begin(page, product);
  const notice = page.getByText('この画面を閉じると、入力したことが消えます');
  await notice.waitFor();
  await checkAccessibility(page);
  await walkTo(page, 'person');
  assert.equal(await notice.count(), 0);
  await fillIn(page, { [GIVEN]: '太郎' });
  await page.getByRole('link', { name: 'English' }).click();
  await page.locator('form.ask[lang="en"]').waitFor();
  assert.equal(await typed(page), '太郎');
});

test('answers are saved under a passphrase and opened again on another device; neither leaves the browser', async () => {
  const recorder = await startRecorder();
  try {
    const page = await typing({ recorder });
    await page.getByRole('button', { name: '保存する', exact: true }).click();
    await checkAccessibility(page);
    await pictures(page, 'keep-save');
    await save(page, 'みじかい');
    await page.getByText('合い言葉を8文字以上で入れてください。').waitFor();
    await save(page, PASSPHRASE, 'ちがう合い言葉です');
    await page.getByText('2つの合い言葉がちがいます。').waitFor();
    await checkAccessibility(page);
    await saving(page).getByRole('button', { name: 'やめる' }).click();
    const path = await savedFile(page);
    assert.match(path, /junbi-20261120\.kakanai$/);
    const text = await readFile(path, 'utf8');
    const { kakanai, version, service, rounds } = JSON.parse(text);
    assert.deepEqual({ kakanai, version, service, rounds }, { kakanai: 'saved answers', version: 1, service: 'move_in', rounds: 600_000 });
    for (const word of ['太郎', '\\u592a', Buffer.from('太郎').toString('base64').slice(0, 6)]) assert.ok(!text.includes(word));

    const other = await phone({ recorder });
    await other.goto(product.public);
    await other.getByRole('button', { name: '保存したものを開く' }).click();
    await checkAccessibility(other);
    await pictures(other, 'keep-open');
    await openFile(other, path, 'まちがえた合い言葉');
    await other.getByText('合い言葉がちがうか、ファイルがこわれています。').waitFor();
    await openFile(other, path, PASSPHRASE);
    await shown(other, 'person');
    assert.equal(await typed(other), '太郎');
    assert.equal(await other.evaluate(() => sessionStorage.getItem('kakanai.opened')), null);
    checkNothingLeft(recorder.list, ['太郎', PASSPHRASE, 'ちがう合い言葉です', 'まちがえた合い言葉']);
  } finally {
    await recorder.close();
  }
});

test('a passphrase typed full-width opens what was saved half-width', async () => {
  const page = await typing();
  await page.getByRole('button', { name: '保存する', exact: true }).click();
  const coming = page.waitForEvent('download');
  await save(page, 'Neko-1234', 'Ｎｅｋｏ－１２３４');
  const path = join(product.data, 'wide.kakanai');
  await (await coming).saveAs(path);
  const other = await phone();
  await other.goto(product.public);
  await other.getByRole('button', { name: '保存したものを開く' }).click();
  await openFile(other, path, 'Ｎｅｋｏ－１２３４');
  await shown(other, 'person');
});

test('what is no saved file, or one of another city or time, says so, and nothing is lost', async () => {
  const page = await typing();
  const path = await savedFile(page);
  const whole = JSON.parse(await readFile(path, 'utf8'));
  const wrong = [
    ['見本', 'このファイルは開けません。'],
    [JSON.stringify({ ...whole, version: 2 }), '新しい版で保存したものです。'],
    [JSON.stringify({ ...whole, rounds: 1 }), 'このファイルは開けません。'],
    [JSON.stringify({ ...whole, rounds: 1e12 }), 'このファイルは開けません。'],
    [JSON.stringify({ ...whole, service: '../x' }), 'このファイルは開けません。'],
    [JSON.stringify({ ...whole, service: 'move_out' }), '合い言葉がちがうか、ファイルがこわれています。'],
    [JSON.stringify({ ...whole, data: whole.data.slice(4) }), '合い言葉がちがうか、ファイルがこわれています。'],
    ['x'.repeat(1_000_001), 'このファイルは開けません。'],
    [await sealed(whole, { state: 5 }), 'このファイルは開けません。'],
    [await sealed(whole, null), 'このファイルは開けません。'],
  ];
  await page.getByRole('button', { name: '保存したものを開く' }).click();
  for (const [text, words] of wrong) {
    const file = join(product.data, 'wrong.kakanai');
    await writeFile(file, text);
    await openFile(page, file, PASSPHRASE);
    await page.locator('#keep-open-problem', { hasText: words }).waitFor();
  }
  await opening(page).getByRole('button', { name: 'やめる' }).click();
  assert.equal(await typed(page), '太郎');

  const elsewhere = await phone();
  await elsewhere.route('**/', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/data-city="\d+"/, 'data-city="999962"');
    await route.fulfill({ response: answer, body });
  });
  await elsewhere.goto(`${product.public}/`);
  await elsewhere.getByRole('button', { name: '保存したものを開く' }).click();
  await openFile(elsewhere, path, PASSPHRASE);
  await elsewhere.getByText('ほかの市で保存したものなので、開けません。').waitFor();

  await page.evaluate(() => sessionStorage.setItem('kakanai.opened', JSON.stringify({ service: 'move_in', state: '{}' })));
  await page.reload();
  await page.getByText('保存したものを開けませんでした').waitFor();
  await checkAccessibility(page);
  assert.equal(await typed(page), '太郎');
});

test('the dialogs work with the keyboard alone, and give the focus back', async () => {
  const page = await typing();
  await page.getByRole('button', { name: '保存する', exact: true }).focus();
  await page.keyboard.press('Enter');
  await saving(page).waitFor();
  checkStops(await keyboardWalk(page));
  await page.locator('#keep-new').fill('abc');
  await page.locator('#keep-new').press('Enter');
  await page.getByText('合い言葉を8文字以上で入れてください。').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'keep-new');
  await page.keyboard.press('Escape');
  await saving(page).waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'keep-save');
  assert.equal(await page.locator('#keep-new').inputValue(), '');
});

test('without the means to seal, saving is not offered and the page says why', async () => {
  const bare = () => Object.defineProperty(crypto, 'subtle', { value: undefined });
  const page = await phone();
  await page.addInitScript(bare);
  await begin(page, product);
  await page.getByText('この画面では、保存したり開いたりできません。').waitFor();
  assert.equal(await page.getByRole('button', { name: '保存する', exact: true }).count(), 0);
  assert.equal(await page.getByRole('button', { name: '保存したものを開く' }).count(), 0);
});

test('furigana are switched on and off, in the interview too, with scripts and without', async () => {
  const ruby = (page) => page.locator('main ruby').count();
  const page = await phone();
  await page.goto(product.public);
  await page.getByRole('link', { name: 'ふりがなをつける' }).click();
  await page.getByRole('link', { name: 'ふりがなを消す' }).waitFor();
  await pictures(page, 'furigana-home');
  await page.locator('.services a').first().click();
  await page.locator('form.ask').waitFor();
  assert.match(page.url(), /\?furigana=1$/);
  await checkAccessibility(page);
  await walkTo(page, 'person');
  await fillIn(page, { [GIVEN]: '太郎' });
  const kept = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('kakanai.state.move_in')).furigana ?? false);
  assert.equal(await kept(), true);
  await page.getByRole('link', { name: 'ふりがなを消す' }).click();
  await page.getByRole('link', { name: 'ふりがなをつける' }).waitFor();
  await shown(page, 'person');
  assert.equal(await kept(), false);
  assert.equal(await ruby(page), 0);
  assert.equal(await typed(page), '太郎');
  await page.getByRole('link', { name: 'English' }).click();
  await page.locator('html[lang="en"]').waitFor();
  assert.equal(await page.locator('.furigana').count(), 0);

  const plain = await phone({ options: { javaScriptEnabled: false } });
  await plain.goto(`${product.public}/prepare/move_in`);
  await plain.getByRole('button', { name: 'わかったうえで、続ける' }).click();
  await plain.getByRole('button', { name: 'ふりがなをつける' }).click();
  await plain.getByRole('button', { name: 'ふりがなを消す' }).waitFor();
});

test('the code can be enlarged, kept as a picture that a scanner reads, and printed', async () => {
  const page = await phone();
  await begin(page, product);
  await walk(page, ONE);
  const texts = await codeTexts(page);
  await checkAccessibility(page);
  await pictures(page, 'code-page');

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: '画像を保存する' }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /^qr-20261120(-1)?\.png$/);
  const path = join(product.data, 'code.png');
  await download.saveAs(path);
  const png = await readFile(path);
  assert.ok(png.readUInt32BE(16) >= 1200, `${png.readUInt32BE(16)} pixels wide`);
  assert.deepEqual(await readQr(path), texts.slice(0, 1));

  await page.getByRole('button', { name: '大きく見せる' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('画面を明るくしてください。').waitFor();
  await checkAccessibility(page);
  assert.deepEqual(await readQr(await page.screenshot()), texts.slice(0, 1));
  await pictures(page, 'code-enlarged');
  await dialog.getByRole('button', { name: '閉じる' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await page.emulateMedia({ media: 'print' });
  // 6 cm on paper are 227 of CSS's pixels.
  const { width } = await page.locator('.symbol-image').first().boundingBox();
  assert.ok(width >= 227, `${width} pixels`);
  for (const hidden of ['header nav', 'main button', 'footer', '.code-actions']) {
    assert.equal(await page.locator(hidden).locator('visible=true').count(), 0, hidden);
  }
  await pictures(page, 'code-print');
});

test('the language of the page makes no other code', async () => {
  const page = await phone();
  await begin(page, product);
  await walk(page, ONE);
  await page.locator('.symbol').first().waitFor();
  const text = () => page.locator('.code-text').first().textContent();
  const first = await text();
  await page.getByRole('link', { name: 'English' }).click();
  await page.locator('html[lang="en"] .symbol').first().waitFor();
  assert.equal(await text(), first);
});

test('ten megabytes sent without scripts are answered with what to do', async () => {
  const body = new URLSearchParams({ consent: 'yes', 'move/origin': 'x'.repeat(10_000_000) });
  const answer = await fetch(`${product.public}/prepare/move_in?lang=ja`, { method: 'POST', body });
  assert.equal(answer.status, 413);
  const text = await answer.text();
  assert.match(text, /入力が長すぎます/);
  assert.match(text, /前の画面に/);
});
