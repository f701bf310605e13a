// What clerks, reviewers and the program of another system do with cases, for the walks. Entry by hand is the same pages
// as at home, in the counter's own frame.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, watch, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { newPage, PHONE, visitor } from './browser.mjs';
import { run, signIn } from './counter.mjs';
import { begin as prepare, codeTexts, fillIn, walk } from './interview.mjs';
import { readQr } from './qr.mjs';
import { FOLDER } from './screens.mjs';
import { SERVICES } from './services.mjs';

/** The page that is being edited, as its address names it: `person:1`. */
export const editing = (page) => decodeURIComponent(new URL(page.url()).pathname.split('/edit/')[1] ?? '');

/** Waits until the page of this name is edited, for whomever of a list. */
async function arrive(page, name) {
  const there = (url) => decodeURIComponent(url.pathname.split('/edit/')[1] ?? '').split(':')[0] === name;
  await page.waitForURL(there, { timeout: 10_000 }).catch(() => assert.fail(`${name} did not come; the page is ${page.url()}`));
}

/** Fills a page in and sends it with Enter, or adds one more to its list. */
async function send(page, answers, adds) {
  await fillIn(page, answers);
  if (adds) await page.locator('main button[name="add"]').click();
  else await page.locator('main button[name="go"][value="next"]').press('Enter');
}

/** Pages that staff who enter a case do not come to: what was said lies open, whoever stands there speaks for himself, and some is not asked aloud. */
const ONLY_AT_HOME = ['summary', 'message', 'guidance', 'health', 'health_more', 'support'];

/**
 * Goes through pages by hand. What citizens alone see (the summary) is left out.
 * @param {(page: object, answers: object, adds: boolean) => Promise<void>} how a page is filled in and sent
 */
export async function enter(page, pages, how = send) {
  for (const [name, answers, button] of pages.filter(([name]) => !ONLY_AT_HOME.includes(name))) {
    await arrive(page, name);
    const before = page.url();
    await how(page, answers, Boolean(button));
    // The next page may have the same name, of somebody else.
    await page.waitForURL((url) => url.href !== before);
  }
}

/** Begins a service by hand with its digit. */
export async function begin(page, product, digit) {
  await page.goto(`${product.counter}/new`);
  await page.keyboard.press(String(digit));
  await page.waitForURL(/\/edit\//);
}

/** A key of a scanner: a place on the keyboard, whatever the input method makes of it. */
const place = (letter) => (/[0-9]/.test(letter) ? `Digit${letter}` : `Key${letter}`);
/** Seconds between two keys of a scanner. */
const SCANNER = 0.004;

/**
 * Reads symbols with a scanner that is a keyboard: each text, then Enter, at a scanner's pace whatever this machine does
 * meanwhile. Waits for the page that comes of it where one is named.
 */
export async function scan(page, texts, { then } = {}) {
  // Who hears the scanner is a module of the page.
  await page.waitForLoadState('load');
  const devtools = await page.context().newCDPSession(page);
  for (const text of texts.flatMap((text) => text.trim().split('\n'))) {
    let timestamp = Date.now() / 1000;
    const press = (type, key, code) => devtools.send('Input.dispatchKeyEvent', { type, key, code, timestamp });
    const keys = [...text].flatMap((letter) => {
      timestamp += SCANNER;
      return [press('rawKeyDown', letter, place(letter)), press('keyUp', letter, place(letter))];
    });
    await Promise.all(keys);
    timestamp += SCANNER;
    await press('rawKeyDown', 'Enter', 'Enter');
    // What the Enter sends may be another page already.
    await press('keyUp', 'Enter', 'Enter').catch(() => {});
  }
  await devtools.detach().catch(() => {});
  if (then) await page.waitForURL(then);
}

/** The pages of a way through a service, by its name. */
export const way = (name) => SERVICES.find(([called]) => called === name)[2];

/** The number of the visit on whose case's page somebody is. */
export const number = async (page) => (await page.locator('h1').textContent()).split(' ')[0];

/** A picture of what somebody sees in his window, where pictures are wanted. */
export async function picture(page, name) {
  if (!process.env.KAKANAI_E2E_PICTURES) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** The address of a case's page. */
export const CASE = /\/cases\/[0-9a-f]{32}(?:#.*)?$/;
export const addressOf = (page) => page.url().split(/[?#]|\/edit/)[0];

/**
 * Prepares a service on a phone at home (or on another device), and gives what another program reads in the picture of
 * the code.
 */
export async function atHome(browser, product, service, pages, { query = '', device = PHONE } = {}) {
  const context = await visitor(browser, { options: device });
  const phone = await newPage(context);
  await prepare(phone, product, service, query);
  await walk(phone, pages);
  const said = await codeTexts(phone);
  const read = await readQr(await phone.screenshot({ fullPage: true }));
  assert.deepEqual(read, said, 'the picture says what the code says');
  await context.close();
  return read;
}

/** The desk's panel on a case page. */
export const desk = (page) => page.getByRole('region', { name: '窓口', exact: true });

/** Ticks the documents that were seen (by their words), chooses what shows the authority, and saves. */
export async function seen(page, documents, { proof } = {}) {
  for (const word of documents) await desk(page).getByLabel(word, { exact: true }).check();
  if (proof) await desk(page).getByLabel('権限を証する書類').selectOption({ label: proof });
  await desk(page).getByRole('button', { name: '保存' }).click();
  await page.waitForURL(/#desk$/);
  for (const word of documents) assert.ok(await desk(page).getByLabel(word, { exact: true }).isChecked(), `${word} is not kept`);
}

/** What stands under 「確かめること」. */
export const findings = (page) => page.locator('.findings li a').allTextContents();

/** Opens a page of the case by its block's 「直す」. */
export async function change(page, block, answers) {
  const address = addressOf(page);
  await page.locator(`#edit-${block.replace(':', '\\:')}`).click();
  await page.waitForURL(/\/edit\//);
  await fillIn(page, answers);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.waitForURL((url) => url.href.startsWith(`${address}#`));
}

/** Makes the papers with their button and gives them as a file, checked by qpdf, and as text without spaces. */
export async function papers(page, folder, name) {
  const address = addressOf(page);
  await page.getByRole('button', { name: '帳票を作る' }).click();
  // The browser's own viewer shows it.
  await page.waitForURL(`${address}/papers.pdf`);
  const answer = await page.context().request.get(`${address}/papers.pdf`);
  assert.equal(answer.status(), 200, await answer.text());
  const file = join(folder, `${name}.pdf`);
  await writeFile(file, await answer.body());
  await run('qpdf', ['--check', file]);
  const { stdout } = await run('pdftotext', ['-layout', file, '-']);
  await page.goto(address);
  return { file, text: stdout.normalize('NFC').replaceAll(/\s/g, ''), pages: stdout.split('\f').slice(0, -1) };
}

/** The papers as pictures, one file for each page. */
export async function drawn(file) {
  await run('pdftoppm', ['-r', '200', '-png', file, file.replace(/\.pdf$/, '')]);
  const folder = dirname(file);
  const stem = `${basename(file, '.pdf')}-`;
  const names = (await readdir(folder)).filter((name) => name.startsWith(stem) && name.endsWith('.png'));
  return names.sort().map((name) => join(folder, name));
}

/** Gives the case to review. */
export async function toReview(page) {
  await page.getByRole('button', { name: '審査', exact: true }).click();
  await page.locator('.case-head .tag').first().getByText('審査', { exact: true }).waitFor();
}

/** A reviewer on a case's page. */
export async function reviews(browser, product, address, login = 'shinsa1', terminal = 'E21') {
  const reviewer = await signIn(browser, product, login, terminal);
  await reviewer.goto(address);
  return reviewer;
}

/** Lets the case out. */
export async function approve(reviewer) {
  await reviewer.getByRole('button', { name: '審査して送信する' }).click();
  await reviewer.getByRole('button', { name: '審査して送信する' }).waitFor({ state: 'detached' });
}

/** A part on the case's page: 届出, 証明書, 印鑑登録. */
export const part = (page, word) => page.locator('#review .part').filter({ has: page.locator('strong', { hasText: word }) });
export const stateOf = (page, word) => part(page, word).locator('.tag').first().textContent();

/** Lines of a CSV as objects by their header; cells lose the apostrophe that guards a formula. */
export function lines(csv) {
  const rows = [];
  let row = [];
  const cells = /"((?:[^"]|"")*)"(,|\r\n)/gy;
  assert.ok(csv.startsWith('\ufeff'), 'a byte order mark');
  cells.lastIndex = 1;
  for (let cell = cells.exec(csv); cell; cell = cells.exec(csv)) {
    row.push(cell[1].replaceAll('""', '"').replace(/^'(?=['=+\-@＝＋－＠])/, ''));
    if (cell[2] === ',') continue;
    rows.push(row);
    row = [];
  }
  const [head, ...rest] = rows;
  assert.ok(head?.length > 1 && row.length === 0, 'whole lines, every cell in quotes');
  return rest.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));
}

/**
 * The names of the files in the outbox that begin like this and are of this part, once there is one: the counter answers
 * an approval before it writes them. Fails after 10 s.
 */
export async function handedOver(product, part, number = '') {
  const folder = join(product.data, 'handover', 'outbox');
  const late = Date.now() + 10_000;
  for (;;) {
    const all = await readdir(folder);
    const names = all.filter((name) => name.startsWith(number) && name.includes(`-${part}-`) && name.endsWith('.csv'));
    if (names.length > 0) return names;
    assert.ok(Date.now() < late, `no file of ${part} ${number} in the outbox: ${all}`);
    await pause(20);
  }
}

/** What keys the files into the other system: takes by moving, answers beside and renamed (docs/handover.md). */
export class Robot {
  constructor(product) {
    this.product = product;
    this.root = join(product.data, 'handover');
  }

  async names(folder = 'outbox') {
    return (await readdir(join(this.root, folder))).filter((name) => name.endsWith('.csv')).sort();
  }

  /** Every file that was ever handed over, wherever it lies now. */
  async all() {
    const folders = ['outbox', 'taken', 'done', 'recalled'];
    const names = [];
    // One after the other, the way the files go: one that moves meanwhile is seen twice rather than never.
    for (const folder of folders) names.push(...(await this.names(folder)));
    return [...new Set(names)].sort();
  }

  /** Takes the only file of a part as soon as it is there; its name and lines. */
  async take(part, number = '') {
    const names = await handedOver(this.product, part, number);
    assert.equal(names.length, 1, `files of ${part} in the outbox: ${names}`);
    const [name] = names;
    await rename(join(this.root, 'outbox', name), join(this.root, 'taken', name));
    return { name, lines: lines(await readFile(join(this.root, 'taken', name), 'utf8')) };
  }

  /** Answers with what was filed but for `changes` in the first line, and waits until the counter has read it. */
  async answer({ name, lines }, changes = {}) {
    const done = arrived(join(this.root, 'done'), `${name}.answer`);
    const back = lines.map((line, at) => ({ ...line, 結果: '仮登録', 理由: '', ...(at === 0 ? changes : {}) }));
    const head = Object.keys(back[0]);
    const quoted = (cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
    const csv = [head, ...back.map((line) => head.map((column) => line[column]))].map(quoted).join('\r\n');
    const beside = join(this.root, 'answers', `${name}.part`);
    await writeFile(beside, `${csv}\r\n`);
    await rename(beside, join(this.root, 'answers', name));
    await done;
  }
}

/** Resolves when a file of this name has come into a folder; fails after 20 s. */
async function arrived(folder, name) {
  try {
    for await (const { filename } of watch(folder, { signal: AbortSignal.timeout(20_000) })) if (filename === name) return;
  } catch (error) {
    assert.fail(`${name} did not come into ${folder}: ${error.message}`);
  }
}
