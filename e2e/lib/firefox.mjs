// Debian's Firefox, driven over Marionette: the protocol that geckodriver speaks to it, JSON over a socket.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { COMMAND_LIMIT, DriverError, needs, Page } from './webdriver.mjs';

/** Where Debian puts it; FIREFOX names another. */
const EXECUTABLE = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

const WORDS = ['--headless', '--no-remote', '--marionette', '--remote-allow-system-access'];

/** The port is Firefox's choice. The rest keeps it from talking on its own account; Marionette brings more of it. */
const PREFERENCES = {
  'marionette.port': 0,
  'intl.accept_languages': 'ja',
  // Two dots a pixel and no room for scroll bars, as on a phone.
  'layout.css.devPixelsPerPx': '2',
  'ui.useOverlayScrollbars': 1,
  'app.update.disabledForTesting': true,
  'app.normandy.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.update.enabled': false,
  'browser.search.update': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-provider.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
};

/** Without the first, released builds take no notice of the server named above. */
const ENVIRONMENT = { MOZ_REMOTE_SETTINGS_DEVTOOLS: '1', MOZ_CRASHREPORTER_DISABLE: '1' };

function proxied({ address }) {
  const { hostname, port } = new URL(address);
  const to = (kind) => [[`network.proxy.${kind}`, hostname], [`network.proxy.${kind}_port`, Number(port)]];
  return {
    ...Object.fromEntries([...to('http'), ...to('ssl')]),
    'network.proxy.type': 1,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
  };
}

/** Opens Marionette's socket: `ask` sends a command and gives its answer. */
async function connect(port) {
  const socket = net.connect(port, '127.0.0.1');
  const asked = new Map();
  let bytes = Buffer.alloc(0);
  let last = 0;
  const end = () => {
    for (const [command, , fail] of asked.values()) fail(new Error(`${command}: Firefox closed the connection`));
    asked.clear();
  };
  socket.on('close', end).on('error', end);
  // Each message is its length in bytes, a colon, and JSON.
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const colon = bytes.indexOf(':');
      const stop = colon + 1 + Number(bytes.subarray(0, colon));
      if (colon < 0 || bytes.length < stop) return;
      const message = JSON.parse(bytes.subarray(colon + 1, stop));
      bytes = bytes.subarray(stop);
      // The greeting is no answer.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const [command, give, fail] = asked.get(id);
      asked.delete(id);
      if (error) fail(new DriverError(command, error));
      else give(result && 'value' in result ? result.value : result);
    }
  });
  await once(socket, 'connect');
  const ask = async (command, params = {}) => {
    let timer;
    const answer = new Promise((give, fail) => {
      last += 1;
      asked.set(last, [command, give, fail]);
      timer = setTimeout(() => fail(new Error(`${command}: no answer in ${COMMAND_LIMIT / 1000} s`)), COMMAND_LIMIT);
      const text = Buffer.from(JSON.stringify([0, last, command, params]));
      socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]));
    });
    return answer.finally(() => clearTimeout(timer));
  };
  return { ask, close: () => socket.destroy() };
}

/** The port that Firefox says it listens on. */
function told(child) {
  return new Promise((give, fail) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
        const port = /Marionette\s+INFO\s+Listening on port (\d+)/.exec(said)?.[1];
        if (port) give(Number(port));
      });
    }
    child.once('error', fail);
    child.once('exit', (code, signal) => fail(new Error(`Firefox ended (${signal ?? code}) and said:\n${said}`)));
  });
}

/** What scripts, their loading and the content policy went wrong with since a time, on pages from the web. */
const SCRIPT_ERRORS = `return Components.classes['@mozilla.org/consoleservice;1']
  .getService(Components.interfaces.nsIConsoleService).getMessageArray()
  .filter((it) => it instanceof Components.interfaces.nsIScriptError)
  .filter((it) => it.sourceName.startsWith('http') && it.timeStamp >= arguments[0])
  .filter(({ flags, category }) => flags === 0 || ['CSP', 'Script Loader'].includes(category))
  .map((it) => it.sourceName + ':' + it.lineNumber + ': ' + it.errorMessage)`;

/** Runs in Firefox itself: forgets what pages stored. */
const FORGET = `return new Promise((done) =>
  Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted: () => done() }))`;

/** What scripts said was an error since a time; for the page's process. */
const CONSOLE_ERRORS = `return Components.classes['@mozilla.org/consoleAPI-storage;1']
  .getService(Components.interfaces.nsIConsoleAPIStorage).getEvents()
  .filter((it) => it.level === 'error' && it.filename.startsWith('http') && it.timeStamp >= arguments[0])
  .map((it) => it.filename + ':' + it.lineNumber + ': ' + Array.from(it.arguments, String).join(' '))`;

/**
 * Starts Firefox with nothing stored.
 * @param {{recorder?: object}} how a recorder from `requests.mjs` for every byte
 * @returns `name`, `newPage({javaScriptEnabled})` and `close()`; one page at a time is the one driven
 */
export async function startFirefox({ recorder } = {}) {
  await needs(EXECUTABLE, 'firefox-esr');
  const profile = await mkdtemp(join(tmpdir(), 'kakanai-firefox-'));
  const preferences = Object.entries({ ...PREFERENCES, ...(recorder ? proxied(recorder) : {}) });
  const lines = preferences.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const child = spawn(EXECUTABLE, [...WORDS, '--profile', profile, 'about:blank'], {
    env: { ...process.env, ...ENVIRONMENT, HOME: profile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const along = () => child.kill('SIGKILL');
  process.once('exit', along);
  const gone = new Promise((give) => child.once('exit', give).once('error', give));
  let marionette;
  const close = async () => {
    marionette?.close();
    child.kill('SIGKILL');
    await gone;
    process.off('exit', along);
    await rm(profile, { recursive: true, force: true });
  };
  try {
    marionette = await connect(await told(child));
    await marionette.ask('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
    await marionette.ask('WebDriver:SetWindowRect', { width: 1100, height: 1000 });
  } catch (error) {
    await close();
    throw error;
  }
  const newPage = async (how) => {
    const page = new Page(driver(marionette.ask));
    await page.driver.open(how);
    return page;
  };
  return { name: 'Firefox', newPage, close };
}

function driver(ask) {
  /** Runs a script with the rights of the browser itself. */
  const inFirefox = async (script, ...args) => {
    await ask('Marionette:SetContext', { value: 'chrome' });
    try {
      return await ask('WebDriver:ExecuteScript', { script, args });
    } finally {
      await ask('Marionette:SetContext', { value: 'content' });
    }
  };
  // A script of ours runs beside the page with the browser's rights, so that it does where pages may run none.
  const beside = { sandbox: 'system' };
  const commands = {
    ExecuteScript: (params) => ask('WebDriver:ExecuteScript', { ...params, ...beside }),
    FindElementsFromElement: ({ id, ...step }) => ask('WebDriver:FindElements', { ...step, element: id }),
  };
  let since = 0;
  return {
    send: (command, params) => commands[command]?.(params) ?? ask(`WebDriver:${command}`, params),
    // A tab of its own in place of the one before, with nothing stored.
    async open({ javaScriptEnabled = true } = {}) {
      const { handle } = await ask('WebDriver:NewWindow', { type: 'tab' });
      await ask('WebDriver:CloseWindow');
      await ask('WebDriver:SwitchToWindow', { handle });
      await inFirefox(FORGET);
      await inFirefox('Services.prefs.setBoolPref("javascript.enabled", arguments[0])', javaScriptEnabled);
      since = Date.now();
    },
    // A window cannot be as narrow as a phone; what it shows can.
    resize: ({ width, height }) =>
      inFirefox(
        `const { style } = gBrowser.selectedBrowser;
         for (const [side, size] of [['width', arguments[0]], ['height', arguments[1]]])
           for (const name of [side, 'min-' + side, 'max-' + side]) style.setProperty(name, size + 'px');`,
        width,
        height,
      ),
    picture: () => ask('WebDriver:TakeScreenshot', { full: true, hash: false }),
    // The page's process knows at once, Firefox itself knows of workers as well; each error counts once.
    troubles: async () => {
      const [script, args] = [SCRIPT_ERRORS, [since]];
      return [
        ...new Set([
          ...(await ask('WebDriver:ExecuteScript', { script, args, ...beside })),
          ...(await inFirefox(script, since)),
          ...(await ask('WebDriver:ExecuteScript', { script: CONSOLE_ERRORS, args, ...beside })),
        ]),
      ];
    },
  };
}
