// Chromium as the tests use it: one process for a test file, a context of its own for each visitor.
import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

/** Where Debian puts it; CHROMIUM names another. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

// The sandbox needs rights that a container lacks, and only our own pages are opened. The rest keeps the browser from
// talking on its own account, which would stand among the recorded requests.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The first one asks the browser's maker what the fields of a form mean, by hashes of their names. The list takes the
  // place of Playwright's own, of which the rest is what these walks need.
  `--disable-features=${[
    'AutofillServerCommunication',
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'BoundaryEventDispatchTracksNodeRemoval',
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'MediaRouter',
    'OptimizationHints',
    'PaintHolding',
    'RenderDocument',
    'Translate',
  ].join(',')}`,
];

/** A phone as many hold it. */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/** Starts the browser, with more flags where a test needs them; close it with `close()`. */
export function launch(...more) {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: [...FLAGS, ...more] });
}

/**
 * A visitor with nothing stored, from Japan; with a recorder, every byte goes through it.
 * @param browser from `launch`
 * @param {{recorder?: object, options?: object}} how a recorder from `requests.mjs`, and options of Playwright's
 *   `newContext` such as `javaScriptEnabled: false`
 */
export function visitor(browser, { recorder, options = {} } = {}) {
  // Chromium leaves local addresses out of a proxy unless told otherwise.
  const proxy = recorder && { server: recorder.address, bypass: '<-loopback>' };
  return browser.newContext({
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1024, height: 768 },
    ...(proxy ? { proxy } : {}),
    ...options,
  });
}

/** A page in a context: an error in its scripts fails the test, and nothing is waited for longer than 15 s. */
export async function newPage(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => assert.fail(`the page failed: ${error.message}`));
  return page;
}

/**
 * The same for a visitor of its own.
 * @param browser from `launch`
 * @param {object} device options of Playwright's `newContext`, such as `PHONE`
 * @param {{recorder?: object, options?: object}} how as for `visitor`; its options come before those of the device
 */
export async function pageOn(browser, device, { recorder, options } = {}) {
  return newPage(await visitor(browser, { recorder, options: { ...device, ...options } }));
}
