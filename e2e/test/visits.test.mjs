// Visits as the people in them make them: prepared at home or not at all, at one desk or several, on the tablet, over
// power cuts, to the files that another system takes, and to its answers (walks 1, 2, 3, 5 and 6).
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { signIn, TODAY } from '../lib/counter.mjs';
import {
  addressOf, approve, atHome, begin, CASE, change, drawn, enter, findings, number, papers, part, picture, reviews, Robot, scan, seen,
  stateOf, toReview, way,
} from '../lib/desk.mjs';
import { FAMILY, familyWalk } from '../lib/interview.mjs';
import { startProduct } from '../lib/product.mjs';
import { readQr } from '../lib/qr.mjs';
import { FOLDER } from '../lib/screens.mjs';
import { fromAbroad, STUDENT_MOVES_OUT } from '../lib/services.mjs';
import { ask, confirm, difference, pagesOf, pair, panel, state, tablet, write } from '../lib/tablet.mjs';
import { Typist } from '../lib/typist.mjs';

let product, browser, scratch, robot;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'kakanai-visits-'));
  product = await startProduct({ args: TODAY });
  browser = await launch();
  robot = new Robot(product);
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(scratch, { recursive: true, force: true });
});

/** The pages of a file as pictures, kept where pictures are wanted. */
async function sheetsOf(file) {
  const sheets = await drawn(file);
  if (!process.env.KAKANAI_E2E_PICTURES) return sheets;
  await mkdir(FOLDER, { recursive: true });
  for (const sheet of sheets) await copyFile(sheet, join(FOLDER, `visits-${basename(sheet)}`));
  return sheets;
}

/** The power goes, and comes back. */
async function powerCut() {
  await product.kill();
  await product.start();
}

/** A code made at home, read with the scanner of a clerk's terminal. */
async function fromHome(login, terminal, service, pages, how) {
  const texts = await atHome(browser, product, service, pages, how);
  const clerk = await signIn(browser, product, login, terminal);
  await scan(clerk, texts, { then: CASE });
  return { clerk, texts, address: addressOf(clerk) };
}

/** Lets everything of a case out, be keyed in as it is, compared and registered. */
async function toTheEnd(clerk, parts) {
  await toReview(clerk);
  const reviewer = await reviews(browser, product, addressOf(clerk));
  await approve(reviewer);
  const taken = {};
  for (const [id, word, returns] of parts) {
    taken[id] = await robot.take(id, await number(reviewer));
    if (!returns) continue;
    await robot.answer(taken[id]);
    await reviewer.reload();
    assert.equal(await stateOf(reviewer, word), '仮登録');
    await part(reviewer, word).getByText('届出と同じ内容で登録されています').waitFor();
    await part(reviewer, word).getByRole('button', { name: '本登録とする' }).click();
    await part(reviewer, word).getByRole('button', { name: '本登録とする' }).waitFor({ state: 'detached' });
  }
  await ends(reviewer, parts.map(([, word]) => word));
  await reviewer.context().close();
  return taken;
}

/** Where a panel stands among those of the right zone. */
const stands = (page, id) => page.locator('.zone.right [id]').evaluateAll((all, wanted) => all.findIndex((one) => one.id === wanted), id);

/** Every part is registered, and so the case is finished. */
async function ends(reviewer, words) {
  // What nobody answers ends when it is seen to be taken, which the counter looks for every few seconds.
  const late = Date.now() + 20_000;
  const told = () => reviewer.locator('.case-head .tag').first().textContent();
  for (await reviewer.reload(); (await told()) !== '完了'; await reviewer.reload()) assert.ok(Date.now() < late, `the case is at ${await told()}`);
  for (const word of words) assert.equal(await stateOf(reviewer, word), '本登録', word);
  assert.equal(await reviewer.locator('#review .part').count(), words.length);
}

/** The citizen looks at the pages, says they are right, and signs once in all his roles; gives the pages' titles. */
async function signs(clerk, citizen, name) {
  await ask(clerk, citizen);
  const titles = await citizen.locator('.where span:first-child').allTextContents();
  if (name) await picture(citizen, `visits-${name}`);
  await confirm(citizen);
  await citizen.getByRole('heading', { name: '署名をお願いします' }).waitFor();
  await write(citizen);
  await citizen.getByRole('button', { name: 'この署名でよい' }).click();
  await citizen.getByRole('heading', { name: 'ありがとうございました' }).waitFor();
  await state(clerk).getByText('署名済み').waitFor();
  return titles;
}

/** Nothing is left on the tablet, and it goes to the next. */
async function clears(clerk, citizen) {
  await panel(clerk).getByRole('button', { name: '片付ける' }).click();
  await citizen.getByRole('heading', { name: '係の者がお呼びします' }).waitFor();
  await citizen.context().close();
}

/** The roles in which a signature stands, in the order of the forms. */
async function signedIn(clerk) {
  const tags = await clerk.locator('.case-head .tag').allTextContents();
  const signed = tags.filter((words) => words.startsWith('署名：')).map((words) => words.slice('署名：'.length));
  return Object.keys(ROLES).filter((role) => signed.includes(role)).concat(signed.filter((role) => !(role in ROLES)));
}

const ROLES = { 届出人: '住民異動届', 請求者: '住民票・印鑑登録証明・戸籍等交付申請書', 登録者: '印鑑登録申請書' };

/** Where ink came between two states of the papers, against the boxes of the forms: titles of the pages, in order. */
async function inkStandsIn(before, after, titles, roles) {
  assert.equal(before.length, titles.length);
  for (const [at, title] of titles.entries()) {
    const [name] = FORMS.filter(([, called]) => called === title)[0];
    const form = JSON.parse(await readFile(new URL(`../../catalogue/forms/${name}.json`, import.meta.url), 'utf8'));
    const boxes = form.placements.filter((box) => roles.includes(box.kind.role));
    const ink = difference(before[at], after[at]);
    if (boxes.length === 0) {
      assert.equal(ink, undefined, `${title} has no box of ${roles}`);
      continue;
    }
    assert.equal(boxes.length, 1);
    const [x, y, w, h] = boxes[0].rect;
    assert.ok(ink?.pixels > 50, `${title} has no ink`);
    assert.ok(ink.left >= x - 1 && ink.right <= x + w + 1 && ink.top >= y - 1 && ink.bottom <= y + h + 1, `${title}: ${JSON.stringify({ ink, x, y, w, h })}`);
  }
}

const FORMS = [['resident_move', '住民異動届'], ['certificate_application', '住民票・印鑑登録証明・戸籍等交付申請書'], ['seal_application', '印鑑登録申請書'], ['delay_statement', '遅延理由書'], ['power_of_attorney', '委任状']];

/** What the family typed on the phone, as the other system has to get it; the names of columns are the city's. */
const BIRTHS = ['1985-12-03', '1988-04-01', '2018-06-15', '2022-09-30'];
const KANA = ['ミホン　タロウ', 'ミホン　ハナコ', 'ミホン　サクラ', 'ミホン　ヨシヒコ'];
const filed = (left, held, document, building = '3号棟401') => FAMILY.map(({ name, sex }, at) => ({
  異動事由表記: '国内転入',
  異動年月日: '2026-11-07',
  異動年月日_和暦: '5081107',
  異動届出年月日: '2026-11-20',
  転出届: left,
  人: String(at + 1),
  人数: '4',
  氏名: name.join('　'),
  氏名_フリガナ: KANA[at],
  生年月日: BIRTHS[at],
  性別表記: sex === 'male' ? '男' : '女',
  続柄表記: ['世帯主', '妻', '子', '子'][at],
  続柄コード1: ['02', '12', '20', '20'][at],
  マイナンバーカード: held,
  本籍: '見本県ためし市一番町9999番地',
  戸籍_筆頭者: '見本　太郎',
  新住所_郵便番号: '0000012',
  新住所_町字: '架空台団地',
  新住所_番地号表記: '1-2',
  新住所_方書: building,
  旧住所_郵便番号: '0640941',
  旧住所_市区町村コード: '011011',
  旧住所_町字: '旭ケ丘',
  旧住所_番地号表記: '9999番地の1',
  世帯主氏名: '見本　太郎',
  旧世帯_世帯主氏名: '見本　太郎',
  健康保険: '国民健康保険',
  国民年金: at < 2 ? '第1号（自分で納める）' : '',
  児童手当: '1',
  届出人区分: '本人',
  届出人氏名: '見本　太郎',
  届出人電話番号: '0999000001',
  本人確認書類: document,
}));

/** The lines of a file, as far as these columns go. */
const only = (lines, wanted) => lines.map((line, at) => Object.fromEntries(Object.keys(wanted[at] ?? {}).map((name) => [name, line[name]])));

const CARDS = way('家族の転入と証明書').map(([page, answers]) => {
  if (page === 'left') return [page, { 'move/left': 'card' }];
  if (page === 'card') return [page, Object.fromEntries(Object.keys(answers).map((name) => [name, 'yes']))];
  return page === 'identity' ? [page, { 'notifier/identity': 'my_number_card' }] : [page, answers];
});
// The button pressed on a page stays with it.
for (const [at, [, , button]] of way('家族の転入と証明書').entries()) if (button) CARDS[at].push(button);

const WAYS = [
  { how: '紙の転出証明書', name: 'paper', pages: way('家族の転入と証明書'), document: '運転免許証', left: '転出証明書をもらった', held: '0', terminal: 'E01', login: 'uketsuke1', cuts: true },
  { how: 'マイナンバーカード', name: 'cards', pages: CARDS, document: 'マイナンバーカード', left: 'カードで届け出た', held: '1', terminal: 'E02', login: 'uketsuke3' },
];

for (const { how, name, pages, document, left, held, terminal, login, cuts } of WAYS) {
  test(`walk 1, ${how}: a family from the phone to 本登録, at two desks`, async () => {
    const cut = async (...open) => {
      if (!cuts) return;
      await powerCut();
      for (const page of open) await page.reload();
    };
    const { clerk, texts, address } = await fromHome(login, terminal, 'move_in', pages);
    await picture(clerk, `visits-${name}-opened`);
    assert.equal((await findings(clerk)).length, 2, 'the documents have not been seen');
    await seen(clerk, [document]);
    assert.deepEqual(await findings(clerk), []);
    await cut(clerk);

    // The citizen looks at the pages, says they are right, and signs once in all three roles.
    const citizen = await tablet(browser, product);
    await pair(clerk, product, citizen);
    await clerk.goto(address);
    const unsigned = await pagesOf(clerk, address, scratch, `${name}-unsigned`);
    const titles = await signs(clerk, citizen, `${name}-tablet`);
    assert.deepEqual(titles, Object.values(ROLES));
    await cut(clerk);
    assert.deepEqual(await signedIn(clerk), Object.keys(ROLES));
    const signed = await pagesOf(clerk, address, scratch, `${name}-signed`);
    await inkStandsIn(unsigned, signed, titles, ['filer', 'applicant', 'registrant']);
    await clears(clerk, citizen);

    // One PDF with the three papers, and a code on the 異動届.
    const sheets = await papers(clerk, scratch, `${name}-papers`);
    assert.equal(sheets.pages.length, 3);
    for (const [at, words] of [['住民異動届', '本人', '3号棟401'], ['交付申請書', '2'], ['印鑑登録申請書']].entries()) {
      for (const word of words) assert.ok(sheets.pages[at].replaceAll(/\s/g, '').includes(word), `page ${at + 1} has no ${word}`);
    }
    for (const { name: parts } of FAMILY) assert.ok(sheets.text.includes(parts.join('')), parts.join(''));
    const [first, ...others] = await sheetsOf(sheets.file);
    const printed = await readQr(first);
    assert.equal(printed.length, 1, 'one code on the 異動届');
    assert.notDeepEqual(printed, texts, 'what is printed is a code of its own');
    for (const other of others) assert.deepEqual(await readQr(other), []);

    // Another desk reads the sheet: the same case. One more copy is wanted there.
    const other = await signIn(browser, product, 'uketsuke2', 'E11');
    await scan(other, printed, { then: CASE });
    assert.equal(addressOf(other), address);
    await change(other, 'certificate:1', { 'certificate:1/copies': '3' });
    assert.deepEqual(await signedIn(other), ['届出人', '登録者'], 'three copies were not signed for; all else was');
    const there = await tablet(browser, product);
    await pair(other, product, there);
    await other.goto(address);
    const standing = await pagesOf(other, address, scratch, `${name}-stands`);
    await signs(other, there);
    assert.deepEqual(await signedIn(other), Object.keys(ROLES));
    await inkStandsIn(standing, await pagesOf(other, address, scratch, `${name}-signed-again`), titles, ['applicant']);
    await clears(other, there);
    const again = await papers(other, scratch, `${name}-again`);
    assert.ok(again.pages[1].replaceAll(/\s/g, '').includes('3'));
    await picture(other, `visits-${name}-other-desk`);
    await toReview(other);

    // Reviewed by a second person, and sent.
    const reviewer = await reviews(browser, product, address);
    assert.ok((await stands(other, 'desk')) < (await stands(other, 'review')), 'the clerk finds the desk first');
    assert.ok((await stands(reviewer, 'review')) < (await stands(reviewer, 'desk')), 'who reviews finds the review first');
    await picture(reviewer, `visits-${name}-review`);
    await approve(reviewer);
    // What was approved is written, even if the power goes first.
    await cut(reviewer);
    const number_ = await number(reviewer);
    const move = await robot.take('move', number_);
    const wanted = filed(left, held, document);
    assert.deepEqual(only(move.lines, wanted), wanted);
    const certificates = await robot.take('certificates', number_);
    assert.deepEqual(certificates.lines.map((line) => [line['証明書の種類'], line['通数'], line['記載_続柄'], line['記載_本籍・筆頭者']]), [['住民票の写し', '3', '1', '0']]);
    const seal = await robot.take('seal', number_);
    assert.deepEqual(seal.lines.map((line) => [line['登録者氏名'], line['登録者生年月日'], line['住所_方書']]), [['見本　太郎', '1985-12-03', '3号棟401']]);

    // What came back differs in one place: the reviewer sees it, and sends it back to the clerk.
    await robot.answer(move, { 新住所_方書: '3号棟410' });
    await reviewer.goto(product.counter);
    assert.match(await reviewer.locator('#queue tr').filter({ hasText: number_ }).locator('.last').textContent(), /連携$/);
    await reviewer.goto(address);
    assert.match(await reviewer.locator('.case-head .last').textContent(), /連携/);
    assert.equal(await stateOf(reviewer, '届出'), '仮登録');
    const rows = await part(reviewer, '届出').locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.deepEqual(rows, [['見本　太郎 新住所_方書', '3号棟401', '3号棟410']]);
    await picture(reviewer, `visits-${name}-difference`);
    await part(reviewer, '届出').getByText('差し戻す').first().click();
    await part(reviewer, '届出').getByLabel('差し戻す理由').fill('方書は賃貸契約書で410号室');
    await part(reviewer, '届出').getByRole('button', { name: '差し戻す' }).click();
    await part(reviewer, '届出').getByText('方書は賃貸契約書で410号室').waitFor();

    // The clerk asks, mends, and gives it to review again.
    await clerk.goto(address);
    await clerk.getByText('方書は賃貸契約書で410号室').first().waitFor();
    await picture(clerk, `visits-${name}-sent-back`);
    // A slip in the 方書 is a 軽微な補正: with its reason, nobody has to sign again.
    await change(clerk, 'new_town', { 'new_address/building': '3号棟410', minor: '賃貸契約書で確認' });
    await clerk.locator('.case-head').getByText('署名：届出人').waitFor();
    await toReview(clerk);
    await reviewer.reload();
    await approve(reviewer);
    const second = await robot.take('move', number_);
    assert.notEqual(second.name, move.name);
    const corrected = filed(left, held, document, '3号棟410');
    assert.deepEqual(only(second.lines, corrected), corrected);
    await robot.answer(second);
    await robot.answer(seal);
    for (const word of ['届出', '印鑑登録']) {
      await reviewer.reload();
      await picture(reviewer, `visits-${name}-same-${word}`);
      await part(reviewer, word).getByRole('button', { name: '本登録とする' }).click();
      await part(reviewer, word).getByText('本登録', { exact: true }).waitFor();
    }
    await ends(reviewer, ['届出', '証明書', '印鑑登録']);
    await picture(reviewer, `visits-${name}-finished`);
    assert.deepEqual(await robot.names(), [], 'nothing is left');
    const sent = [certificates, move, seal, second].map((file) => file.name).sort();
    const all = (await robot.all()).filter((file) => file.startsWith(number_));
    assert.deepEqual(all, sent, 'what is registered, or out, is not sent again');
  });
}

/** Answers a page at the counter with the keyboard alone; the first control has the focus already. */
const byKeys = (typist, adds) => async (page, answers, more) => {
  await page.waitForFunction(() => document.activeElement.matches('.edit *, body'));
  // Back one stop, so that the first Tab comes to it.
  await page.keyboard.press('Shift+Tab');
  await typist.answer(answers, more ? adds : '保存して次へEnter');
};

/** Presses F4 until the focus is in the desk's panel, ticks a document, and saves with Enter. */
async function ticksByKeys(page, typist, document) {
  for (let keys = 0; !(await page.evaluate(() => Boolean(document.activeElement.closest('#desk')))); keys++) {
    assert.ok(keys < 10, 'F4 does not lead to the desk');
    await typist.press('F4');
  }
  const at = () => page.evaluate(() => document.activeElement.closest('label')?.textContent.trim());
  while ((await at()) !== document) await typist.press('Tab');
  await typist.press('Space');
  await typist.press('Enter');
  await page.waitForURL(/#desk$/);
}

test('walk 2: a family with nothing prepared is entered, printed and sent with the keyboard alone', async () => {
  const clerk = await signIn(browser, product, 'uketsuke4', 'E04');
  const typist = new Typist(clerk);
  await begin(clerk, product, 1);
  await enter(clerk, familyWalk(), byKeys(typist, '異動する人を追加'));
  await clerk.waitForURL(CASE);
  const address = addressOf(clerk);
  assert.equal(await clerk.locator('.case-head').getByText('未入力').count(), 0);
  await picture(clerk, 'visits-by-hand');
  await ticksByKeys(clerk, typist, '運転免許証');
  assert.deepEqual(await findings(clerk), []);
  await typist.press('F8');
  await clerk.waitForURL(`${address}/papers.pdf`);
  await clerk.goto(address);
  await typist.press('F9');
  await typist.press('F9');
  await clerk.locator('.case-head .tag').first().getByText('審査', { exact: true }).waitFor();
  const reviewer = await reviews(browser, product, address);
  await approve(reviewer);
  const { lines } = await robot.take('move', await number(reviewer));
  const wanted = filed('転出証明書をもらった', '0', '運転免許証');
  assert.deepEqual(only(lines, wanted), wanted, 'what staff entered is what the family would have');
});

test('walk 2, in the hall: what is entered on the tablet there is read at the counter', async () => {
  const hall = { query: '?hall=EH1', device: { viewport: { width: 1024, height: 768 } } };
  const { clerk } = await fromHome('uketsuke5', 'E05', 'move_in', familyWalk(), hall);
  for (const { name } of FAMILY) await clerk.getByText(name.join('　')).first().waitFor();
  await seen(clerk, ['運転免許証']);
  const sheets = await papers(clerk, scratch, 'hall');
  assert.equal(sheets.pages.length, 1);
});

test('walk 3: a student moves out alone, and her parents\' household keeps its head', async () => {
  const { clerk } = await fromHome('uketsuke1', 'E01', 'move_out', STUDENT_MOVES_OUT);
  await seen(clerk, ['資格確認書']);
  assert.match((await findings(clerk)).join(), /写真のない書類が1つだけです/);
  await seen(clerk, ['年金手帳・基礎年金番号通知書']);
  assert.deepEqual(await findings(clerk), []);
  const sheets = await papers(clerk, scratch, 'student');
  assert.equal(sheets.pages.length, 1);
  assert.ok(sheets.text.includes('北海道札幌市中央区旭ケ丘四丁目9999番地'), sheets.text);
  await picture(clerk, 'visits-student');
  const { move } = await toTheEnd(clerk, [['move', '届出', true]]);
  const wanted = [{
    異動事由表記: '国内転出',
    異動年月日: '2026-11-28',
    '全部・一部': '一部',
    人数: '1',
    氏名: '見本　太郎',
    生年月日: '2007-12-03',
    性別表記: '女',
    旧住所_町字: '雛形',
    旧住所_番地号表記: '5番地',
    新住所_郵便番号: '',
    新住所_番地号表記: '9999番地',
    旧世帯_世帯主氏名: '見本　太郎',
    旧世帯_世帯主も異動: 'いいえ',
    旧世帯_次の世帯主: '',
    国民年金: '',
    本人確認書類: '資格確認書、年金手帳・基礎年金番号通知書',
  }];
  assert.deepEqual(only(move.lines, wanted), wanted);
});

test('walk 5: from abroad, on English screens: a period that has run out is a finding until it is mended', async () => {
  const { clerk } = await fromHome('uketsuke2', 'E02', 'move_in', fromAbroad(), { query: '?lang=en' });
  await seen(clerk, ['旅券']);
  assert.deepEqual(await findings(clerk), []);
  // The card, in the clerk's hand, says another year.
  await change(clerk, 'residence:1', { 'mover:1/residence/expires.year': '2026' });
  const [finding, ...more] = await findings(clerk);
  assert.match(finding, /2026年2月7日/);
  assert.deepEqual(more, []);
  await picture(clerk, 'visits-abroad-expired');
  await change(clerk, 'residence:1', { 'mover:1/residence/expires.year': '2028' });
  assert.deepEqual(await findings(clerk), []);
  const sheets = await papers(clerk, scratch, 'abroad');
  for (const words of ['SAMPLE-EXAMPLEMARIAMAGDALENA', 'DELACONCEPCIONYASUNCION', 'ベトナム', 'ZZ00000001ZZ']) assert.ok(sheets.text.includes(words), `${words}: ${sheets.text}`);
  await sheetsOf(sheets.file);
  const { move } = await toTheEnd(clerk, [['move', '届出', true]]);
  const wanted = [{
    異動事由表記: '国外転入等',
    住民種別: '2',
    氏名: '',
    氏名_外国人ローマ字: 'SAMPLE-EXAMPLE MARIA MAGDALENA DE LA CONCEPCION Y ASUNCION',
    通称: '',
    '国籍等_国名コード': 'VNM',
    在留資格等: '技能実習2号ロ',
    在留期間等コード_年: '1',
    在留期間の満了の日: '2028-02-07',
    '在留カード等番号': 'ZZ00000001ZZ',
    旧住所_国外住所: 'Hanoi, Viet Nam',
    世帯主氏名: 'SAMPLE-EXAMPLE MARIA MAGDALENA DE LA CONCEPCION Y ASUNCION',
    続柄表記: '世帯主',
  }];
  assert.deepEqual(only(move.lines, wanted), wanted);
});

test('walk 6: an agent for an aged father: without a proof there is a 委任状 to sign, with one there is none', async () => {
  const pages = way('転居').map(([page, answers, button]) => [page, page === 'person' ? { ...answers, 'mover:1/birth.year': '15' } : answers, button]);
  const { clerk, address } = await fromHome('uketsuke3', 'E03', 'move_within', pages);
  await seen(clerk, ['運転免許証']);
  const missing = await findings(clerk);
  assert.ok(missing.some((words) => words.includes('委任状')), missing.join());
  assert.equal(await panel(clerk).getByText('例示　花子').count(), 1, 'the agent signs as who files');
  await picture(clerk, 'visits-agent-without');
  const without = await papers(clerk, scratch, 'agent-without');
  assert.equal(without.pages.length, 2);
  for (const word of ['委任状', '見本太郎', '例示花子']) assert.ok(without.pages[1].replaceAll(/\s/g, '').includes(word), `the 委任状 does not say ${word}`);
  await sheetsOf(without.file);

  await seen(clerk, [], { proof: '委任状' });
  assert.deepEqual(await findings(clerk), []);
  const withProof = await papers(clerk, scratch, 'agent-with');
  assert.equal(withProof.pages.length, 1);
  assert.equal(addressOf(clerk), address);
  const { move } = await toTheEnd(clerk, [['move', '届出', true]]);
  const wanted = [{ 異動事由表記: '転居', 氏名: '見本　太郎', 生年月日: '1940-12-03', 届出人区分: '任意代理人', 届出人氏名: '例示　花子', 届出人住所: '見本県ためし市一番町9999番地', 権限を証する書類: '委任状' }];
  assert.deepEqual(only(move.lines, wanted), wanted);
});

test('certificates alone: printed, taken, and finished without an answer', async () => {
  const { clerk } = await fromHome('uketsuke4', 'E04', 'certificates', way('証明書'));
  await seen(clerk, ['マイナンバーカード']);
  const sheets = await papers(clerk, scratch, 'certificates');
  assert.ok(!sheets.text.includes('住民異動届') && sheets.text.includes('交付申請書'));
  const { certificates } = await toTheEnd(clerk, [['certificates', '証明書', false]]);
  assert.deepEqual(certificates.lines.map((line) => [line['証明書の種類'], line['通数'], line['申請者氏名'], line['本籍'], line['戸籍_筆頭者']]), [
    ['住民票の写し', '2', '見本　太郎', '見本県ためし市一番町9999番地', '見本　太郎'],
    ['戸籍全部事項証明書', '1', '見本　太郎', '見本県ためし市一番町9999番地', '見本　太郎'],
  ]);
});

test('a seal alone, with its certificate', async () => {
  const { clerk } = await fromHome('uketsuke5', 'E05', 'seal_registration', way('印鑑登録'));
  await seen(clerk, ['運転免許証']);
  const sheets = await papers(clerk, scratch, 'seal');
  assert.equal(sheets.pages.length, 2);
  const { seal } = await toTheEnd(clerk, [['seal', '印鑑登録', true], ['certificates', '証明書', false]]);
  assert.deepEqual(seal.lines.map((line) => [line['印鑑の手続き'], line['登録者氏名'], line['登録する名前']]), [['はじめて登録する', '見本　太郎', '氏']]);
});
