// The live stream: one line for a browser, nothing missed, nothing told to those it is not for.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch, newPage } from '../lib/browser.mjs';
import { code, paste, signIn, TODAY } from '../lib/counter.mjs';
import { startProduct } from '../lib/product.mjs';
import { ask, confirm, pair, panel, state, tablet } from '../lib/tablet.mjs';

let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-live-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

let seeds = 70;

async function opened(clerk) {
  const { text, record } = await code(product, scratch, String(seeds++), 2);
  await paste(clerk, product, text);
  await panel(clerk).waitFor();
  return { address: clerk.url().split('#')[0], id: /[0-9a-f]{32}/.exec(clerk.url())[0], record };
}

/** Changes a case without its page: one more event. */
async function move(clerk, address) {
  await clerk.context().request.get(`${address}/papers.pdf`);
  const command = [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, '0')).join('');
  const answer = await clerk.context().request.post(`${address}/papers`, { form: { command }, maxRedirects: 0 });
  assert.equal(answer.status(), 303);
}

/** Listens as a program does: `next()` gives the next event, beats left out. */
async function listen(page, path, last) {
  const cookies = await page.context().cookies(product.counter + path);
  const headers = { cookie: cookies.map((it) => `${it.name}=${it.value}`).join('; ') };
  if (last) headers['last-event-id'] = last;
  const stop = new AbortController();
  const answer = await fetch(product.counter + path, { headers, signal: stop.signal });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
        continue;
      }
      const lines = text.slice(0, end).split('\n').map((line) => line.match(/^(\w*): ?(.*)$/));
      text = text.slice(end + 2);
      const event = Object.fromEntries(lines.filter(Boolean).map(([, key, value]) => [key, value]));
      if (event.event !== 'beat') return event;
    }
  };
  return { next, stop: () => stop.abort() };
}

/** Connections that the server has from this browser for a path, as it was asked. */
function counted(context) {
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  return asked;
}

test('four tabs share one line, and all of them see what changes', async () => {
  const first = await signIn(browser, product, 'uketsuke1');
  const { address } = await opened(first);
  const context = first.context();
  const asked = counted(context);
  const tabs = [];
  for (let tab = 0; tab < 4; tab++) {
    const page = await newPage(context);
    await page.goto(address);
    await panel(page).waitFor();
    tabs.push(page);
  }
  const cdp = await browser.newBrowserCDPSession();
  const { targetInfos } = await cdp.send('Target.getTargets');
  const workers = targetInfos.filter((it) => it.type === 'shared_worker' && it.url.startsWith(product.counter));
  assert.equal(workers.length, 1, 'one worker for all tabs');
  // Lines of pages would be requests of the context; the worker's own is none.
  assert.equal(asked.filter((url) => new URL(url).pathname === '/live').length, 0);
  const before = await panel(first).getAttribute('data-live-seq');
  await move(first, address);
  for (const page of [first, ...tabs]) {
    await page.waitForFunction((seq) => document.getElementById('tablet-panel').dataset.liveSeq !== seq, before);
  }
});

test('a page that was just opened knows what it shows, and is not fetched a second time', async () => {
  const clerk = await signIn(browser, product, 'uketsuke2', 'E05');
  const { address } = await opened(clerk);
  await clerk.addInitScript(() => {
    globalThis.lineIsThere = new Promise((done) => {
      document.addEventListener('kakanai:line', ({ detail }) => detail.on && setTimeout(done, 200));
    });
  });
  let again = 0;
  clerk.on('request', (request) => { again += Number('kakanai-live' in request.headers()); });
  for (const page of [address, `${product.counter}/`, address]) {
    await clerk.goto(page);
    await clerk.evaluate(() => globalThis.lineIsThere);
  }
  assert.equal(again, 0);
  await clerk.context().close();
});

test('a line that broke goes on where it was, and one from before a restart is told of a gap', async () => {
  const clerk = await signIn(browser, product, 'uketsuke2', 'E02');
  const { address, id } = await opened(clerk);
  const line = await listen(clerk, '/live');
  const hello = await line.next();
  assert.equal(hello.event, 'hello');
  await move(clerk, address);
  const moved = await line.next();
  assert.equal(JSON.parse(moved.data).case, id);
  assert.deepEqual(Object.keys(JSON.parse(moved.data)).sort(), ['case', 'seq']);
  line.stop();

  await move(clerk, address);
  const again = await listen(clerk, '/live', moved.id);
  assert.equal((await again.next()).event, 'resumed');
  const missed = JSON.parse((await again.next()).data);
  assert.equal(missed.case, id);
  assert.equal(missed.seq, JSON.parse(moved.data).seq + 1);
  again.stop();

  await product.kill();
  await product.start();
  const later = await listen(clerk, '/live', moved.id);
  assert.equal((await later.next()).event, 'gap');
  later.stop();
});

test('a tablet hears of itself and of the case it shows, and of nothing else', async () => {
  const clerk = await signIn(browser, product, 'uketsuke3', 'E03');
  const other = await signIn(browser, product, 'uketsuke4', 'E04');
  const page = await tablet(browser, product);
  await pair(clerk, product, page);
  const shown = await opened(clerk);
  const line = await listen(page, '/tablet/live');
  assert.equal((await line.next()).event, 'hello');
  const foreign = await opened(other);
  await move(other, foreign.address);
  await ask(clerk, page);
  const about = [];
  const told = JSON.parse((await line.next()).data);
  assert.deepEqual(told, { tablet: 'E03' }, 'nothing before it was shown');
  await move(other, foreign.address);
  await move(clerk, shown.address);
  about.push(JSON.parse((await line.next()).data).case);
  assert.deepEqual(about, [shown.id]);
  // Taken away, its changes are no longer the tablet's.
  await panel(clerk).getByRole('button', { name: '片付ける' }).click();
  assert.deepEqual(JSON.parse((await line.next()).data), { tablet: 'E03' });
  await move(clerk, shown.address);
  await clerk.goto(`${product.counter}/pair`);
  await clerk.getByRole('button', { name: 'つながりを終える' }).click();
  assert.deepEqual(JSON.parse((await line.next()).data), { tablet: 'E03' });
  line.stop();
});

test('from the clerk to the tablet, and from the tablet to a reviewer', async () => {
  const clerk = await signIn(browser, product, 'uketsuke5', 'E05');
  const page = await tablet(browser, product);
  await pair(clerk, product, page);
  const { address } = await opened(clerk);
  const reviewer = await signIn(browser, product, 'shinsa1', 'E06');
  await reviewer.goto(address);
  await panel(reviewer).waitFor();
  const times = [];
  const timed = async (what, act, seen) => {
    const shown = seen();
    const start = performance.now();
    await act();
    await shown;
    const took = performance.now() - start;
    times.push(`${what} ${took.toFixed(0)} ms`);
    assert.ok(took < 5000, `${what} took ${took} ms`);
  };
  await timed('clerk to tablet', () => panel(clerk).getByRole('button', { name: 'タブレットに出す' }).click(),
    () => page.getByRole('heading', { name: '内容を確かめてください' }).waitFor());
  await timed('tablet to clerk and reviewer', () => confirm(page),
    () => Promise.all([clerk, reviewer].map((who) => state(who).getByText('確認済み').waitFor())));
  console.log(times.join(', '));
});

test('a lost line shows a sign, and comes back by itself', async () => {
  const clerk = await signIn(browser, product, 'uketsuke6', 'E07');
  const { address } = await opened(clerk);
  await product.kill();
  await clerk.getByText('接続が切れています').waitFor();
  await product.start();
  await clerk.getByText('接続が切れています').waitFor({ state: 'detached' });
  const before = await panel(clerk).getAttribute('data-live-seq');
  await move(clerk, address);
  await clerk.waitForFunction((seq) => document.getElementById('tablet-panel').dataset.liveSeq !== seq, before);
});

test('the server ends at once, whoever listens', async () => {
  const other = await startProduct({ args: TODAY });
  try {
    const clerk = await signIn(browser, other, 'uketsuke1');
    await clerk.context().request.get(other.counter);
    await clerk.waitForFunction(() => performance.getEntriesByName(`${location.origin}/assets/live.js`).length > 0);
    const cookies = await clerk.context().cookies(other.counter);
    const headers = { cookie: cookies.map((it) => `${it.name}=${it.value}`).join('; ') };
    const line = await fetch(`${other.counter}/live`, { headers });
    const start = performance.now();
    const ended = line.text();
    // A process that waits for its lines would be ended hard after ten seconds.
    await Promise.all([other.stop(), ended.catch(() => {})]);
    assert.ok(performance.now() - start < 5_000, `${performance.now() - start} ms`);
  } finally {
    await other.stop();
  }
});
