// JIS X 8341-3 AA and WCAG 2.2 AA on the citizens' pages, as far as a program can tell: see docs/accessibility.md. For an
// aged widow with large text on a phone, and for somebody who hears the pages and uses no mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, pageOn } from '../lib/browser.mjs';
import { TODAY } from '../lib/counter.mjs';
import { begin, FAMILY, familyWalk, fillIn, from, ONE, press, shown, walk, walkTo } from '../lib/interview.mjs';
import { enlarge, layoutFaults, restore, spaceOut } from '../lib/layout.mjs';
import { startProduct } from '../lib/product.mjs';
import { pictures } from '../lib/screens.mjs';
import { fromAbroad, SERVICES } from '../lib/services.mjs';
import { stepsOf, treeFaults } from '../lib/tree.mjs';
import { Typist } from '../lib/typist.mjs';

const PHONE = { viewport: { width: 360, height: 740 } };
const NARROW = { width: 320, height: 640 };
const CERTIFICATES = SERVICES.find(([, service]) => service === 'certificates')[2];
const FAMILY_NAME = 'mover:1/name/kanji.family';
const FAMILY_KANA = 'mover:1/name/kana.family';
const HELP = /^help \| わからないときは、.+0999-00-0000 \| tel:0999000000$/;
const LONG_LATIN = 'MARIA MAGDALENA DE LA CONCEPCION Y ASUNCION SAMPLE EXAMPLETWO';
const LONG_KANJI = ['見本例示'.repeat(5), '太郎次郎'.repeat(5)];
let product, browser;

before(async () => {
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

const phone = (how) => pageOn(browser, PHONE, how);

/** A phone on a page of the 転入. */
async function at(name) {
  const page = await phone();
  await begin(page, product);
  await walkTo(page, name);
  return page;
}

const focusIsOn = (page, what) => page.waitForFunction((what) => document.activeElement?.matches(what), what);

/** What is wrong with a page as it is seen: as it is, large, spaced out and narrow. */
async function looks(page, said) {
  const found = [];
  const look = async (how) => found.push(...(await layoutFaults(page)).map((fault) => `${said}, ${how}: ${fault}`));
  await look('360 px');
  await enlarge(page);
  await look('200 % text');
  await restore(page);
  await spaceOut(page);
  await look('spacing');
  await restore(page);
  await page.setViewportSize(NARROW);
  await look('320 px');
  await page.setViewportSize(PHONE.viewport);
  return found;
}

/** The same, and as it is read. */
const inspect = async (page, said) => [...(await treeFaults(page)).map((fault) => `${said}, read: ${fault}`), ...(await looks(page, said))];

/** Inspects every page of a walk, first empty, then with the errors of an empty answer, where it has any. */
async function inspectAll(page, pages, name) {
  const faults = [];
  const seen = new Set();
  for (const step of pages) {
    const [at] = step;
    await shown(page, at);
    if (!seen.has(at)) {
      seen.add(at);
      faults.push(...(await inspect(page, at)));
      if (Object.keys(step[1]).length > 0) {
        await press(page);
        const next = await page.waitForFunction((at) => document.querySelector('#messages')?.id ?? (document.querySelector('main [data-page]')?.dataset.page !== at && 'gone'), at);
        if ((await next.jsonValue()) === 'gone') continue;
        faults.push(...(await treeFaults(page)).map((fault) => `${at} with errors, read: ${fault}`));
        await enlarge(page);
        faults.push(...(await layoutFaults(page)).map((fault) => `${at} with errors, 200 % text: ${fault}`));
        await restore(page);
        if (at === 'person') await pictures(page, `accessibility-${name}-errors`);
      }
    }
    await walk(page, [step]);
  }
  await page.locator('.symbol').first().waitFor();
  faults.push(...(await inspect(page, 'code')));
  assert.deepEqual(faults, []);
}

for (const [name, service, pages, most] of [
  ['転入 of one person', 'move_in', ONE, 480],
  ['証明書', 'certificates', CERTIFICATES, 480],
]) {
  test(`${name} is prepared with the keyboard alone, and the focus is always seen`, async (t) => {
    const page = await phone();
    await page.goto(`${product.public}/`);
    const typist = new Typist(page);
    const reached = await typist.tab();
    assert.equal(reached.tag, 'a', 'the first stop is the link to the content');
    await typist.press('Enter');
    await focusIsOn(page, '#main');
    await page.bringToFront();
    for (let found = false; !found; ) {
      await typist.tab();
      found = await page.evaluate((service) => document.activeElement.pathname === `/prepare/${service}`, service);
    }
    await typist.press('Enter');
    await shown(page, pages[0][0]);
    for (const [index, [at, answers, button]] of pages.entries()) {
      await shown(page, at);
      if (index > 0) await focusIsOn(page, 'h1');
      await typist.answer(answers, button);
    }
    await page.locator('.symbol').first().waitFor();
    await focusIsOn(page, 'h1');
    t.diagnostic(`${typist.keys} keys for ${pages.length} pages`);
    assert.ok(typist.keys <= most, `${typist.keys} keys`);
    // The code can be enlarged and left again, and the focus comes back.
    await typist.to('大きく見せる', ({ tag, name }) => tag === 'button' && name === '');
    await typist.press('Enter');
    await page.locator('#enlarged[open]').waitFor();
    await typist.press('Escape');
    await focusIsOn(page, '[data-does="enlarge"]');
  });
}

test('after a mistake the focus is on the list of errors, and each error leads to its control', async () => {
  const page = await at('person');
  const typist = new Typist(page);
  await typist.answer({});
  await focusIsOn(page, '#messages');
  const ids = await page.locator('#messages a').evaluateAll((links) => links.map((link) => decodeURIComponent(link.hash.slice(1))));
  assert.ok(ids.length >= 4, ids.join());
  for (const [index, id] of ids.entries()) {
    await page.locator('#messages').focus();
    for (let tab = 0; tab <= index; tab += 1) await typist.tab();
    await typist.press('Enter');
    await page.waitForFunction((id) => document.activeElement?.id === id, id);
    const covered = await page.evaluate(() => {
      const { left, top, width, height } = document.activeElement.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) !== document.activeElement;
    });
    assert.ok(!covered, `${id} is covered or off the screen`);
  }
  assert.match(await page.title(), /^エラー：/);
});

for (const [name, service, query, pages] of [
  ['転入 of two with furigana', 'move_in', '?lang=ja&furigana=1', familyWalk(FAMILY.slice(0, 2))],
  ['証明書', 'certificates', '?lang=ja', CERTIFICATES],
  ['転入 from abroad in English', 'move_in', '?lang=en', fromAbroad()],
]) {
  test(`${name}: every page is told to a screen reader, and fits with large and spaced text`, async () => {
    const page = await phone();
    await page.goto(`${product.public}/${query}`);
    assert.deepEqual(await inspect(page, 'home'), []);
    await begin(page, product, service, query);
    await inspectAll(page, pages, `${service}${query.replace(/\W/g, '-')}`);
  });
}

test('a dialog fits with large text, keeps the focus, and gives it back', async () => {
  const page = await at('origin');
  for (const name of ['keep-save', 'keep-open']) {
    await page.locator(`#${name}`).focus();
    await page.keyboard.press('Enter');
    await page.locator(`#${name}-dialog[open]`).waitFor();
    assert.deepEqual(await looks(page, name), []);
    for (let keys = 0; keys < 12; keys += 1) {
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog')), 'the focus left the dialog');
    }
    await page.keyboard.press('Escape');
    await focusIsOn(page, `#${name}`);
  }
});

test('the way through is said on a phone too, with the present step', async () => {
  const page = await at('person');
  const steps = await stepsOf(page);
  assert.equal(steps.length, 8);
  assert.deepEqual(steps.filter(({ current }) => current).map(({ name }) => name.replace(/^\d+ ?/, '')), ['引っ越す人']);
  for (const { name, shown } of steps) assert.ok(shown && /\D/.test(name), `a step without words: ${name}`);
});

for (const [name, pages] of [
  ['sixty Latin letters', [...fromAbroad().map(([at, answers]) => [at, at === 'person' ? { ...answers, 'mover:1/name/latin': LONG_LATIN } : answers])]],
  ['forty kanji', ONE.map(([at, answers]) => [at, at === 'person' ? { ...answers, [FAMILY_NAME]: LONG_KANJI[0], 'mover:1/name/kanji.given': LONG_KANJI[1] } : answers])],
]) {
  test(`a name of ${name} breaks between its words and pushes nothing off the page`, async () => {
    const page = await phone();
    await begin(page, product);
    for (const step of pages) {
      await shown(page, step[0]);
      if (['residence', 'koseki', 'people', 'notifier_mover', 'summary'].includes(step[0])) {
        assert.deepEqual(await looks(page, step[0]), []);
        const cut = await page.evaluate((words) => {
          const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
          const found = [];
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            for (const word of words) {
              const start = node.data.indexOf(word);
              if (start < 0 || node.parentElement.closest('.visually-hidden')) continue;
              const range = document.createRange();
              range.setStart(node, start);
              range.setEnd(node, start + word.length);
              if (range.getClientRects().length > 1) found.push(word);
            }
          }
          return found;
        }, LONG_LATIN.split(' '));
        assert.deepEqual(cut, [], 'words cut in two');
        if (step[0] === 'summary') await pictures(page, `accessibility-${name.replace(' ', '-')}`);
      }
      await walk(page, [step]);
    }
    await page.locator('.symbol').first().waitFor();
  });
}

test('with colours of the reader’s own, edges and choices are still seen, and the code stays black on white', async () => {
  const page = await at('person');
  await press(page);
  await page.locator('#messages').waitFor();
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' });
  await fillIn(page, { 'mover:1/sex': 'male' });
  const seen = await page.evaluate(() => {
    const edge = (element) => {
      const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element);
      return { width: borderTopStyle === 'none' ? 0 : parseFloat(borderTopWidth), color: borderTopColor };
    };
    const all = (what) => [...document.querySelectorAll(what)].map(edge);
    const [chosen, other] = [...document.querySelectorAll('.radio')].map((label) => ({ ...edge(label), chosen: label.querySelector('input').checked })).sort((one) => (one.chosen ? -1 : 1));
    return {
      controls: all('main input[type=text], main select, main button, .notice, .radio'),
      chosen,
      other,
      steps: [...document.querySelectorAll('.steps .number')].map((number) => getComputedStyle(number).backgroundColor),
      moving: document.getAnimations().length,
    };
  });
  assert.ok(seen.controls.every(({ width }) => width >= 1), JSON.stringify(seen.controls));
  assert.ok(seen.chosen.chosen && seen.chosen.width > seen.other.width, JSON.stringify(seen));
  assert.equal(new Set(seen.steps).size, 2, 'the present step looks like no other');
  assert.equal(seen.moving, 0);
  await page.emulateMedia({ forcedColors: null });
  // The pages are light for everybody: a half-dark one would be worse.
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgb(255, 255, 255)');
  await walk(page, from(ONE, 'person'));
  await page.locator('.symbol').first().waitFor();
  await page.emulateMedia({ forcedColors: 'active' });
  const image = await page.locator('.symbol-image').evaluate((image) => {
    const { forcedColorAdjust, backgroundColor } = getComputedStyle(image);
    return { forcedColorAdjust, backgroundColor };
  });
  assert.deepEqual(image, { forcedColorAdjust: 'none', backgroundColor: 'rgb(255, 255, 255)' });
  await checkAccessibility(page, { except: { 'color-contrast': 'axe does not see the colours that the reader forces' } });
});

test('words that follow the typing are polite, and the focus stays where one types', async () => {
  const page = await at('move_date');
  await fillIn(page, { 'move/date.era': 'R', 'move/date.year': '8', 'move/date.month': '11' });
  await page.locator('[name="move/date.day"]').focus();
  await page.keyboard.type('7');
  const output = page.locator('main output');
  assert.equal(await output.evaluate(({ role, ariaLive }) => role ?? ariaLive), null, 'an output is polite by itself');
  await output.filter({ hasText: '2026年11月7日' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'move/date.day');
  assert.equal(await page.locator('[name="move/date.day"]').inputValue(), '7');
});

test('nothing is sealed before everything was shown once more, no item is asked twice, everything can be pasted', async () => {
  const page = await phone();
  await begin(page, product);
  const asked = [];
  const sealed = () => page.evaluate(() => Object.keys(sessionStorage).some((key) => /code/.test(key)));
  await walk(page, ONE, async (at) => {
    assert.ok(!(await sealed()), `${at}: a code before the summary`);
    assert.match(await help(page), HELP, at);
    const controls = page.locator('main :is(input:not([type=hidden]), select, textarea)');
    const names = await controls.evaluateAll((controls) => controls.map(({ name }) => name));
    asked.push(...new Set(names));
    const refused = await controls.evaluateAll((controls) => controls
      .filter((control) => !control.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true })))
      .map(({ name }) => name));
    assert.deepEqual(refused, [], 'these refuse what is pasted');
    if (at !== 'summary') return;
    const sections = await page.locator('.summary').count();
    assert.ok(sections > 10);
    assert.equal(await page.locator('.summary').getByRole('button', { name: /^変える ./ }).count(), sections);
  });
  await page.locator('.symbol').first().waitFor();
  assert.ok(await sealed());
  assert.match(await help(page), HELP);
  assert.deepEqual(asked.filter((name, index) => asked.indexOf(name) !== index), []);
});

test('at home nothing runs out: a day later all is still there', async () => {
  const page = await phone();
  await page.clock.install();
  await begin(page, product);
  await walkTo(page, 'person');
  await fillIn(page, { [FAMILY_NAME]: '見本' });
  await page.clock.fastForward('24:00:00');
  assert.equal(await page.locator(`[name="${FAMILY_NAME}"]`).inputValue(), '見本');
  assert.equal(await page.locator('dialog[open]').count(), 0);
});

/** What the first line of the footer says. */
const help = (page) => page.evaluate(() => {
  const [first] = document.querySelector('footer').children;
  return [first.className, first.textContent.trim(), first.querySelector('a')?.getAttribute('href')].join(' | ');
});

test('the way to a person stands in the same place on every page', async () => {
  const page = await phone();
  const places = [];
  for (const path of ['/', '/nowhere', '/prepare/certificates']) {
    await page.goto(`${product.public}${path}`);
    places.push(await help(page));
  }
  const plain = await phone({ options: { javaScriptEnabled: false } });
  await plain.goto(`${product.public}/prepare/move_in`);
  places.push(await help(plain));
  await plain.getByRole('button', { name: 'わかったうえで、続ける' }).click();
  await shown(plain, 'origin');
  places.push(await help(plain));
  for (const place of places) assert.match(place, HELP);
  await page.goto(`${product.public}/?lang=en`);
  assert.match(await help(page), /^help \| Questions\?.*0999-00-0000 \| tel:0999000000$/);
  await page.goto(`${product.public}/?hall=EH1`);
  assert.match(await help(page), /^help \| わからないときは、係の人に声をかけてください。 \| $/);
});

test('the check of layouts finds what is small, cut, too wide or on top of something', async () => {
  const page = await phone();
  for (const [html, told] of [
    ['<button>次</button>', /a target of/],
    ['<p>見本</p><p style="margin-top: -2.5em">例示</p>', /overlap by/],
    ['<p style="width: 4em; line-height: 0.5">見本例示見本例示</p>', /its lines overlap/],
    ['<p style="height: 1em; overflow: hidden">見本<br>例示</p>', /cut below/],
    ['<ul><li style="width: 3em">MARIA-MAGDALENA</li></ul>', /pixels wide in/],
    ['<div style="width: 800px">見本</div>', /the page needs/],
    ['<p style="margin-left: -1em">見本</p>', /cut at the edge/],
    ['<select style="width: 4em; min-height: 44px"><option>Western</option></select>', /<select>/],
  ]) {
    await page.setContent(html);
    assert.match((await layoutFaults(page)).join('\n'), told, html);
  }
  await page.setContent('<p>見本</p><p><button style="min-width: 44px; min-height: 44px">例示</button></p>');
  assert.deepEqual(await layoutFaults(page), []);
});

const GOOD = `<html lang="en"><title>Name | City</title><header><nav aria-label="Language"></nav></header><main><h1>Name</h1>
  <form data-page="name" lang="en"><fieldset id="q" class="invalid"><legend>Family name Required</legend><p class="hint" id="h">As on the card</p>
  <p class="error" id="e">Please answer</p><label for="n">Letters</label><input id="n" aria-invalid="true" aria-describedby="e h"></fieldset>
  <output></output><button>Next</button></form></main><footer></footer>`;

test('the check of what is read finds nothing wrong with a good page, and each thing wrong with another', async () => {
  const page = await phone();
  await page.setContent(GOOD);
  assert.deepEqual(await treeFaults(page), []);
  for (const [from, to, told] of [
    ['<h1>Name</h1>', '<h1>Name</h1><h1>Again</h1>', /2 headings of level 1/],
    ['<h1>Name</h1>', '<p>Name</p>', /0 headings of level 1/],
    ['<footer></footer>', '', /landmark contentinfo/],
    [' aria-label="Language"', '', /navigation without a name/],
    ['id="h"', 'id="e"', /is there twice/],
    ['aria-describedby="e h"', 'aria-describedby="e"', /the hint is not its description/],
    ['aria-describedby="e h"', 'aria-describedby="h"', /its error is not its description/],
    ['aria-describedby="e h"', 'aria-describedby="e h lost"', /lost is named and not there/],
    ['aria-invalid="true" ', '', /has errors, and none/],
    ['<label for="n">Letters</label>', '', /a textbox without a name/],
    ['<legend>Family name Required</legend>', '<legend>Family name</legend>', /neither required nor optional/],
    ['<legend>Family name Required</legend>', '<p>Family name</p>', /no group around it/],
    ['<output>', '<output aria-live="assertive">', /are assertive/],
    ['<button>Next</button>', '<button>Change</button><button>Change</button>', /two buttons are called/],
    ['Please answer', '答えを入れてください。', /Japanese without its language/],
    ['<form data-page="name" lang="en">', '<form data-page="name" lang="ja">', /the page is in ja/],
    ['<input ', '<input onpaste="return false" ', /cannot be pasted/],
    ['<h1>', '<div id="messages"><a href="#q">mend</a></div><h1>', /which is no control/],
  ]) {
    assert.ok(GOOD.includes(from), from);
    await page.setContent(GOOD.replace(from, to));
    assert.match((await treeFaults(page)).join('\n'), told, to);
  }
});

/** What an input method sends while somebody writes: each state of what is composed, then what is chosen. */
async function compose(page, name, states, chosen) {
  await page.locator(`[name="${name}"]`).evaluate((control, { states, chosen }) => {
    const tell = (type, data) => control.dispatchEvent(new CompositionEvent(type, { data, bubbles: true }));
    const before = control.value;
    tell('compositionstart', '');
    for (const data of [...states, chosen]) {
      tell('compositionupdate', data);
      control.value = before + data;
      control.dispatchEvent(new InputEvent('input', { data, bubbles: true, isComposing: true, inputType: 'insertCompositionText' }));
    }
    tell('compositionend', chosen);
  }, { states, chosen });
}

test('furigana follow the typing of a name', async () => {
  const page = await at('person');
  for (const [what, states, chosen, expected] of [
    ['what is composed', ['ｍ', 'み', 'みｈ', 'みほ', 'みほn', 'みほん'], '見本', 'ミホン'],
    ['a name in kana', ['みほ', 'みほん'], 'みほん', 'ミホン'],
    ['a proposal taken early', ['み'], '見本例', ''],
    ['letters', ['ｍ', 'ｍｉ'], 'ｍｉ', ''],
    ['a composition given up', ['み', 'みほ'], '', ''],
  ]) {
    await compose(page, FAMILY_NAME, states, chosen);
    assert.equal(await page.locator(`[name="${FAMILY_KANA}"]`).inputValue(), expected, what);
    // As new for the next: what was typed is kept over a reload, and so is that nothing is.
    await fillIn(page, { [FAMILY_NAME]: '', [FAMILY_KANA]: '' });
    await page.reload();
    await shown(page, 'person');
  }
});

test('furigana are never put over what a person wrote, and go again with the name', async () => {
  const page = await at('person');
  const [name, kana] = [FAMILY_NAME, FAMILY_KANA].map((control) => page.locator(`[name="${control}"]`));
  await compose(page, FAMILY_NAME, ['み'], '見');
  await compose(page, FAMILY_NAME, ['もと'], '元');
  assert.equal(await kana.inputValue(), 'ミモト');
  // A part is deleted: which part of the reading goes with it, nobody knows.
  await name.press('End');
  await name.press('Backspace');
  assert.equal(await kana.inputValue(), '');
  await compose(page, FAMILY_NAME, ['ほん'], '本');
  assert.equal(await kana.inputValue(), '');
  await name.fill('');
  await compose(page, FAMILY_NAME, ['みほん'], '見本');
  assert.equal(await kana.inputValue(), 'ミホン');
  await kana.fill('ミモト');
  await compose(page, FAMILY_NAME, ['れい'], '例');
  assert.equal(await kana.inputValue(), 'ミモト');
  await kana.fill('');
  await compose(page, FAMILY_NAME, ['れい'], '例');
  assert.equal(await kana.inputValue(), '');
  // Another name has its own.
  await compose(page, 'mover:1/name/kanji.given', ['たろう'], '太郎');
  assert.equal(await page.locator('[name="mover:1/name/kana.given"]').inputValue(), 'タロウ');
});
