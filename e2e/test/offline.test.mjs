// After the first visit the preparation goes on without a network; what is served can be checked from outside.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch, newPage, visitor } from '../lib/browser.mjs';
import { ROOT, run, scanned, TODAY } from '../lib/counter.mjs';
import { ENTERED, ONE, press, shown, upTo, walk, walkTo } from '../lib/interview.mjs';
import { checkNothingLeft } from '../lib/leaks.mjs';
import { startLine } from '../lib/line.mjs';
import { BINARY, startProduct } from '../lib/product.mjs';
import { startRecorder } from '../lib/requests.mjs';

const NOON = new Date('2026-11-20T12:00:00+09:00');
/** The parts of the table with the old and the new address of the walk. */
const SHARDS = ['/assets/postal/06', '/assets/postal/00'];
const CONSENT = '市のサーバーを通して入力しますか';
const NEW_TITLE = '手続きの準備をはじめる';

let product, changed, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-offline-'));
  const catalogue = join(scratch, 'catalogue');
  await cp(join(ROOT, 'catalogue'), catalogue, { recursive: true });
  const texts = join(catalogue, 'texts/ja.toml');
  const before = await readFile(texts, 'utf8');
  const after = before.replace(/^"home\.title" = ".*"$/m, `"home.title" = "${NEW_TITLE}"`);
  assert.notEqual(after, before);
  await writeFile(texts, after);
  product = await startProduct({ args: TODAY });
  changed = await startProduct({ args: [...TODAY, '--catalogue', catalogue] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await changed?.stop();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** A visitor at the end of a line; both are closed after the walk. */
async function visit(walkThrough, { options = {} } = {}) {
  const line = await startLine(product.public);
  const context = await visitor(browser, { options });
  try {
    await context.clock.setFixedTime(NOON);
    const page = await newPage(context);
    await walkThrough({ line, context, page });
  } finally {
    await context.close();
    await line.close();
  }
}

// With the language in the address: Playwright sets the one of a context for pages, not for workers.
const begin = async (page, line) => {
  await page.goto(`${line.address}/prepare/move_in?lang=ja`);
  await shown(page, 'origin');
};

const listOf = async (address) => (await fetch(`${address}/assets/files.json`)).json();

/** Every address kept, by set; a set counts once its list is there. */
const sets = (page) =>
  page.evaluate(async () => {
    const found = {};
    for (const name of await caches.keys()) {
      const kept = await (await caches.open(name)).keys();
      found[name] = kept.map(({ url }) => url.slice(location.origin.length)).sort();
    }
    return found;
  });

/** Asks the page until it says yes. */
async function until(page, isSo, about) {
  const limit = Date.now() + 15_000;
  while (!(await page.evaluate(isSo, about))) {
    assert.ok(Date.now() < limit, `this did not come: ${isSo}, with ${JSON.stringify(about)}`);
    await page.waitForTimeout(50);
  }
}

/** Waits until there is one set, that of a product, and it has these files. */
async function kept(page, address, paths = []) {
  const tag = (await fetch(`${address}/assets/files.json`)).headers.get('etag').replaceAll('"', '');
  const isThere = async ([name, wanted]) => {
    const names = await caches.keys();
    if (names.length !== 1 || names[0] !== name || !navigator.serviceWorker.controller) return false;
    const cache = await caches.open(name);
    const found = await Promise.all(wanted.map((path) => cache.match(path)));
    return found.every((answer) => answer !== undefined);
  };
  await until(page, isThere, [`kakanai-${tag}`, ['/assets/files.json', ...paths]]);
  return `kakanai-${tag}`;
}

const isOffline = (page) => page.evaluate(() => document.body.dataset.offline === 'yes');

/** What a list says belongs into a set from the beginning, and what may be there. */
function belongs({ pages, variants, files }) {
  const of = (keep) => files.filter((file) => file.keep === keep).map(({ path }) => path);
  const variantsOf = (page) => variants.map((query) => `${page}?${query}`);
  return { first: [...of('first'), ...pages.flatMap(variantsOf), '/assets/files.json'], loaded: of('loaded') };
}

test('after the first visit everything up to the QR code works without a network', () =>
  visit(async ({ line, context, page }) => {
    await begin(page, line);
    await kept(page, product.public, SHARDS);
    line.mode = 'down';
    await context.setOffline(true);
    const asked = line.list.length;
    const middle = ONE.findIndex(([name]) => name === 'old_head');
    await walk(page, ONE.slice(0, middle));
    await shown(page, 'old_head');
    await page.reload();
    await shown(page, 'old_head');
    assert.ok(await isOffline(page));
    await walk(page, ONE.slice(middle));
    const record = JSON.stringify(await scanned(page, product));
    for (const word of ['見本　太郎', '旭ケ丘', '9999番地の1', '0999000001']) assert.ok(record.includes(word), word);

    // The start page, and every page of every service in every form.
    const { pages, variants } = await listOf(product.public);
    assert.ok(pages.includes('/') && pages.length > 1);
    await page.goto(`${line.address}/?lang=ja`);
    await page.getByRole('heading', { name: '手続きの準備をする' }).waitFor();
    for (const path of pages) {
      for (const query of variants) {
        await page.goto(`${line.address}${path}?${query}`);
        assert.equal(await page.locator('html').getAttribute('lang'), new URLSearchParams(query).get('lang'));
        assert.ok(await isOffline(page));
        await page.locator(path === '/' ? 'ul.services' : 'main [data-page], main .symbol').first().waitFor();
      }
    }
    // The browser asks for a newer worker whenever it likes; nothing else was tried, though the line would have told.
    assert.deepEqual(line.list.slice(asked).filter((request) => request !== 'GET /worker.js'), []);
  }));

test('in the language of the browser, where the address names none', () =>
  visit(async ({ line, context, page }) => {
    await page.goto(line.address);
    await kept(page, product.public);
    const [language] = await context.serviceWorkers()[0].evaluate(() => navigator.languages);
    line.mode = 'down';
    await context.setOffline(true);
    await page.goto(`${line.address}/prepare/move_in`);
    await shown(page, 'origin');
    assert.equal(await page.locator('html').getAttribute('lang'), language.slice(0, 2));
    // Not what would be taken where nothing is known.
    assert.equal(language.slice(0, 2), 'en');
  }));

test('a line that hangs, or a server in trouble, is no line', () =>
  visit(async ({ line, page }) => {
    await begin(page, line);
    await kept(page, product.public);
    assert.ok(!(await isOffline(page)));
    line.mode = 'hanging';
    await page.reload();
    await shown(page, 'origin');
    assert.ok(await isOffline(page));
    line.mode = 'up';
    line.to = 'http://127.0.0.1:9';
    await page.reload();
    await shown(page, 'origin');
    assert.ok(await isOffline(page));
    line.to = product.public;
    await page.reload();
    await shown(page, 'origin');
    assert.ok(!(await isOffline(page)));
  }));

test('a new version takes the place of the old one whole or not at all, and no answer is lost', () =>
  visit(async ({ line, context, page }) => {
    await begin(page, line);
    const old = await kept(page, product.public, SHARDS);
    await walkTo(page, 'koseki');
    const other = await context.newPage();
    await begin(other, line);
    await walk(other, ONE.slice(0, 1));

    // The new catalogue arrives damaged: the page asks before it goes on otherwise, and the old set stays whole.
    line.to = changed.public;
    line.alter = (path, bytes) => (path.startsWith('/assets/catalogue-') ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes);
    await page.reload();
    await page.getByRole('heading', { name: CONSENT }).waitFor();
    line.mode = 'down';
    await page.reload();
    await shown(page, 'koseki');
    const files = await sets(page);
    const { first } = belongs(await listOf(product.public));
    for (const path of first) assert.ok(files[old].includes(path), `${path} is gone`);

    line.mode = 'up';
    line.alter = (_, bytes) => bytes;
    await page.reload();
    await shown(page, 'koseki');
    const fresh = await kept(page, changed.public, SHARDS);
    assert.notEqual(fresh, old);
    const list = await listOf(changed.public);
    const after = await sets(page);
    assert.deepEqual(Object.keys(after), [fresh]);
    for (const path of belongs(list).first) assert.ok(after[fresh].includes(path), `${path} did not come`);
    line.mode = 'down';
    await context.setOffline(true);
    // The tab opened before goes on with what it has, and with the new files after a reload.
    await walk(other, ONE.slice(1, 2));
    await shown(other, 'left');
    await other.reload();
    await shown(other, 'left');
    await page.reload();
    await shown(page, 'koseki');
    await press(page, '前に戻る');
    await shown(page, 'person');
    assert.equal(await page.getByLabel('名（なまえ）').inputValue(), '太郎');
    await page.goto(`${line.address}/?lang=ja`);
    await page.getByRole('heading', { name: NEW_TITLE }).waitFor();
  }));

test('only what the list names is kept: no answer to a POST, nothing of the hall, nothing entered', () =>
  visit(async ({ line, page }) => {
    await begin(page, line);
    const name = await kept(page, product.public, SHARDS);
    await walk(page, upTo(ONE, 'koseki'));
    const { first, loaded } = belongs(await listOf(product.public));
    await page.goto(`${line.address}/?hall=E01`);
    await page.goto(`${line.address}/prepare/move_in?hall=E01&lang=ja`);
    await page.goto(`${line.address}/prepare/nowhere`);
    await page.goto(`${line.address}/prepare/move_in?told=${encodeURIComponent(ENTERED[0])}`);
    // The interview on the server, as somebody does who agreed to it.
    await page.evaluate(() => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: '/prepare/move_in' });
      form.append(Object.assign(document.createElement('input'), { name: 'consent', value: 'yes' }));
      document.body.append(form);
      form.submit();
    });
    await page.locator('input[name="kakanai.state"]').waitFor({ state: 'attached' });
    await walkTo(page, 'card');
    assert.ok(line.list.filter((request) => request === 'POST /prepare/move_in').length >= 6);

    const after = await sets(page);
    assert.deepEqual(Object.keys(after), [name]);
    assert.deepEqual(after[name].filter((path) => !loaded.includes(path)), first.sort());
    const texts = await page.evaluate(async (set) => {
      const cache = await caches.open(set);
      return Promise.all((await cache.keys()).map(async (request) => (await cache.match(request)).text()));
    }, name);
    // Words that stand in no text or table of the city.
    for (const word of ['見本　太郎', 'name="kakanai.state"', 'class="hall"']) {
      assert.ok(!texts.some((text) => text.includes(word)), `${word} is kept`);
    }
  }));

for (const what of [/^\/assets\/engine-.*\.wasm$/, /^\/assets\/catalogue-/, /^\/assets\/prepare\.js$/, /^\/assets\/engine\.js$/, /^\/assets\/towns\.js$/]) {
  test(`an altered file does not run: ${what.source}`, () =>
    visit(
      async ({ line, page }) => {
        // Harmless to read and to run: only its hash differs.
        const addition = (path) => (path.endsWith('.wasm') ? Buffer.from([0, 2, 1, 0x61]) : Buffer.from('\n'));
        line.alter = (path, bytes) => (what.test(path) ? Buffer.concat([bytes, addition(path)]) : bytes);
        await page.goto(`${line.address}/prepare/move_in`);
        await page.getByRole('heading', { name: CONSENT }).waitFor();
        assert.ok(line.list.some((request) => what.test(request.split(' ')[1])), 'it was not asked for');
        assert.ok(!line.list.some((request) => request.startsWith('POST')));
        await page.getByRole('button', { name: 'わかったうえで、続ける' }).click();
        await shown(page, 'origin');
      },
      { options: { serviceWorkers: 'block' } },
    ));
}

test('every module and style of a page carries its hash', async () => {
  const { files, pages } = await listOf(product.public);
  const sri = new Map(files.map(({ path, sha256 }) => [path, `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`]));
  const imports = async (name) => {
    const text = await readFile(join(ROOT, 'web/js', name), 'utf8');
    const direct = [...text.matchAll(/\bfrom '\.\/([\w-]+\.js)'|\bimport\('\.\/([\w-]+\.js)'\)/g)].map(([, a, b]) => a ?? b);
    return [name, ...(await Promise.all(direct.map(imports))).flat()];
  };
  for (const path of pages) {
    const html = (await (await fetch(product.public + path)).text()).replaceAll('&#43;', '+');
    const tags = [...html.matchAll(/<(?:script|link rel="(?:stylesheet|modulepreload)")[^>]*>/g)].map(([tag]) => tag);
    const given = new Map(tags.map((tag) => [tag.match(/(?:src|href)="([^"]+)"/)[1], tag.match(/integrity="([^"]*)"/)?.[1]]));
    for (const [address, integrity] of given) assert.equal(integrity, sri.get(address), `${address} on ${path}`);
    const modules = [...given.keys()].filter((address) => address.endsWith('.js')).map((address) => address.slice(8));
    for (const needed of new Set((await Promise.all(modules.map(imports))).flat())) {
      assert.ok(modules.includes(needed), `${needed} is imported on ${path}, but its hash is not given there`);
    }
    assert.ok(modules.includes('offline.js'));
  }
});

test('where the browser gives no room, the site works with a network', () =>
  visit(async ({ line, context, page }) => {
    const developer = await context.newCDPSession(page);
    await developer.send('Storage.overrideQuotaForOrigin', { origin: line.address, quotaSize: 20_000 });
    await begin(page, line);
    const limit = Date.now() + 15_000;
    while (!line.list.includes('GET /assets/files.json')) {
      assert.ok(Date.now() < limit, 'the worker did not begin');
      await page.waitForTimeout(50);
    }
    await until(page, async () => (await navigator.serviceWorker.getRegistration()) === undefined);
    assert.deepEqual(await sets(page), {});
    await walk(page, ONE);
    await scanned(page, product);
  }));

test('a whole visit, its worker included, asks nobody else, and for each file once', async () => {
  const recorder = await startRecorder();
  const context = await visitor(browser, { recorder });
  try {
    const page = await newPage(context);
    await page.goto(product.public);
    await page.getByRole('link', { name: '転入' }).click();
    await shown(page, 'origin');
    const list = await listOf(product.public);
    const { first, loaded } = belongs(list);
    await kept(page, product.public, loaded);
    await walk(page, ONE);
    await page.locator('.symbol').first().waitFor();
    const asked = recorder.list.map(({ method, url }) => `${method} ${url}`);
    const visited = ['/', '/prepare/move_in', '/worker.js'];
    const allowed = new Set([...visited, ...first, ...loaded].map((path) => `GET ${product.public}${path}`));
    for (const request of asked) assert.ok(allowed.has(request), `${request} is not on the list`);
    for (const path of ['/worker.js', '/assets/files.json', ...first]) {
      assert.ok(asked.includes(`GET ${product.public}${path}`), `${path} was not seen`);
    }
    const times = (path) => asked.filter((request) => request === `GET ${product.public}${path}`).length;
    for (const path of [...loaded, ...first.filter((path) => path.includes('?'))]) assert.equal(times(path), 1, path);
    checkNothingLeft(recorder.list, ENTERED);
    for (const { body, headers, url, refused } of recorder.list) {
      assert.ok(!refused && body.length === 0, url);
      assert.ok(!headers.some(([name]) => /^(referer|cookie)$/i.test(name)), `${url} says where it came from`);
    }
  } finally {
    await context.close();
    await recorder.close();
  }
});

/** Exit code and words of the script that compares from outside. */
const checked = (address, own) =>
  run(join(ROOT, 'tools/check-files.sh'), [address, own]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }) => ({ code, said: stderr }),
  );

test('anybody can compare what is served with a list made elsewhere', async () => {
  const own = join(scratch, 'files.json');
  await writeFile(own, (await run(BINARY, ['files'], { cwd: ROOT })).stdout);
  const { code, said } = await checked(product.public, own);
  assert.equal(code, 0, said);
  assert.match(said, /^files 1\d\d, pages \d+, faults 0$/m);
  const names = (await readdir(join(ROOT, 'web/js'))).filter((name) => !name.startsWith('.'));
  const { files } = JSON.parse(await readFile(own, 'utf8'));
  for (const name of names) assert.ok(files.some(({ path }) => path === `/assets/${name}`), `${name} is not listed`);

  const line = await startLine(product.public);
  try {
    const altered = {
      'a file': [(path) => path === '/assets/engine.js', (text) => `${text}\n`, /\/assets\/engine\.js is /],
      'the worker': [(path) => path === '/worker.js', (text) => `${text}\n`, /\/worker\.js is /],
      'the list': [(path) => path.endsWith('files.json'), (text) => text.replace(/"bytes": \d/, '"bytes": 9'), /is not the one made here/],
      'a script in a page': [(path) => path === '/', (text) => text.replace('</head>', '<script src="/x.js"></script></head>'), /not as listed: <script src="\/x\.js">/],
      'a script written into a page': [(path) => path === '/', (text) => text.replace('</head>', '<script>1</script></head>'), /not as listed: <script>/],
      'a hash in a page': [(path) => path === '/prepare/move_in', (text) => text.replace(/integrity="sha256-.{4}/, 'integrity="sha256-0000'), /not as listed/],
    };
    for (const [what, [hits, change, complaint]] of Object.entries(altered)) {
      line.alter = (path, bytes) => (hits(path) ? Buffer.from(change(bytes.toString())) : bytes);
      const { code, said } = await checked(line.address, own);
      assert.equal(code, 1, `${what} went unseen`);
      assert.match(said, complaint);
    }
    line.to = changed.public;
    line.alter = (_, bytes) => bytes;
    assert.equal((await checked(line.address, own)).code, 1, 'another catalogue went unseen');
  } finally {
    await line.close();
  }
});
