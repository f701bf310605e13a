// What the city does with codes, and clerks at the counter, for the walks.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { visitor } from './browser.mjs';
import { codeTexts } from './interview.mjs';
import { BINARY } from './product.mjs';
import { readQr } from './qr.mjs';

/** The source tree. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The day of all walks: a Friday before a long weekend (demo-city). */
export const TODAY = ['--today', '2026-11-20'];

export const run = promisify(execFile);

/** Runs a command of the product and gives what it prints. */
export async function kakanai(...words) {
  const { stdout } = await run(BINARY, words, { cwd: ROOT });
  return stdout;
}

/** The password that the product printed. */
export const passwordOf = (product) => /^password (\S+)$/m.exec(product.said())[1];

/** The text of a code for an invented family, and its record. Files go to `scratch`, not to the product's folder. */
export async function code(product, scratch, seed, people = 4, service = 'move_in') {
  const record = join(scratch, `record-${service}-${seed}.json`);
  await writeFile(record, await kakanai('sample', service, '--seed', seed, '--people', people, ...TODAY));
  const text = await kakanai('seal', record, '--keys', join(product.data, 'keys'), ...TODAY);
  return { text, record: JSON.parse(await readFile(record, 'utf8')) };
}

/** What the city finds in the texts of codes, as the product prints it. */
export async function opened(product, texts) {
  const file = join(product.data, 'scanned.txt');
  await writeFile(file, texts.join('\n'));
  return kakanai('open', '--text', file, '--keys', join(product.data, 'keys'), ...TODAY);
}

/** The record that the city finds in the symbols on the page, which another reader reads off the screen. */
export async function scanned(page, product) {
  const texts = await codeTexts(page);
  assert.deepEqual(await readQr(await page.screenshot({ fullPage: true })), texts);
  return JSON.parse(await opened(product, texts));
}

/** Signs somebody in, in a browser of his own. */
export async function signIn(browser, product, login, terminal = 'E01') {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto(product.counter);
  await page.getByLabel('職員ID').fill(login);
  await page.getByLabel('パスワード').fill(passwordOf(product));
  await page.getByLabel('端末の番号').fill(terminal);
  await page.getByRole('button', { name: 'サインイン' }).click();
  await page.getByRole('heading', { name: '受付の一覧' }).waitFor();
  return page;
}

/** Reads a code at the counter. */
export async function paste(page, product, text) {
  await page.goto(product.counter);
  await page.getByLabel('読み取った文字').fill(text);
  await page.getByRole('button', { name: '開く' }).click();
}

/** Sends a case in review on the screen of a reviewer, and takes it to its end. */
export async function complete(reviewer) {
  await reviewer.getByRole('button', { name: '審査して送信する' }).click();
  await reviewer.locator('.review').getByText('送信', { exact: true }).first().waitFor();
  await finish(reviewer);
}

/** Takes a case that was sent to its end: keyed in by hand, compared by eye. */
export async function finish(reviewer) {
  const state = reviewer.locator('.case-head .state');
  for (;;) {
    if (await state.getByText('完了', { exact: true }).count()) return;
    const finalise = reviewer.getByRole('button', { name: '本登録とする' }).first();
    if (await finalise.count()) {
      await finalise.click();
    } else {
      await reviewer.getByText('返事を手で入れる').first().click();
      await reviewer.getByRole('button', { name: '登録を記録する' }).first().click();
    }
  }
}

/** Erases the case on the screen of a reviewer. */
export async function erase(reviewer, number) {
  await reviewer.getByText('この件を消去する').click();
  await reviewer.getByLabel('番号を入れて確かめる').fill(number);
  await reviewer.getByRole('button', { name: '消去する', exact: true }).click();
  await reviewer.getByText('消去済み').waitFor();
}

/** Every spelling in which a text might lie in a file: as it is, in UTF-16, in base64, in hexadecimal. */
function spellings(text) {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const base64 = [0, 1, 2].map((pad) => Buffer.concat([Buffer.alloc(pad), utf8]).toString('base64').slice(4, -4));
  const escaped = JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`).slice(1, -1);
  return [utf8, utf16, Buffer.from(utf16).swap16(), Buffer.from(utf8.toString('hex')), Buffer.from(escaped), ...base64.map((s) => Buffer.from(s))];
}

/** The files below a folder that hold one of the texts. */
export async function holding(folder, texts) {
  const wanted = texts.flatMap(spellings);
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = await readFile(path);
    if (wanted.some((text) => bytes.includes(text))) found.push(path);
  }
  return found;
}
