// A page in a browser that Playwright cannot drive, with the few of Playwright's words that the walks use.
//
// Beneath lie the commands of classic WebDriver, which both browsers here speak: Debian's WebKitWebDriver over HTTP
// (webkit.mjs), Firefox over a socket of its own (Marionette, firefox.mjs; Debian has no geckodriver). That is why
// there is one small layer of our own and no library: Playwright's Firefox and WebKit are builds of its own, and
// puppeteer-core asks for a newer Node.js than Debian has and would drive only one of the two.
import { access, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** How long something may take to be there, in milliseconds, as in the walks through Chromium. */
const PATIENCE = 15_000;
const PAUSE = 20;

/** How long a driver may take over one command, in milliseconds: one that hangs is to fail, not to wait for ever. */
export const COMMAND_LIMIT = 30_000;

/** What a driver says while a page is changing. */
const PASSING = [
  'no such element',
  'stale element reference',
  'element not interactable',
  'element click intercepted',
];

/** The name under which WebDriver hands out elements. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** What a driver says went wrong: `code` is a word of WebDriver's. */
export class DriverError extends Error {
  constructor(command, { error, message }) {
    super(`${command}: ${error} (${message})`);
    this.code = error;
  }
}

/** Fails where a browser's program is not there, with the package that brings it. */
export async function needs(program, debianPackage) {
  await access(program).catch(() => {
    throw new Error(`${program} is missing. tools/setup.sh test installs it: Debian's package ${debianPackage}`);
  });
}

/** Does something again and again until the page is ready for it. */
async function patiently(what, action) {
  const late = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!PASSING.includes(error.code)) throw error;
      if (Date.now() > late) throw new Error(`${what} was not ready in ${PATIENCE / 1000} s: ${error.message}`);
    }
    await pause(PAUSE);
  }
}

const notYet = (what, error = 'no such element') => new DriverError('waiting', { error, message: what });

/** What has a role and a name. Only what the walks name this way: buttons, links and headings in plain HTML. */
function xpathOf(role, { name, exact = false }) {
  const tags = { button: ['button'], link: ['a'], heading: ['h1', 'h2', 'h3'] }[role];
  const own = tags.map((tag) => `self::${tag}`).join(' or ');
  const text = exact ? `normalize-space() = "${name}"` : `contains(normalize-space(), "${name}")`;
  return { using: 'xpath', value: `.//*[(${own}) and ${text}]` };
}

class Locator {
  /**
   * @param page the page
   * @param {{using: string, value: string}[]} steps each searched below what the one before found first
   */
  constructor(page, steps) {
    this.page = page;
    this.steps = steps;
  }

  /** Actions take the first of several anyway. */
  first() {
    return this;
  }

  locator(css) {
    return new Locator(this.page, [...this.steps, { using: 'css selector', value: css }]);
  }

  getByRole(role, how) {
    return new Locator(this.page, [...this.steps, xpathOf(role, how)]);
  }

  get said() {
    return this.steps.map(({ value }) => value).join(' > ');
  }

  /** All that is there now. */
  async all() {
    let found = [];
    for (const [at, step] of this.steps.entries()) {
      if (at > 0 && found.length === 0) return [];
      const answers = await this.page.send(at === 0 ? 'FindElements' : 'FindElementsFromElement', {
        ...step,
        ...(at === 0 ? {} : { id: found[0] }),
      });
      found = answers.map((answer) => answer[ELEMENT]);
    }
    return found;
  }

  /** How many are there now. */
  async count() {
    return (await this.all()).length;
  }

  /** Does something with the first as soon as it is there and ready. */
  act(action) {
    return patiently(this.said, async () => {
      const [id] = await this.all();
      if (!id) throw notYet(this.said);
      return action(id);
    });
  }

  async waitFor() {
    await this.act(async (id) => {
      if (!(await this.page.send('IsElementDisplayed', { id }))) throw notYet(this.said, 'element not interactable');
    });
  }

  evaluate(script) {
    return this.act((id) => this.page.evaluate(script, { [ELEMENT]: id }));
  }

  getAttribute(name) {
    return this.act((id) => this.page.send('GetElementAttribute', { id, name }));
  }

  inputValue() {
    return this.act((id) => this.page.send('GetElementProperty', { id, name: 'value' }));
  }

  async allTextContents() {
    const script = (element) => element.textContent;
    const texts = [];
    for (const id of await this.all()) texts.push(await this.page.evaluate(script, { [ELEMENT]: id }));
    return texts;
  }

  async click() {
    await this.act((id) => this.page.send('ElementClick', { id }));
  }

  async check() {
    await this.act(async (id) => {
      if (!(await this.page.send('IsElementSelected', { id }))) await this.page.send('ElementClick', { id });
    });
  }

  async selectOption(value) {
    await this.locator(`option[value="${value}"]`).click();
  }

  /** Types the text key by key. */
  async fill(text) {
    await this.act(async (id) => {
      if (await this.page.send('GetElementProperty', { id, name: 'value' })) {
        await this.page.send('ElementClear', { id });
      }
      if (text !== '') await this.page.send('ElementSendKeys', { id, text });
    });
  }
}

export class Page {
  #address = 'about:blank';

  /** @param driver what `startFirefox` or `startWebKit` made: `send`, `resize`, `picture` and `troubles` */
  constructor(driver) {
    this.driver = driver;
  }

  send(command, params = {}) {
    return this.driver.send(command, params);
  }

  locator(css) {
    return new Locator(this, []).locator(css);
  }

  getByRole(role, how) {
    return new Locator(this, []).getByRole(role, how);
  }

  async goto(url) {
    this.#address = url;
    await this.send('Navigate', { url });
  }

  async reload() {
    await this.send('Refresh');
  }

  async goBack() {
    await this.send('Back');
  }

  async goForward() {
    await this.send('Forward');
  }

  title() {
    return this.send('GetTitle');
  }

  /** The address last gone to by name, for messages. */
  url() {
    return this.#address;
  }

  /** Runs a function in the page; it sees nothing of this module. */
  evaluate(script, ...args) {
    return this.send('ExecuteScript', { script: `return (${script}).apply(null, arguments)`, args });
  }

  async setViewportSize(size) {
    await this.driver.resize(size);
  }

  /** A picture of the whole page; no walk wants less. */
  async screenshot({ path } = {}) {
    const png = Buffer.from(await this.driver.picture(this), 'base64');
    if (path) await writeFile(path, png);
    return png;
  }

  /** Errors that the browser told its console about this page. */
  troubles() {
    return this.driver.troubles();
  }
}
