// The counter's pages: entry by hand with the keyboard alone, three zones without scrolling the page, the desk's ticks,
// conflicts, undoing, a session that ends under somebody's hands, waiting after wrong passwords, numbers looked up.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { checkAccessibility } from '../lib/accessibility.mjs';
import { launch, visitor } from '../lib/browser.mjs';
import { code, kakanai, passwordOf, paste, signIn, TODAY } from '../lib/counter.mjs';
import { begin, editing, enter } from '../lib/desk.mjs';
import { FAMILY, familyWalk } from '../lib/interview.mjs';
import { startProduct } from '../lib/product.mjs';
import { FOLDER } from '../lib/screens.mjs';
import { SERVICES } from '../lib/services.mjs';
import { ask, confirm, pair, state, tablet, write } from '../lib/tablet.mjs';
import { Typist } from '../lib/typist.mjs';

let product, browser, scratch;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-pages-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** Where a window of the counter's size is not enough, or the page breaks a rule of accessibility. */
async function look(page, name, { fits = true } = {}) {
  await page.setViewportSize({ width: 1024, height: 768 });
  const [high, wide] = await page.evaluate(() => [document.scrollingElement.scrollHeight, document.scrollingElement.scrollWidth]);
  assert.ok(wide <= 1024, `${name} is ${wide} pixels wide`);
  if (fits) assert.ok(high <= 768, `${name} is ${high} pixels high`);
  await checkAccessibility(page);
  if (process.env.KAKANAI_E2E_PICTURES) await page.screenshot({ path: join(FOLDER, `pages-${name}.png`) });
}

const address = (page) => page.url().split(/[?#]|\/edit/)[0];

/** A case of a sample, open before a clerk. */
async function opened(login, terminal, seed, people = 2, service = 'move_in') {
  const clerk = await signIn(browser, product, login, terminal);
  const { text, record } = await code(product, scratch, seed, people, service);
  await paste(clerk, product, text);
  await clerk.locator('.block').first().waitFor();
  return { clerk, record, text, case: address(clerk) };
}

test('certificates are entered by hand with the keyboard alone, and staff begin to type at once', async () => {
  const clerk = await signIn(browser, product, 'uketsuke1');
  await look(clerk, 'queue-empty');
  await clerk.getByText('まだ受付がありません').waitFor();
  await clerk.keyboard.press('F3');
  await clerk.waitForURL(/\/new$/);
  await look(clerk, 'new');
  await clerk.keyboard.press('5');
  await clerk.waitForURL(/\/edit\//);
  await look(clerk, 'hand');
  const typist = new Typist(clerk);
  const [, , way] = SERVICES.find(([, service]) => service === 'certificates');
  await enter(clerk, way, async (page, answers, adds) => {
    assert.ok(await page.evaluate(() => document.activeElement.matches('.edit *, body')), 'the focus is on the first control');
    // Back one stop, so that the first Tab comes to the control that has the focus already.
    await page.keyboard.press('Shift+Tab');
    await typist.answer(answers, adds ? '証明書を追加' : '保存して次へEnter');
  });
  await clerk.waitForURL(/\/cases\/\w+(#|$)/);
  await clerk.getByText('見本　太郎（ミホン　タロウ）').first().waitFor();
  assert.equal(await clerk.locator('.case-head .doubt').count(), 0, 'nothing is missing');
  assert.equal(await clerk.locator('.block .before').count(), 0, 'what staff entered was not changed');
  await look(clerk, 'hand-done');
});

test('a family moves in by hand; the list of people is a page of its own', async () => {
  const clerk = await signIn(browser, product, 'uketsuke2', 'E02');
  await begin(clerk, product, 1);
  await enter(clerk, familyWalk());
  await clerk.waitForURL(/\/cases\/\w+(#|$)/);
  for (const { name } of FAMILY) await clerk.getByText(name.join('　')).first().waitFor();
  assert.equal(await clerk.locator('.elements').first().getByRole('link').count(), FAMILY.length);
  assert.equal(await clerk.locator('.case-head .tag', { hasText: '未入力' }).count(), 0);
  await look(clerk, 'family');

  // One more person who was not there: added, asked about, removed with a question, put back.
  const before = await clerk.locator('.history li').count();
  await clerk.getByRole('button', { name: '追加 異動する人' }).click();
  await clerk.waitForURL(/nationality:5$/);
  await clerk.keyboard.press('Escape');
  await clerk.waitForURL(/\/cases\/\w+#nationality:5$/);
  const people = clerk.locator('.group').first();
  const nobody = people.locator('details.sure').nth(4);
  await nobody.locator('summary').click();
  await look(clerk, 'sure');
  await nobody.getByRole('button').click();
  await clerk.getByText('を外しました').waitFor();
  assert.equal(await people.locator('.elements > li > a').count(), FAMILY.length);
  assert.ok((await clerk.locator('.history li').count()) > before);
  await people.locator('details.sure').nth(1).locator('summary').click();
  await people.locator('details.sure').nth(1).getByRole('button').click();
  await clerk.getByText('「見本　花子」を外しました').waitFor();
  await clerk.getByRole('button', { name: '元に戻す' }).click();
  await clerk.getByText('を外しました').waitFor({ state: 'detached' });
  const names = await people.locator('.elements > li > a').allTextContents();
  assert.deepEqual(names, FAMILY.map(({ name }) => name.join('　')), 'the same order as before');
  await clerk.getByText('見本　花子（ミホン　ハナコ）').waitFor();
});

test('the desk: ticks with the verdict at once, proof, the day in any calendar; one Enter saves all', async () => {
  const { clerk, case: page } = await opened('uketsuke3', 'E03', '31', 3);
  const desk = clerk.locator('#desk');
  const verdict = desk.locator('#verdict');
  assert.equal(await verdict.textContent(), '本人確認：まだ');
  await desk.getByLabel('資格確認書').check();
  assert.equal(await verdict.textContent(), '本人確認：もう1点');
  await desk.getByLabel('その他の書類の名前 1').fill('学生証');
  assert.equal(await verdict.textContent(), '本人確認：足りています');
  await desk.getByLabel('備考').fill('一行目\n二行目');
  await desk.getByLabel('届出日').fill('R8.11.19');
  await desk.getByLabel('届出日').press('Enter');
  await clerk.waitForURL(/#desk$/);
  assert.equal(await desk.getByLabel('届出日').inputValue(), '2026-11-19');
  await desk.getByText('2026年11月19日（令和8年）').waitFor();
  assert.equal(await desk.getByLabel('備考').inputValue(), '一行目\n二行目');
  assert.equal(await desk.getByLabel('その他の書類の名前 1').inputValue(), '学生証');
  assert.ok(await desk.getByLabel('資格確認書').isChecked());
  assert.equal(await verdict.textContent(), '本人確認：足りています');
  assert.equal(await clerk.locator('.findings').getByText('本人確認の書類を、まだ').count(), 0);
  await look(clerk, 'desk');

  // What cannot be read stays as it was typed, and nothing of it is saved.
  await desk.getByLabel('届出日').fill('きのう');
  await desk.getByLabel('職員メモ').fill('内緒');
  await desk.getByRole('button', { name: '保存' }).click();
  await desk.getByText('日付を読み取れません').waitFor();
  assert.equal(await desk.getByLabel('届出日').inputValue(), 'きのう');
  assert.equal(await desk.getByLabel('職員メモ').inputValue(), '内緒');
  await look(clerk, 'desk-refused');
  await clerk.goto(page);
  assert.equal(await desk.getByLabel('職員メモ').inputValue(), '');

  // Without scripts the same form does the same, and says the verdict after saving.
  const context = await visitor(browser, { options: { javaScriptEnabled: false, storageState: await clerk.context().storageState() } });
  const plain = await context.newPage();
  await plain.goto(page);
  await plain.locator('#desk').getByLabel('資格確認書').uncheck();
  await plain.locator('#desk').getByRole('button', { name: '保存' }).click();
  assert.equal(await plain.locator('#verdict').textContent(), '本人確認：もう1点');
  await context.close();
});

test('two clerks at one desk panel: a conflict says who, keeps what was typed, and the second save wins knowingly', async () => {
  const { clerk: first, case: page } = await opened('uketsuke4', 'E04', '32', 1);
  const second = await signIn(browser, product, 'uketsuke5', 'E05');
  await second.goto(page);
  await first.getByLabel('備考').fill('先の人');
  // The other page must not bring itself up to date: somebody is writing in it.
  await second.getByLabel('備考').fill('後の人');
  await first.locator('#desk').getByRole('button', { name: '保存' }).click();
  await first.waitForURL(/#desk$/);
  await second.locator('#desk').getByRole('button', { name: '保存' }).click();
  await second.getByText('備考：今は「先の人」（uketsuke4').waitFor();
  assert.equal(await second.getByLabel('備考').inputValue(), '後の人');
  await look(second, 'desk-conflict');
  await second.locator('#desk').getByRole('button', { name: '保存' }).click();
  await second.waitForURL(/#desk$/);
  assert.equal(await second.getByLabel('備考').inputValue(), '後の人');
  await second.locator('.case-head').getByText('最終 uketsuke5 E05').waitFor();
});

test('keys lead from block to block, to what is missing, and back; typed text is never left without a question', async () => {
  const { clerk, case: page } = await opened('uketsuke6', 'E06', '33', 3);
  const focused = () => clerk.evaluate(() => document.activeElement.closest('.block')?.id ?? document.activeElement.closest('section')?.id ?? '');
  const ids = await clerk.locator('.block').evaluateAll((blocks) => blocks.map((block) => block.id));
  await clerk.keyboard.press('ArrowDown');
  assert.equal(await focused(), ids[0]);
  await clerk.keyboard.press('ArrowDown');
  assert.equal(await focused(), ids[1]);
  await clerk.keyboard.press('ArrowUp');
  assert.equal(await focused(), ids[0]);
  await clerk.keyboard.press('End');
  assert.equal(await focused(), ids.at(-1));
  await clerk.keyboard.press('F4');
  assert.equal(await focused(), 'desk', 'the documents are not seen yet');
  assert.ok(await clerk.evaluate(() => document.scrollingElement.scrollTop === 0), 'the page itself never scrolls');

  await clerk.goto(`${page}#phone`);
  await clerk.waitForFunction(() => document.activeElement.closest('#phone'));
  await clerk.keyboard.press('Enter');
  await clerk.waitForURL(/edit\/phone$/);
  const phone = clerk.getByLabel('昼間につながる電話番号');
  await phone.fill('0999-00-7777');
  await clerk.keyboard.press('Escape');
  await clerk.locator('#leave[open]').waitFor();
  await look(clerk, 'leave');
  await clerk.getByRole('button', { name: '続ける' }).click();
  assert.equal(await phone.inputValue(), '0999-00-7777');
  await clerk.keyboard.press('Escape');
  await clerk.getByRole('button', { name: '捨てて戻る' }).click();
  await clerk.waitForURL(/#phone$/);
  assert.equal(await clerk.getByText('0999007777').count(), 0);

  // While an input method converts, Escape is its own.
  await clerk.goto(`${page}/edit/phone`);
  await clerk.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { code: 'Escape', key: 'Escape', isComposing: true, bubbles: true })));
  assert.match(clerk.url(), /edit\/phone$/);

  await clerk.keyboard.press('F1');
  const map = clerk.getByRole('dialog', { name: 'キー操作' });
  await map.getByText('手で入力を始めます。').waitFor();
  await look(clerk, 'keys');
  await clerk.keyboard.press('Escape');
  await map.waitFor({ state: 'hidden' });
  assert.match(clerk.url(), /edit\/phone$/);

  await clerk.goto(`${product.counter}/keys`);
  await look(clerk, 'keys-page');
});

test('a session that ended under somebody is begun again where he was, and what he sent is done', async () => {
  const { clerk, case: page } = await opened('uketsuke1', 'E01', '34', 2);
  await clerk.goto(`${page}/edit/phone`);
  await clerk.getByLabel('昼間につながる電話番号').fill('0999-00-2222');
  await clerk.context().clearCookies({ name: 'kakanai_session' });
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.getByText('入力は、この画面に残っています').waitFor();
  await look(clerk, 'lapsed');
  assert.equal(await clerk.getByLabel('職員ID').inputValue(), 'uketsuke1');
  await clerk.getByLabel('パスワード').fill('wrong');
  await clerk.getByRole('button', { name: 'サインイン' }).click();
  await clerk.getByText('ちがいます').waitFor();
  await clerk.getByLabel('パスワード').fill(passwordOf(product));
  await clerk.getByRole('button', { name: 'サインイン' }).click();
  await clerk.waitForURL(/#phone$/);
  await clerk.getByText('0999002222').waitFor();

  // Somebody else is not made to do it.
  await clerk.goto(`${page}/edit/phone`);
  await clerk.getByLabel('昼間につながる電話番号').fill('0999-00-3333');
  await clerk.context().clearCookies({ name: 'kakanai_session' });
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.getByLabel('職員ID').fill('uketsuke2');
  await clerk.getByLabel('パスワード').fill(passwordOf(product));
  await clerk.getByRole('button', { name: 'サインイン' }).click();
  await clerk.waitForURL(page);
  await clerk.getByText('0999002222').waitFor();

  // A page asked for comes after signing in; an address of another place never does.
  await clerk.context().clearCookies({ name: 'kakanai_session' });
  await clerk.goto(page);
  assert.match(clerk.url(), /sign-in\?next=%2Fcases%2F/);
  await clerk.getByLabel('パスワード').fill(passwordOf(product));
  await clerk.getByRole('button', { name: 'サインイン' }).click();
  await clerk.waitForURL(page);
  await clerk.context().clearCookies({ name: 'kakanai_session' });
  await clerk.goto(`${product.counter}/sign-in?next=${encodeURIComponent('//example.com/')}`);
  await clerk.getByLabel('パスワード').fill(passwordOf(product));
  await clerk.getByRole('button', { name: 'サインイン' }).click();
  await clerk.waitForURL(`${product.counter}/`);

  // A page that is looked at says so; one that nobody has signed in for is told.
  const alive = (options) => clerk.context().request.post(`${product.counter}/alive`, options);
  assert.equal((await alive()).status(), 204);
  await clerk.context().clearCookies();
  assert.equal((await alive({ maxRedirects: 0 })).status(), 401);
});

test('five wrong passwords have to wait, and are told how long', async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.goto(`${product.counter}/sign-in`);
  const attempt = async (password) => {
    await page.getByLabel('職員ID').fill('nishi1');
    await page.getByLabel('端末の番号').fill('W04');
    await page.getByLabel('パスワード').fill(password);
    await page.getByRole('button', { name: 'サインイン' }).click();
    return page.getByRole('alert').textContent();
  };
  for (let time = 1; time < 5; time += 1) assert.match(await attempt('wrong'), /ちがいます/);
  assert.match(await attempt('wrong'), /\d+秒待って/);
  assert.match(await attempt(passwordOf(product)), /\d+秒待って/, 'nor is the right one looked at meanwhile');
  await look(page, 'wait');
  // Nobody else has to wait with him.
  const other = await signIn(browser, product, 'uketsuke3', 'E03');
  await other.context().close();
  await context.close();
});

test('after a signature a slip is mended with a reason, and a change of substance is not taken for one', async () => {
  const { clerk, case: page } = await opened('uketsuke4', 'E04', '36', 1);
  const screen = await tablet(browser, product);
  await pair(clerk, product, screen);
  await clerk.goto(`${page}/edit/phone`);
  assert.equal(await clerk.getByLabel('軽微な補正の理由').count(), 0, 'nobody has signed yet');
  await clerk.goto(page);
  await ask(clerk, screen);
  await confirm(screen);
  await screen.getByRole('heading', { name: '署名をお願いします' }).waitFor();
  await write(screen);
  await screen.getByRole('button', { name: 'この署名でよい' }).click();
  await state(clerk).getByText('署名済み').waitFor();

  await clerk.goto(`${page}/edit/phone`);
  await look(clerk, 'minor');
  await clerk.getByLabel('昼間につながる電話番号').fill('0999-00-4444');
  await clerk.getByLabel('軽微な補正の理由').fill('けたの写しまちがい');
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.waitForURL(/#phone$/);
  await clerk.getByText('0999004444').waitFor();
  await clerk.locator('.case-head').getByText('署名：届出人').waitFor();
  await clerk.getByText('軽微な補正：電話番号（けたの写しまちがい）').waitFor({ state: 'attached' });

  // The day of the move is no slip: the page says so before, and without the field.
  await clerk.goto(`${page}/edit/move_date`);
  await clerk.getByText('署名済みです。変えると、署名をもう一度もらいます。').waitFor();
  assert.equal(await clerk.getByLabel('軽微な補正の理由').count(), 0);
  await clerk.locator('[name="move/date.day"]').fill('10');
  await clerk.getByRole('button', { name: '保存', exact: true }).click();
  await clerk.waitForURL(/#move_date$/);
  await clerk.locator('.case-head').getByText('署名：届出人').waitFor({ state: 'detached' });
});

test('numbers are looked up as people type them, lists filter and remember, and empty ones say what to do', async () => {
  const clerk = await signIn(browser, product, 'uketsuke1');
  const first = clerk.getByRole('rowheader').getByRole('link');
  const all = await first.count();
  assert.ok(all >= 4);
  const lookUp = async (text) => {
    await clerk.goto(product.counter);
    await clerk.getByLabel('番号').fill(text);
    await clerk.getByLabel('番号').press('Enter');
  };
  for (const text of ['1', '0001', 'E-20261120-0001', 'ｅー２０２６１１２０ー０００１']) {
    await lookUp(text);
    await clerk.waitForURL(/\/cases\//);
    assert.match(await clerk.locator('h1').textContent(), /^E-20261120-0001/, text);
  }
  await lookUp('0999');
  await clerk.getByText('「0999」の番号はありません').waitFor();
  await look(clerk, 'no-number');

  await clerk.goto(`${product.counter}/?state=on_hold`);
  await clerk.getByText('「保留」の件はありません').waitFor();
  await look(clerk, 'none-on-hold');
  await clerk.getByRole('link', { name: 'すべてを見る' }).click();
  await clerk.getByRole('link', { name: '番号', exact: true }).click();
  assert.match(clerk.url(), /sort=number/);
  const numbers = await first.allTextContents();
  assert.deepEqual(numbers, numbers.toSorted());
  await clerk.reload();
  assert.deepEqual(await first.allTextContents(), numbers, 'the address remembers');
  await look(clerk, 'queue');
});

test('a visit has several cases, of long names and many people; reviewers see first what waits for them', async () => {
  const clerk = await signIn(browser, product, 'uketsuke2', 'E02');
  const { record } = await code(product, scratch, '35', 12);
  const long = '山'.repeat(39) + '𠮷';
  for (const mover of record.mover) mover.name.kanji = `${long.slice(0, 20)}　${mover.name.kanji}`;
  record.mover[0].name.kanji = long;
  const file = join(scratch, 'long.json');
  await writeFile(file, JSON.stringify(record));
  const text = await kakanai('seal', file, '--keys', join(product.data, 'keys'), ...TODAY);
  await paste(clerk, product, text);
  await clerk.getByText(long).first().waitFor();
  await look(clerk, 'ugly');
  const case1 = address(clerk);

  await clerk.getByRole('link', { name: 'この来庁に件を追加' }).click();
  await clerk.waitForURL(/\/visits\//);
  const visit = address(clerk);
  for (const service of ['証明書交付申請', '印鑑登録']) {
    await clerk.goto(visit);
    await clerk.getByRole('button', { name: service }).click();
    await clerk.waitForURL(/\/edit\//);
  }
  await clerk.goto(visit);
  assert.equal(await clerk.getByRole('row').count(), 1 + 3);
  await clerk.getByText('uketsuke2 E02').first().waitFor();
  await look(clerk, 'visit');
  await clerk.goto(case1);
  assert.equal(await clerk.locator('#visit-title + .rows .row').count(), 3);
  await look(clerk, 'three-cases');

  // Another clerk at another counter carries on, and the visit says so.
  const other = await signIn(browser, product, 'uketsuke3', 'E03');
  await other.goto(case1);
  await other.locator('#desk').getByLabel('マイナンバーカード').check();
  await other.locator('#desk').getByRole('button', { name: '保存' }).click();
  await other.waitForURL(/#desk$/);
  await other.getByRole('button', { name: '審査', exact: true }).click();
  await other.locator('.case-head').getByText('審査').waitFor();
  await other.goto(visit);
  await other.getByText('uketsuke3 E03').waitFor();

  const reviewer = await signIn(browser, product, 'shinsa1', 'E04');
  const waiting = reviewer.getByRole('region', { name: '審査待ち' });
  await waiting.getByRole('link').first().click();
  await reviewer.waitForURL(case1);
  await look(reviewer, 'review');
  await reviewer.getByText('差戻し・保留').click();
  await reviewer.getByLabel('理由', { exact: true }).fill('本籍を確かめる');
  await reviewer.getByRole('button', { name: '差戻し', exact: true }).click();
  await clerk.goto(product.counter);
  await clerk.getByRole('region', { name: '先に見る件' }).getByText('差戻し').first().waitFor();
  await look(clerk, 'returned');
});

test('the document of the keys is the table on the page', async () => {
  const document = await readFile(new URL('../../docs/keyboard.md', import.meta.url), 'utf8');
  const clerk = await signIn(browser, product, 'uketsuke1');
  await clerk.goto(`${product.counter}/keys`);
  for (const row of await clerk.locator('#keys tbody tr').all()) {
    const [key, words] = await row.locator('th, td').allTextContents();
    assert.ok(document.includes(`| ${key} | ${words} |`), key);
  }
});
