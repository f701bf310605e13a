// Guidance at the counter: which procedures a household needs, changed by hand with the keyboard alone and counted; and the
// questions that nobody asks aloud, answered on the citizen's tablet through a line that breaks and a server that is killed.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch } from '../lib/browser.mjs';
import { kakanai, paste, signIn, TODAY } from '../lib/counter.mjs';
import { picture } from '../lib/desk.mjs';
import { tabTo } from '../lib/keyboard.mjs';
import { layoutFaults } from '../lib/layout.mjs';
import { startProduct } from '../lib/product.mjs';
import { pair, panel, tablet } from '../lib/tablet.mjs';

let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-guidance-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** Answers that are asked of a person alone: none of their words may stand on a screen of staff. */
const APART = ['pregnant', 'pregnancy_grant', 'care', 'care_heavy', 'care_facility', 'late_elderly_wanted', 'disability', 'specified_disease', 'evacuation_listed'];
const SECRET = /妊娠している|要介護や要支援の認定を受けている|身体障害者手帳を持っている|生活保護を受けている|ひとりで子どもを育てている/;

let seed = 70;

/** The code of a family that answered no box of its household's, and none about health; `change` may say more. */
async function family(change = () => {}) {
  const record = JSON.parse(await kakanai('sample', 'move_in', '--seed', String(seed++), '--people', '3', ...TODAY));
  for (const mover of record.mover) for (const name of APART) delete mover[name];
  delete record.household;
  record.notifier = { kind: 'household_member', name: { kanji: '見本　花子' }, birth: '1990-01-02' };
  change(record);
  const file = join(scratch, `record-${seed}.json`);
  await writeFile(file, JSON.stringify(record));
  return { record, text: await kakanai('seal', file, '--keys', join(product.data, 'keys'), ...TODAY) };
}

/** A clerk with a family's case open; with a tablet where one is wanted. */
async function counter(terminal, { change, login = 'uketsuke1', withTablet = false } = {}) {
  const clerk = await signIn(browser, product, login, terminal);
  const page = withTablet ? await tablet(browser, product) : undefined;
  if (page) await pair(clerk, product, page);
  const { record, text } = await family(change);
  await paste(clerk, product, text);
  await panel(clerk).waitFor();
  return { clerk, page, record, address: clerk.url().split('#')[0] };
}

/** The page of the case's guidance, as its key opens it. */
async function guidance(clerk) {
  // Keys are there once the page's modules are.
  await clerk.waitForLoadState();
  await clerk.keyboard.press('F6');
  await clerk.waitForURL(/\/guidance$/);
}

/** A procedure's line by its name. */
const line = (page, name, where = '') => page.locator(`${where} details`).filter({ has: page.locator('summary .name', { hasText: name }) }).first();
const byHand = (page) => page.locator('#by-hand li');
const noSecrets = async (page) => assert.doesNotMatch(await page.content(), SECRET);
const boxes = (page) => page.locator('form.asked');

/** Where the tablet is: `questions-2-life`. */
const at = (page) => page.locator('#main').getAttribute('data-key');
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).first();

/** Sends the page on the tablet and waits for another. */
async function next(page, button = '次へ') {
  const here = await at(page);
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForFunction((key) => document.getElementById('main').dataset.key !== key, here);
}

test('the counts are empty until something was changed by hand', async () => {
  const clerk = await signIn(browser, product, 'uketsuke1', 'E01');
  await clerk.goto(`${product.counter}/guidance/counts`);
  await clerk.getByText('手で変えた手続きはありません').waitFor();
  await checkAccessibility(clerk);
});

test('procedures are struck, added and left to their rules again with the keyboard alone, seen elsewhere, and counted', async () => {
  const { clerk, address } = await counter('E01');
  const other = await signIn(browser, product, 'uketsuke2', 'E02');
  await other.goto(`${address}/guidance`);
  await clerk.locator('#guidance-panel').getByText('住所の届出').waitFor();
  await checkAccessibility(clerk);
  await noSecrets(clerk);
  await picture(clerk, 'guidance-case');
  await guidance(clerk);
  await clerk.locator('.stop').first().waitFor();
  await checkAccessibility(clerk);
  await picture(clerk, 'guidance');
  const scrolls = await clerk.evaluate(() => document.scrollingElement.scrollHeight > innerHeight);
  assert.equal(scrolls, false, 'the page itself does not scroll at 1024×768');

  // Strike one, with a reason of its own, which has to be said.
  const struck = line(clerk, '郵便の転送届');
  await struck.locator('summary').focus();
  await clerk.keyboard.press('Enter');
  await tabTo(clerk, '理由');
  await clerk.keyboard.press('End');
  await tabTo(clerk, '取り消す');
  await clerk.keyboard.press('Enter');
  await clerk.getByRole('alert').getByText('補足に理由を入れてください').waitFor();
  assert.equal(await struck.getByLabel('理由').inputValue(), 'other', 'what was chosen is kept');
  await checkAccessibility(clerk);
  // The note has the focus.
  await clerk.keyboard.type('転送はもう届けてある');
  await clerk.keyboard.press('Tab');
  await clerk.keyboard.press('Enter');
  await byHand(clerk).getByText('取り消し').waitFor();
  await byHand(clerk).getByText('転送はもう届けてある').waitFor();
  assert.equal(await clerk.locator('.stops .name').getByText('郵便の転送届').count(), 0);
  await byHand(other).getByText('転送はもう届けてある').waitFor();

  // Add one that no rule asks for, by a word of it.
  await clerk.getByLabel('手続きの名前').focus();
  await clerk.keyboard.type('改葬');
  await clerk.keyboard.press('Enter');
  await clerk.getByText('の手続きはありません').waitFor();
  await clerk.getByLabel('手続きの名前').fill('犬の登録');
  await clerk.keyboard.press('Enter');
  await clerk.locator('.found summary').first().waitFor();
  await checkAccessibility(clerk);
  await picture(clerk, 'guidance-found');
  await tabTo(clerk, '理由');
  for (let down = 0; down < 3; down++) await clerk.keyboard.press('ArrowDown');
  await tabTo(clerk, '加える');
  await clerk.keyboard.press('Enter');
  await byHand(clerk).getByText('本人が希望する').waitFor();
    await line(clerk, '犬の登録の変更', '.stops').getByText('追加').waitFor();
  await checkAccessibility(clerk);

  // And back.
  await tabTo(clerk, '元に戻す 犬');
  await clerk.keyboard.press('Enter');
  await byHand(clerk).getByText('本人が希望する').waitFor({ state: 'detached' });
  assert.equal(await byHand(clerk).count(), 1);

  // What was done is on the case's history and in the counts; Esc leads back to the case.
  await clerk.keyboard.press('Escape');
  await clerk.waitForURL(address);
  await clerk.goto(`${product.counter}/guidance/counts`);
  const row = (word) => clerk.getByRole('row').filter({ hasText: word });
  await row('郵便の転送届').getByText('その他 1').waitFor();
  await row('犬の登録の変更').getByText('1（戻し1）').waitFor();
  await checkAccessibility(clerk);
  await picture(clerk, 'guidance-counts');
});

test('the sheet and the slips are one press away', async () => {
  const { clerk, address } = await counter('E03', { login: 'uketsuke3' });
  await guidance(clerk);
  for (const name of ['案内票', '窓口ごとの票']) {
    const href = await clerk.getByRole('link', { name, exact: true }).getAttribute('href');
    const answer = await clerk.context().request.get(`${product.counter}${href}`);
    assert.equal(answer.status(), 200, `${name}: ${await answer.text()}`);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
  }
  await clerk.goto(address);
  await clerk.locator('#guidance-panel').getByRole('link', { name: '案内票' }).waitFor();
});

test('staff are asked nothing that is not said aloud, and what they save leaves it as it was', async () => {
  const { clerk, address } = await counter('E04', {
    login: 'uketsuke4',
    change: (record) => {
      const [mother] = record.mover;
      Object.assign(mother, { sex: 'female', birth: '1995-04-01', pregnant: true });
    },
  });
  await guidance(clerk);
  const needed = () => clerk.locator('.stops .name').getByText('妊婦健診の受診券の交換').count();
  assert.equal(await needed(), 1, 'staff see the procedure');
  await line(clerk, '妊婦健診の受診券の交換').locator('summary').click();
  await noSecrets(clerk);

  await clerk.goto(`${address}/edit/health`);
  assert.equal(await clerk.locator('main input[type=checkbox]').count(), 0);
  await clerk.getByText('本人の画面で聞く質問が残っています').waitFor();
  await noSecrets(clerk);
  await checkAccessibility(clerk);
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.waitForURL(new RegExp(`${address}#`));
  await noSecrets(clerk);

  await guidance(clerk);
  await clerk.getByRole('link', { name: '手で答える' }).click();
  await clerk.waitForURL(/\/edit\//);
  const asked = decodeURIComponent(clerk.url().split('/edit/')[1]);
  await clerk.locator('main input[type=checkbox]').first().check();
  await checkAccessibility(clerk);
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.waitForURL(new RegExp(`${address}#`));
  await clerk.locator(`[id="${asked}"]:not(.incomplete)`).waitFor();
  await guidance(clerk);
  assert.equal(await needed(), 1, 'nothing that was not asked was answered');
});

test('questions on the tablet: page by page, back, in English, through a lost line and a killed server', async () => {
  const { clerk, page, address } = await counter('E05', { login: 'uketsuke5', withTablet: true });
  await guidance(clerk);
  await clerk.waitForLoadState();
  await clerk.keyboard.press('F7');
  await clerk.keyboard.press('F7');
  await boxes(page).waitFor();
  await clerk.getByText('タブレットで回答中').waitFor();
  await checkAccessibility(clerk);
  for (const [width, height] of [[1024, 768], [768, 1024]]) {
    await page.setViewportSize({ width, height });
    const needed = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(needed <= width, `${needed} pixels at ${width}`);
    await checkAccessibility(page);
    await picture(page, `guidance-tablet-${width}`);
  }
  await page.setViewportSize({ width: 1024, height: 768 });
  assert.deepEqual(await layoutFaults(page), []);

  // What is ticked stays through another language and larger text.
  const first = await at(page);
  const box = boxes(page).locator('input[type=checkbox]').first();
  await box.check();
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).waitFor();
  await checkAccessibility(page);
  assert.ok(await box.isChecked(), 'ticked in English, too');
  await page.getByRole('link', { name: '日本語' }).click();
  await page.getByRole('button', { name: '次へ', exact: true }).waitFor();
  await next(page);
  const second = await at(page);

  // Back, where it is as he left it; and on to where he was.
  await page.getByRole('link', { name: '前へもどる' }).click();
  await page.waitForFunction((key) => document.getElementById('main').dataset.key === key, first);
  assert.ok(await box.isChecked(), 'his own answer is shown to him');
  await next(page);
  assert.equal(await at(page), second);

  // A line that is lost: pressed meanwhile, arrived afterwards, once.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: '次へ', exact: true }).click();
  await page.locator('#sending:not([hidden])').waitFor();
  await page.context().setOffline(false);
  await page.waitForFunction((key) => document.getElementById('main').dataset.key !== key, second);
  const third = await at(page);

  // A server that is killed: the tablet goes on with the page it was on.
  await product.kill();
  await product.start();
  await page.waitForFunction(() => document.getElementById('lost').hidden);
  assert.equal(await at(page), third);
  while (await boxes(page).count()) {
    await checkAccessibility(page);
    await next(page);
  }
  await heading(page, 'ありがとうございました').waitFor();
  await page.getByText('係にお返しください').waitFor();
  await clerk.goto(`${address}/guidance`);
  await clerk.getByText('タブレットで回答済み').waitFor();
  assert.equal(await clerk.getByText('本人の画面で聞く質問が残っています').count(), 0);
  await noSecrets(clerk);
  await clerk.goto(address);
  await noSecrets(clerk);
  await panel(clerk).getByText('回答済み').waitFor();

  // Nothing is left on the tablet.
  await clerk.locator('#tablet-clear').click();
  await heading(page, '係の者がお呼びします').waitFor();
  assert.equal(await boxes(page).count(), 0);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
});

test('he may leave the rest to staff, and staff may take it back', async () => {
  const { clerk, page, address } = await counter('E06', { login: 'uketsuke6', withTablet: true });
  await guidance(clerk);
  await clerk.locator('#ask-questions').click();
  await boxes(page).waitFor();
  await next(page);
  const here = (await at(page)).split('-')[2];
  await boxes(page).locator('input[type=checkbox]').first().check();
  await page.getByRole('button', { name: 'あとは係に聞く' }).click();
  await heading(page, 'ありがとうございました').waitFor();
  await clerk.getByText('タブレットで回答済み').waitFor();
  // Put before him again: what he ticked is answered, the rest of that page is not.
  await clerk.locator('#ask-questions').click();
  await boxes(page).waitFor();
  assert.equal((await at(page)).split('-')[2], here);
  await boxes(page).locator('input[type=checkbox]').first().check();

  // Taken back: gone from the tablet at once, and what he had not sent is not kept.
  await clerk.locator('#take-back').click();
  await heading(page, '係の者がお呼びします').waitFor();
  assert.equal(await boxes(page).count(), 0);
  await page.goBack().catch(() => {});
  assert.equal(await boxes(page).count(), 0, 'not by Back, either');
  await clerk.goto(address);
  await panel(clerk).getByText('回答済み').waitFor();
});

test('who acts for somebody is asked nothing that is for the person alone', async () => {
  const { clerk, page } = await counter('E07', {
    login: 'uketsuke1',
    withTablet: true,
    change: (record) => Object.assign(record.notifier, { kind: 'agent' }),
  });
  await guidance(clerk);
  await clerk.getByText('本人だけの質問は出しません').waitFor();
  await checkAccessibility(clerk);
  await clerk.locator('#ask-questions').click();
  await boxes(page).waitFor();
  while (await boxes(page).count()) {
    await noSecrets(page);
    assert.doesNotMatch(await at(page), /health|support/);
    await next(page);
  }
  await heading(page, 'ありがとうございました').waitFor();
  await clerk.getByText('本人の画面で聞く質問が残っています').first().waitFor();
});
