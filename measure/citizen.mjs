// What the citizen's side costs: bytes, milliseconds on a slow processor, pages a second without scripts. Results are
// written down in docs/performance.md.
//
//   cargo build --release --package kakanai && tools/build-browser.sh
//   npm ci --prefix e2e && npm ci --prefix measure
//   KAKANAI=target/release/kakanai node measure/citizen.mjs
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import { deflateRawSync } from 'node:zlib';

import * as jose from 'jose';

import { launch, visitor } from '../e2e/lib/browser.mjs';
import { FAMILY, familyWalk } from '../e2e/lib/interview.mjs';
import { startProduct } from '../e2e/lib/product.mjs';

const TODAY = '2026-11-20';
const SLOWER = 4;
const SECONDS = 10;
const LINES = 16;

const product = await startProduct({ args: ['--today', TODAY] });
const browser = await launch();
const middle = (list, at = 0.5) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * at))];
const ms = (number) => `${number.toFixed(1)} ms`;
const say = (what, ...figures) => console.log(`${what.padEnd(58)} ${figures.join(', ')}`);

/** The forms of a family's 転入, as a browser sends them. */
function forms(pages) {
  return pages.map(([name, answers, button]) => [
    // The only town of its postal code is chosen already.
    ...(name === 'new_town' ? [['new_address/town', '999989.架空台団地']] : []),
    ...Object.entries(answers),
    ['action', button ? 'add' : 'next'],
  ]);
}

async function bytes() {
  for (const [name, path] of [['first page', '/'], ['page of a service', '/prepare/move_in']]) {
    const context = await visitor(browser, { options: { serviceWorkers: 'block' } });
    const page = await context.newPage();
    await page.goto(product.public + path);
    if (path !== '/') await page.locator('main [data-page]').first().waitFor();
    const parts = await page.evaluate(() =>
      ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
        .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]));
    const sum = (wanted) => parts.filter(([path]) => wanted(path)).reduce((all, [, size]) => all + size, 0);
    const engine = (path) => /engine-|catalogue-|municipalities|countries/.test(path);
    const towns = (path) => path.includes('/postal/');
    say(`${name}: document, styles, modules`, `${sum((path) => !engine(path) && !towns(path))} bytes`);
    for (const [path, size] of parts.filter(([path]) => engine(path))) say(`  ${path.replace(/-[0-9a-f]+/, '')}`, `${size} bytes`);
    await context.close();
  }
}

/** Steps, meanings while typing and the seal, in a browser slowed down. */
async function slowBrowser() {
  const context = await visitor(browser, { options: { serviceWorkers: 'block' } });
  const page = await context.newPage();
  await page.goto(`${product.public}/prepare/move_in`);
  await page.locator('main [data-page]').first().waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const taken = await page.evaluate(async ({ forms, today, rounds }) => {
    const { startEngine, load } = await import(document.querySelector('link[rel=modulepreload][href*="engine.js"]').href);
    const { engine: address, catalogue, key } = document.body.dataset;
    const began = performance.now();
    const engine = await startEngine(address);
    engine.ask({ op: 'catalogue', published: await load(catalogue, 'text') });
    const started = performance.now() - began;
    engine.takeMunicipalities(await load('/assets/municipalities'));
    engine.takeCountries(await load('/assets/countries'));
    engine.takeTowns(await load('/assets/postal/06'));
    const time = (list, request) => {
      const from = performance.now();
      const answer = engine.ask(request);
      list.push(performance.now() - from);
      return answer;
    };
    const [step, live, seal, draw] = [[], [], [], []];
    const place = document.createElement('div');
    document.body.append(place);
    let end;
    for (let round = 0; round < rounds; round += 1) {
      let at = engine.ask({ op: 'start', service: 'move_in', language: 'ja', today });
      for (const form of forms) {
        time(live, { op: 'live', state: at.state, form, today });
        at = time(step, { op: 'step', state: at.state, form, today });
        const from = performance.now();
        place.innerHTML = at.html;
        place.getBoundingClientRect();
        draw.push(performance.now() - from);
      }
      if (!at.wants_code) throw new Error(`the way ends on ${at.page}`);
      const seed = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');
      time(seal, { op: 'seal', state: at.state, today, key, seed });
      end = at.state;
    }
    return { started, step, live, seal, draw, end, key };
  }, { forms: forms(familyWalk(FAMILY)), today: TODAY, rounds: 5 });
  const both = taken.step.map((time, at) => time + taken.draw[at]);
  const figures = (list) => [`median ${ms(middle(list))}`, `95 % ${ms(middle(list, 0.95))}`, `longest ${ms(Math.max(...list))}`, `${list.length} times`];
  say(`${SLOWER} times slowed: engine and catalogue made ready`, ms(taken.started));
  say(`${SLOWER} times slowed: a step`, ...figures(taken.step));
  say(`${SLOWER} times slowed: a step and its page laid out`, ...figures(both));
  say(`${SLOWER} times slowed: meaning of what is typed`, ...figures(taken.live));
  say(`${SLOWER} times slowed: seal of a family of four, symbol drawn`, ...figures(taken.seal));
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await context.close();
  return taken;
}

/** Sealing beside what others would use: deflated JSON of the same record in a JWE. Both here, in Node. */
async function besideJwe({ end, key }) {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL('../target/browser/engine.wasm', import.meta.url)), {});
  const { memory, kakanai_alloc, kakanai_free, kakanai_call } = instance.exports;
  const ask = (request) => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    const at = kakanai_alloc(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    const both = BigInt.asUintN(64, kakanai_call(at, bytes.length));
    const [from, length] = [Number(both >> 32n), Number(both & 0xffffffffn)];
    const answer = JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, from, length)));
    kakanai_free(from, length);
    return answer;
  };
  const page = await (await fetch(`${product.public}/prepare/move_in`)).text();
  const catalogue = /data-catalogue="([^"]+)"/.exec(page)[1];
  ask({ op: 'catalogue', published: await (await fetch(product.public + catalogue)).text() });
  const { publicKey } = await jose.generateKeyPair('ECDH-ES', { crv: 'X25519' });
  const json = JSON.stringify(JSON.parse(end).record);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < 60; round += 1) {
    const seed = round.toString(16).padStart(64, '0');
    let from = performance.now();
    const sealed = ask({ op: 'seal', state: end, today: TODAY, key, seed });
    if (sealed.error) throw new Error(sealed.detail);
    ours.push(performance.now() - from);
    from = performance.now();
    const deflated = deflateRawSync(json, { level: 9 });
    await new jose.CompactEncrypt(deflated).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }).encrypt(publicKey);
    theirs.push(performance.now() - from);
  }
  say('in Node: checked, packed, sealed, cut, symbol drawn', `median ${ms(middle(ours))}`);
  say('in Node: JSON deflated into a JWE, no symbol (jose)', `median ${ms(middle(theirs))}`);
}

/** One sealed page sent again and again: each answer is the whole next page with its state sealed anew. */
async function withoutScripts() {
  const { hostname, port } = new URL(product.public);
  const agent = new http.Agent({ keepAlive: true, maxSockets: LINES });
  const post = (body) => new Promise((done, fail) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ hostname, port, path: '/prepare/move_in', method: 'POST', agent, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.on('error', fail);
    request.end(body);
  });
  const state = ({ text }) => /name="kakanai\.state" value="([^"]+)"/.exec(text)[1];
  let page = await post('consent=yes');
  for (const form of forms(familyWalk(FAMILY)).slice(0, 20)) {
    page = await post(new URLSearchParams([['kakanai.state', state(page)], ...form]).toString());
  }
  const body = new URLSearchParams([['kakanai.state', state(page)], ['action', 'keep']]).toString();
  const took = [];
  const until = performance.now() + SECONDS * 1000;
  const line = async () => {
    while (performance.now() < until) {
      const from = performance.now();
      const { status, text } = await post(body);
      if (status !== 200 || !text.includes('kakanai.state')) throw new Error(`status ${status}`);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
  const rate = (took.length / SECONDS).toFixed(0);
  say('without scripts, twenty pages into a family of four', `${rate} pages a second`, `median ${ms(middle(took))}`, `99 % ${ms(middle(took, 0.99))}`, `${Buffer.byteLength(body)} bytes sent`, `${LINES} lines, generator on the same cores`);
  agent.destroy();
}

try {
  say('machine', `${os.cpus().length} cores`, os.cpus()[0].model);
  await bytes();
  const taken = await slowBrowser();
  await besideJwe(taken);
  await withoutScripts();
} finally {
  await browser.close();
  await product.stop();
}
