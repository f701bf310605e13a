// Debian's WebKit, driven by its own WebDriver over HTTP, on a display that nobody sees.
//
// What it cannot do, and what is done instead: it types no characters beyond the first 65,536 and takes pictures of what
// the window shows only (so the window grows for them), and it keeps what pages tell the console to itself, so that
// pages are listened to from their first click on; what fails before shows in the walk.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort } from './product.mjs';
import { COMMAND_LIMIT, DriverError, needs, Page } from './webdriver.mjs';

const DRIVER = '/usr/bin/WebKitWebDriver';
const DISPLAY = '/usr/bin/Xvfb';

/** How long the driver may take to answer first, in milliseconds. */
const START_LIMIT = 20_000;

/** The sandbox needs rights that a container lacks, and only our own pages are opened. Two dots a pixel: a phone. */
const ENVIRONMENT = {
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  GDK_SCALE: '2',
  LANGUAGE: 'ja',
  NO_AT_BRIDGE: '1',
};

/** Where programs for a screen keep things. */
const HOMES = ['HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'];

/** Commands by their names in Marionette, which has no addresses: method and path. */
const PATHS = {
  Navigate: 'POST /url',
  Refresh: 'POST /refresh',
  Back: 'POST /back',
  Forward: 'POST /forward',
  GetTitle: 'GET /title',
  ExecuteScript: 'POST /execute/sync',
  SetWindowRect: 'POST /window/rect',
  TakeScreenshot: 'GET /screenshot',
  FindElements: 'POST /elements',
  FindElementsFromElement: 'POST /element/{id}/elements',
  IsElementDisplayed: 'GET /element/{id}/displayed',
  IsElementSelected: 'GET /element/{id}/selected',
  GetElementAttribute: 'GET /element/{id}/attribute/{name}',
  GetElementProperty: 'GET /element/{id}/property/{name}',
  ElementClick: 'POST /element/{id}/click',
  ElementClear: 'POST /element/{id}/clear',
  ElementSendKeys: 'POST /element/{id}/value',
};

async function ask(address, method, params, command) {
  const body = method === 'POST' ? JSON.stringify(params) : undefined;
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(COMMAND_LIMIT);
  const answer = await fetch(address, { method, body, headers, signal }).catch((error) => {
    throw new Error(`${command}: ${error.message}`);
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new DriverError(command, value);
  return value;
}

/** Starts a program that ends with this process, and what it started with it: they are a group of processes. */
function start(program, words, options) {
  const child = spawn(program, words, { ...options, detached: true });
  const stopAll = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  const along = () => stopAll('SIGKILL');
  process.once('exit', along);
  const gone = new Promise((give) => child.once('exit', give).once('error', give));
  gone.then(() => process.off('exit', along));
  const stop = async (signal = 'SIGKILL') => {
    if (child.pid) stopAll(signal);
    await gone;
  };
  return { child, gone, stop };
}

/** A display of its own number. */
async function startDisplay() {
  const words = ['-displayfd', '3', '-screen', '0', '2200x1800x24', '-nolisten', 'tcp'];
  const display = start(DISPLAY, words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((give, fail) => {
    display.child.stdio[3].once('data', (text) => give(String(text).trim()));
    display.gone.then(() => fail(new Error(`${DISPLAY} ended before it named its display`)));
  });
  return { ...display, number };
}

/** The driver says nothing when it is ready, so it is asked until it answers. */
async function answering(address, gone) {
  let ended = false;
  gone.then(() => (ended = true));
  for (const late = Date.now() + START_LIMIT; ; ) {
    try {
      return await ask(`${address}/status`, 'GET', {}, 'Status');
    } catch (error) {
      if (ended || Date.now() > late) throw new Error(`${DRIVER} does not answer: ${error.message}`);
    }
    await pause(20);
  }
}

/** Starts a driver, and with it a browser that has nothing stored. */
async function startBrowser(env, recorder) {
  const port = await freePort();
  const program = start(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}`;
  const through = recorder && new URL(recorder.address).host;
  const proxy = through && { proxyType: 'manual', httpProxy: through, sslProxy: through };
  const alwaysMatch = {
    // Without the bars above the page, which are wider than a phone.
    'webkitgtk:browserOptions': { args: ['--automation', '--full-screen'] },
    ...(proxy ? { proxy } : {}),
  };
  try {
    await answering(address, program.gone);
    const { sessionId } = await ask(`${address}/session`, 'POST', { capabilities: { alwaysMatch } }, 'NewSession');
    return { stop: program.stop, session: `${address}/session/${sessionId}` };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/**
 * Gets ready for WebKit; each page is a browser of its own, in the place of the one before.
 * @param {{recorder?: object}} how a recorder from `requests.mjs` for every byte
 * @returns `name`, `newPage()` and `close()`
 */
export async function startWebKit({ recorder } = {}) {
  await needs(DRIVER, 'webkit2gtk-driver');
  await needs(DISPLAY, 'xvfb');
  const display = await startDisplay();
  // What it keeps even in automation (icons, salts) goes with the folder.
  const home = await mkdtemp(join(tmpdir(), 'kakanai-webkit-'));
  const homes = Object.fromEntries(HOMES.map((name) => [name, home]));
  const env = { ...process.env, ...ENVIRONMENT, ...homes, DISPLAY: `:${display.number}` };
  let browser;
  const newPage = async () => {
    await browser?.stop();
    browser = undefined;
    browser = await startBrowser(env, recorder);
    return new Page(driver(browser.session));
  };
  const close = async () => {
    await browser?.stop();
    // Asked to, it takes its socket away.
    await display.stop('SIGTERM');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { name: 'WebKit', newPage, close };
}

/** Runs in the page: gives what went wrong since it was asked last, and listens from the first time on. */
function listen() {
  const told = (globalThis.kakanaiTroubles ??= []);
  if (!told.on) {
    told.on = true;
    const { error } = console;
    console.error = (...words) => {
      told.push(words.map(String).join(' '));
      error.apply(console, words);
    };
    addEventListener('error', (event) => told.push(`${event.filename}:${event.lineno}: ${event.message}`));
    addEventListener('unhandledrejection', (event) => told.push(`unhandled: ${event.reason}`));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      told.push(`policy: ${violatedDirective} ${blockedURI}`);
    });
  }
  return told.splice(0);
}

function driver(session) {
  const heard = [];
  let size;
  const plain = (command, params) => {
    const [method, path] = PATHS[command].split(' ');
    const at = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));
    return ask(session + at, method, params, command);
  };
  const listening = async () => {
    heard.push(...(await plain('ExecuteScript', { script: `return (${listen})()`, args: [] })));
  };
  const resize = ({ width, height }) => plain('SetWindowRect', { x: 0, y: 0, width, height });
  return {
    async send(command, params) {
      // Clicks may leave the page, so it is heard before.
      if (command === 'ElementClick') await listening();
      return plain(command, params);
    },
    async resize(wanted) {
      size = wanted;
      await resize(wanted);
    },
    async picture(page) {
      const height = await page.evaluate(() => document.scrollingElement.scrollHeight);
      await resize({ ...size, height: Math.max(height, size.height) });
      const picture = await plain('TakeScreenshot', {});
      await resize(size);
      return picture;
    },
    async troubles() {
      await listening();
      return heard;
    },
  };
}
