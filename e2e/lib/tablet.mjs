// The citizen's tablet and the clerk's panel, for the walks.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { newPage, visitor } from './browser.mjs';

const run = promisify(execFile);

/** The panel on a clerk's case page. */
export const panel = (clerk) => clerk.locator('#tablet-panel');
/** The words of where the citizen is. */
export const state = (clerk) => panel(clerk).locator('.tablet-state');

/** A tablet with nothing stored, at its first page. */
export async function tablet(browser, product, options = {}) {
  const context = await visitor(browser, { options: { viewport: { width: 1024, height: 768 }, ...options } });
  const page = await newPage(context);
  await page.goto(`${product.counter}/tablet`);
  return page;
}

/** The six digits that a tablet shows. */
export const digits = async (page) => (await page.locator('p.code').textContent()).replaceAll(/\D/g, '');

/** Types a tablet's code at a terminal, and waits until it is let in. */
export async function pair(clerk, product, page) {
  await clerk.goto(`${product.counter}/pair`);
  await clerk.getByLabel('タブレットの6けたの番号').fill(await digits(page));
  await clerk.getByRole('button', { name: 'つなぐ', exact: true }).click();
  await page.getByRole('heading', { name: '係の者がお呼びします' }).waitFor();
}

/** Puts the case on the clerk's screen before the citizen. */
export async function ask(clerk, page) {
  await panel(clerk).getByRole('button', { name: 'タブレットに出す' }).click();
  await page.getByRole('heading', { name: '内容を確かめてください' }).waitFor();
}

export const confirm = (page) => page.getByRole('button', { name: 'まちがいありません' }).click();

/** Writes something with the mouse, which is a pen, too. */
export async function write(page) {
  const { x, y, width, height } = await page.locator('canvas.pad').boundingBox();
  const at = (across, down) => [x + width * across, y + height * down];
  for (const stroke of [
    [[0.2, 0.3], [0.35, 0.7], [0.5, 0.3], [0.6, 0.7]],
    [[0.65, 0.25], [0.8, 0.6], [0.65, 0.75]],
  ]) {
    await page.mouse.move(...at(...stroke[0]));
    await page.mouse.down();
    for (const point of stroke.slice(1)) await page.mouse.move(...at(...point), { steps: 6 });
    await page.mouse.up();
  }
}

/** The signed papers of the case on a clerk's screen, as grey pictures of their pages. */
export async function pagesOf(clerk, address, folder, name) {
  const pdf = await clerk.context().request.get(`${address}/papers.pdf`);
  if (!pdf.ok()) throw new Error(`papers.pdf: ${pdf.status()} ${await pdf.text()}`);
  const file = join(folder, `${name}.pdf`);
  await writeFile(file, await pdf.body());
  const { stdout } = await run('pdftoppm', ['-r', '100', '-gray', file], { encoding: 'buffer', maxBuffer: 1 << 28 });
  return pictures(stdout);
}

/** Portable greymaps one after the other. */
function pictures(bytes) {
  const pages = [];
  for (let at = 0; at < bytes.length; ) {
    const [head, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', at, at + 40)) ?? [];
    if (!head) throw new Error('pdftoppm gave no greymap');
    const size = width * height;
    const pixels = bytes.subarray(at + head.length, at + head.length + size);
    pages.push({ width: Number(width), height: Number(height), pixels });
    at += head.length + size;
  }
  return pages;
}

/** Where two pictures of a page differ, in points from its corner; nothing where they are the same. */
export function difference(one, other) {
  let found;
  for (let at = 0; at < one.pixels.length; at++) {
    if (Math.abs(one.pixels[at] - other.pixels[at]) < 48) continue;
    const [x, y] = [at % one.width, Math.floor(at / one.width)].map((pixel) => (pixel * 72) / 100);
    found ??= { left: x, right: x, top: y, bottom: y, pixels: 0 };
    found.left = Math.min(found.left, x);
    found.right = Math.max(found.right, x);
    found.top = Math.min(found.top, y);
    found.bottom = Math.max(found.bottom, y);
    found.pixels++;
  }
  return found;
}
