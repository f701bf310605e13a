// Reading codes at the counter: a scanner that types, with the input method on and off and the focus anywhere; the
// camera; pictures chosen, dropped, pasted and sent without scripts.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, visitor } from '../lib/browser.mjs';
import { kakanai, passwordOf, signIn, TODAY } from '../lib/counter.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';

let product, browser, scratch;
let clerk, state;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-scan-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
  clerk = await signIn(browser, product, 'uketsuke1');
  clerk.setDefaultTimeout(15_000);
  state = clerk.locator('[data-scan-state]');
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** People of a family whose code has more than one symbol. */
const LARGE = 20;

let made = 0;

/** A new code: its texts and pictures, in order, and its record. A large one does not fit into one symbol. */
async function sealed(people = 2) {
  const name = join(scratch, `code-${made += 1}`);
  const record = JSON.parse(await kakanai('sample', 'move_in', '--seed', 100 + made, '--people', people, ...TODAY));
  if (people === LARGE) {
    const rare = Array.from({ length: 299 }, (_, at) => String.fromCharCode(0x4e00 + ((at * at * 7 + made) % 20_000)));
    record.old_address = { ...record.old_address, building: rare.join('') };
  }
  await writeFile(`${name}.json`, JSON.stringify(record));
  await kakanai('seal', `${name}.json`, '--keys', join(product.data, 'keys'), '--png', name, ...TODAY);
  const pictures = (await readdir(name)).sort().map((file) => join(name, file));
  const texts = (await Promise.all(pictures.map(readQr))).flat();
  assert.equal(texts.length > 1, people === LARGE);
  return { texts, pictures, record };
}

const codeOf = (letter, pad) => (/[A-Z]/.test(letter) ? `Key${letter}` : `${pad ? 'Numpad' : 'Digit'}${letter}`);

/**
 * Types as a scanner does: all keys one upon another.
 * @param {object} how `pad`: digits of the numeric keypad; `caps`: Caps Lock is on and turns every letter; `shift`: each
 *   capital with its Shift; `bare`: letters without places, as some remote desktops give them; `jis`: letters that the
 *   layout makes of the places are others; `ime`: the Japanese input method takes the keys and makes kana of them;
 *   `end`: the key at the end
 */
async function scanner(page, text, { pad, caps, shift, bare, jis, ime, end = 'Enter' } = {}) {
  const line = await page.context().newCDPSession(page);
  const sent = [];
  // The time of a key is the keyboard's, as the system tells it, not that of a busy machine.
  let timestamp = Date.now() / 1000;
  const key = (type, more) => sent.push(line.send('Input.dispatchKeyEvent', { type, timestamp, ...more }));
  let kana = '';
  for (const letter of text) {
    timestamp += 0.004;
    const code = codeOf(letter, pad);
    if (shift && code.startsWith('Key')) key('rawKeyDown', { key: 'Shift', code: 'ShiftLeft', windowsVirtualKeyCode: 16 });
    if (ime) {
      key('rawKeyDown', { key: 'Process', code, windowsVirtualKeyCode: 229 });
      kana += 'あいう'[letter.charCodeAt(0) % 3];
      sent.push(line.send('Input.imeSetComposition', { text: kana.slice(-20), selectionStart: 1, selectionEnd: 1 }));
    } else {
      const shown = jis && /[AQWZ]/.test(letter) ? { A: 'Q', Q: 'A', W: 'Z', Z: 'W' }[letter] : caps ? letter.toLowerCase() : letter;
      key('keyDown', { key: shown, text: shown, code: bare ? '' : code });
    }
    key('keyUp', { key: letter, code: bare ? '' : code });
    if (shift && code.startsWith('Key')) key('keyUp', { key: 'Shift', code: 'ShiftLeft', windowsVirtualKeyCode: 16 });
  }
  if (end) {
    const [shown, text] = ime ? ['Process', undefined] : { Enter: ['Enter', '\r'], Tab: ['Tab', undefined] }[end];
    key(text ? 'keyDown' : 'rawKeyDown', { key: shown, code: end, windowsVirtualKeyCode: ime ? 229 : end === 'Tab' ? 9 : 13, ...(text ? { text } : {}) });
    key('keyUp', { key: shown, code: end });
  }
  await Promise.all(sent);
  await line.detach();
}

const home = async (page = clerk) => {
  await page.goto(product.counter);
  await page.locator('[data-scan-state]').waitFor({ state: 'attached' });
};
const CASE = /\/cases\/[0-9a-f]{32}/;
const nameIn = ({ mover: [{ name }] }) => name.kanji ?? name.latin;
const opened = async (record, page = clerk) => {
  await page.waitForURL(CASE);
  await page.getByText(nameIn(record)).first().waitFor();
};
const box = (page = clerk) => page.getByLabel('読み取った文字');

test('a scanner is read whatever the keyboard makes of its keys, and wherever the focus is', async (t) => {
  for (const [name, how, focus] of [
    ['with the focus nowhere', {}, undefined],
    ['with the focus in the box', {}, box()],
    ['with the focus on a button', {}, clerk.getByRole('button', { name: '開く' })],
    ['with the keys of the keypad', { pad: true }, box()],
    ['with Caps Lock on', { caps: true }, box()],
    ['with Shift before each capital', { shift: true }, undefined],
    ['through a remote desktop', { bare: true }, box()],
    ['with another layout', { jis: true }, box()],
    ['ended with Tab', { end: 'Tab' }, box()],
    ['ended with nothing', { end: undefined }, undefined],
    ['announced by the kind of its code', { prefix: 'Q1' }, undefined],
    ['with the Japanese input method on', { ime: true }, box()],
  ]) {
    await t.test(name, async () => {
      const { texts: [text], record } = await sealed();
      await home();
      if (focus) await focus.focus();
      await scanner(clerk, (how.prefix ?? '') + text, how);
      await opened(record);
    });
  }
});

test('what stands in another input is as it was, with the input method and without', async () => {
  for (const how of [{}, { ime: true }]) {
    const { texts } = await sealed(LARGE);
    await home();
    const other = clerk.getByLabel('番号', { exact: true });
    await other.fill('途中');
    await scanner(clerk, texts[0], how);
    await state.getByText(`${texts.length}個のうち1個`).waitFor();
    assert.equal(await other.inputValue(), '途中');
    assert.ok(await other.evaluate((element) => element === document.activeElement), 'the focus stays');
    assert.equal(await box().inputValue(), texts[0]);
  }
});

test('a code of several symbols: any order, one twice, one of another code between', async () => {
  const { texts, record } = await sealed(LARGE);
  const other = (await sealed(LARGE)).texts;
  await home();
  const [last, ...before] = [...texts].reverse();
  await scanner(clerk, last);
  await state.getByText('個を読みました').waitFor();
  await checkAccessibility(clerk);
  // The same symbol a second time changes nothing, in the box neither.
  await box().focus();
  await scanner(clerk, last, { ime: true });
  assert.equal(await box().inputValue(), last);
  await scanner(clerk, other[0]);
  await state.getByText('別の準備のQRコード').waitFor();
  assert.equal(await box().inputValue(), other[0]);
  for (const text of [last, ...before]) await scanner(clerk, text);
  await opened(record);
});

test('symbols that were pasted and symbols that are scanned make one code', async () => {
  const { texts, record } = await sealed(LARGE);
  await home();
  await box().fill(texts.slice(0, -1).join('\n'));
  await clerk.getByRole('button', { name: '開く' }).click();
  await clerk.getByRole('alert').getByText('全部そろって').waitFor();
  await scanner(clerk, texts.at(-1));
  await opened(record);
});

test('a code that was cut short says so, and what a person types is left alone', async () => {
  const { texts: [text] } = await sealed();
  await home();
  await scanner(clerk, text.slice(0, 60));
  await state.getByText('途中で切れた').waitFor();
  await box().focus();
  for (const letter of 'KAKANAI 2026') await clerk.keyboard.press(letter === ' ' ? 'Space' : letter);
  await clerk.keyboard.press('Enter');
  await clerk.keyboard.press('K');
  assert.equal(await box().inputValue(), 'KAKANAI 2026\nK');
  // Enter in another form does what it does.
  const number = clerk.getByLabel('番号', { exact: true });
  await number.fill('9999');
  await number.press('Enter');
  await clerk.getByRole('alert').getByText('9999').waitFor();
});

test('digits of a code press no button, and a second reading opens nothing twice', async () => {
  const { texts: [text] } = await sealed();
  await home();
  // What would be sent is counted and not sent: as if the answer took its time.
  await clerk.evaluate(() => {
    globalThis.sent = [];
    addEventListener('submit', (event) => {
      event.preventDefault();
      globalThis.sent.push(new URL(event.target.action).pathname);
    });
  });
  for (let time = 0; time < 3; time += 1) await scanner(clerk, text, { pad: true });
  await state.getByText('開いています').waitFor();
  // A digit alone presses its button after a moment; by then the last of a code would have.
  await clerk.evaluate(() => new Promise((done) => { setTimeout(done, 400); }));
  assert.deepEqual(await clerk.evaluate(() => globalThis.sent), ['/open']);
});

test('two tabs: the one in front is the one that reads', async () => {
  const { texts: [text], record } = await sealed();
  await home();
  const second = await clerk.context().newPage();
  await home(second);
  await second.bringToFront();
  await scanner(second, text);
  await opened(record, second);
  assert.ok(!CASE.test(clerk.url()));
  await second.close();
});

/** Draws pictures beside each other in a browser. */
async function drawn(pictures, { width, height, type }) {
  const page = await browser.newPage();
  const sources = await Promise.all(pictures.map(async (path) => `data:image/png;base64,${(await readFile(path)).toString('base64')}`));
  const base64 = await page.evaluate(async ([sources, width, height, type]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, height);
    const side = Math.min(height, width / Math.max(sources.length, 1));
    for (const [at, source] of sources.entries()) {
      const image = new Image();
      image.src = source;
      await image.decode();
      context.drawImage(image, at * side, 0, side, side);
    }
    if (type) return canvas.toDataURL(type).split(',')[1];
    const { data } = context.getImageData(0, 0, width, height);
    let greys = '';
    for (let at = 0; at < data.length; at += 4) greys += String.fromCharCode(data[at]);
    return btoa(greys);
  }, [sources, width, height, type]);
  await page.close();
  return Buffer.from(base64, 'base64');
}

const choose = (file) => clerk.locator('#picture').setInputFiles(file);
const asFile = (name, mimeType, buffer) => ({ name, mimeType, buffer });

test('a picture is chosen, dropped or pasted', async (t) => {
  const handed = (kind) => async (bytes) => {
    await clerk.evaluate(([kind, base64]) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], 'code.jpg', { type: 'image/jpeg' }));
      const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector('main').dispatchEvent(event);
    }, [kind, bytes.toString('base64')]);
  };
  for (const [name, type, hand] of [
    ['a PNG is chosen', 'image/png', (bytes) => choose(asFile('code.png', 'image/png', bytes))],
    ['a JPEG is chosen', 'image/jpeg', (bytes) => choose(asFile('code.jpg', 'image/jpeg', bytes))],
    ['a JPEG is dropped beside the panel', 'image/jpeg', handed('drop')],
    ['a JPEG is pasted', 'image/jpeg', handed('paste')],
  ]) {
    await t.test(name, async () => {
      const { pictures, record } = await sealed();
      await home();
      await hand(await drawn(pictures, { width: 1000, height: 1000, type }));
      await opened(record);
    });
  }
  await t.test('both symbols on one picture', async () => {
    const { pictures, record } = await sealed(LARGE);
    await home();
    await choose(asFile('code.png', 'image/png', await drawn(pictures, { width: 1000 * pictures.length, height: 1000, type: 'image/png' })));
    await opened(record);
  });
  await t.test('a symbol on each of two pictures', async () => {
    const { pictures, record } = await sealed(LARGE);
    await home();
    for (const [at, picture] of pictures.entries()) {
      await choose(picture);
      if (at + 1 < pictures.length) await state.getByText(`${at + 1}個を読みました`).waitFor();
    }
    await opened(record);
  });
});

test('a picture that cannot be read says why, and one that is too large is made smaller', async () => {
  await home();
  await clerk.getByText('写真から読む').click();
  const empty = await drawn([], { width: 400, height: 300, type: 'image/png' });
  for (const [file, words] of [
    [asFile('empty.png', 'image/png', empty), '見つけられません'],
    [asFile('text.png', 'image/png', Buffer.from('これは写真ではありません')), 'PNGかJPEG'],
    [asFile('list.txt', 'text/plain', Buffer.from('K')), 'PNGかJPEG'],
    [asFile('large.png', 'image/png', Buffer.alloc(9_000_000)), '大きすぎます'],
  ]) {
    await choose(file);
    await state.getByText(words).waitFor();
  }
  await checkAccessibility(clerk);
  const { pictures: [picture], record } = await sealed();
  const large = Buffer.concat([await readFile(picture), Buffer.alloc(9_000_000)]);
  await choose(asFile('large.png', 'image/png', large));
  await opened(record);
});

test('a session that has ended is said in Japanese', async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(product.counter);
  await page.getByLabel('職員ID').fill('uketsuke2');
  await page.getByLabel('パスワード').fill(passwordOf(product));
  await page.getByLabel('端末の番号').fill('E02');
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.locator('#picture').waitFor({ state: 'attached' });
  await context.clearCookies();
  await page.locator('#picture').setInputFiles((await sealed()).pictures[0]);
  await page.locator('[data-scan-state]').getByText(/サインイン/).waitFor();
  await context.close();
});

test('without scripts a picture is sent with a form', async () => {
  const context = await visitor(browser, { options: { javaScriptEnabled: false } });
  await context.addCookies(await clerk.context().cookies());
  const page = await context.newPage();
  const { pictures, record } = await sealed();
  const send = async (file) => {
    await page.goto(product.counter);
    await page.getByText('写真から読む').click();
    await page.locator('#picture').setInputFiles(file);
    await page.getByRole('button', { name: '写真を読む' }).click();
  };
  const empty = await drawn([], { width: 400, height: 300, type: 'image/png' });
  for (const [file, words] of [
    [asFile('empty.png', 'image/png', empty), '見つけられません'],
    [asFile('text.png', 'image/png', Buffer.from('text')), 'PNGかJPEG'],
    [asFile('large.png', 'image/png', Buffer.alloc(9_000_000)), '大きすぎます'],
  ]) {
    await send(file);
    await page.getByRole('alert').getByText(words).waitFor();
  }
  const large = await sealed(LARGE);
  for (const code of [{ pictures, record }, large]) {
    await send(code.pictures);
    await page.waitForURL(CASE);
    assert.ok((await page.content()).includes(nameIn(code.record)));
  }
  await context.close();
});

/** A film of one picture, as Chromium takes it for a camera (YUV4MPEG2). */
async function film(pictures) {
  const [width, height] = [1280, 720];
  const greys = await drawn(pictures, { width, height });
  const grey = Buffer.alloc(width * height / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), greys, grey]);
  const file = join(scratch, `film-${made += 1}.y4m`);
  await writeFile(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), frame, frame]));
  return file;
}

const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A clerk in a browser of his own with these flags, the button of the camera pressed. */
async function filming(flags) {
  const own = await launch(...flags);
  const page = await signIn(own, product, 'uketsuke3', 'E03');
  page.setDefaultTimeout(15_000);
  return { page, close: () => own.close(), said: page.locator('[data-scan-state]'), press: () => page.getByRole('button', { name: 'カメラ' }).click() };
}

test('the camera reads until a code is whole, and is off afterwards', async () => {
  const { pictures, record } = await sealed();
  const { page, close, press } = await filming([...CAMERA, `--use-file-for-fake-video-capture=${await film(pictures)}`]);
  await press();
  await opened(record, page);
  await close();
});

test('a camera that shows nothing is turned off again', async () => {
  const { page, close, said, press } = await filming([...CAMERA, `--use-file-for-fake-video-capture=${await film([])}`]);
  await press();
  await said.getByText('カメラに写して').waitFor();
  const video = page.locator('video');
  await video.waitFor({ state: 'visible' });
  await checkAccessibility(page);
  const track = await video.evaluateHandle((video) => video.srcObject.getTracks()[0]);
  await press();
  await video.waitFor({ state: 'hidden' });
  assert.equal(await track.evaluate((track) => track.readyState), 'ended');
  await close();
});

test('a camera that is refused, or is not there, says so', async () => {
  for (const [flags, words] of [
    [['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'], '許可されていません'],
    [['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=0'], '見つかりません'],
  ]) {
    const { close, said, press } = await filming(flags);
    await press();
    await said.getByText(words).waitFor();
    await close();
  }
});

test('the camera is the counter\'s alone, and nothing else is anybody\'s', async () => {
  const policy = async (address) => (await clerk.context().request.get(address)).headers();
  const [counter, citizens] = [await policy(product.counter), await policy(product.public)];
  assert.match(counter['permissions-policy'], /camera=\(self\)/);
  assert.match(citizens['permissions-policy'], /camera=\(\)/);
  for (const headers of [counter, citizens]) {
    assert.match(headers['permissions-policy'], /microphone=\(\)/);
    assert.match(headers['content-security-policy'], /default-src 'none'/);
    assert.doesNotMatch(headers['content-security-policy'], /media-src|blob:|unsafe-inline/);
  }
});
