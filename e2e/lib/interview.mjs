// Walks through the interview as a citizen does: fills in what a page asks, and presses the button.
import assert from 'node:assert/strict';

/** A family of four that moved from Sapporo to みほん市. Everything about them is invented. */
export const FAMILY = [
  { name: ['見本', '太郎'], kana: ['みほん', 'タロウ'], birth: ['S', '60', '12', '3'], sex: 'male' },
  { name: ['見本', '花子'], kana: ['ミホン', 'ハナコ'], birth: ['', '1988', '4', '1'], sex: 'female', is: 'wife' },
  { name: ['見本', '咲良'], kana: ['ミホン', 'サクラ'], birth: ['H', '30', '6', '15'], sex: 'female', is: 'child' },
  { name: ['見本', '𠮷彦'], kana: ['ミホン', 'ヨシヒコ'], birth: ['R', '4', '9', '30'], sex: 'male', is: 'child' },
];

const KOSEKI = { town: '見本県ためし市一番町', lot: '９９９９番地', head: '見本　太郎' };

/** What is entered and long enough to be searched for in what left the browser. */
export const ENTERED = [
  ...FAMILY.flatMap(({ name, kana }) => [name[1], ...kana]),
  ...Object.values(KOSEKI),
  '064-0941',
  '000-0012',
  '9999番地の1',
  '架空台団地',
  '3号棟401',
  '0999-00-0001',
];

function person(number, { name, kana, birth, sex, is }) {
  const at = (path) => `mover:${number}/${path}`;
  const age = { S: 40, '': 38, H: 8, R: 4 }[birth[0]];
  return {
    basics: [
      ['nationality', { [at('japanese')]: 'yes' }],
      ['person', {
        [at('name/kanji.family')]: name[0],
        [at('name/kanji.given')]: name[1],
        [at('name/kana.family')]: kana[0],
        [at('name/kana.given')]: kana[1],
        [at('birth.era')]: birth[0],
        [at('birth.year')]: birth[1],
        [at('birth.month')]: birth[2],
        [at('birth.day')]: birth[3],
        [at('sex')]: sex,
      }],
      ['koseki', { [at('koseki/town')]: KOSEKI.town, [at('koseki/lot')]: KOSEKI.lot, [at('koseki/head')]: KOSEKI.head }],
      ['card', { [at('card/held')]: 'no' }],
    ],
    relationship: is ? [['relationship', { [at('relationship')]: is }]] : [],
    questions: [
      ['insurance', { [at('insurance')]: 'national' }],
      age >= 18
        ? ['pension', { [at('pension')]: 'first' }]
        : ['school', { [at('school')]: age > 6 ? 'elementary' : 'nursery' }],
    ],
  };
}

/** The pages of the family's 転入 in order: name of the page, answers, and what is pressed where it is not the button that goes on. */
export function familyWalk(family = FAMILY) {
  const people = family.map((one, at) => person(at + 1, one));
  const basics = people.flatMap(({ basics }, at) => [
    ...basics,
    ['people', {}, at + 1 < people.length ? 'もう1人、追加する' : undefined],
  ]);
  return [
    ['origin', { 'move/origin': 'domestic' }],
    ['move_date', { 'move/date.era': 'R', 'move/date.year': '8', 'move/date.month': '11', 'move/date.day': '7' }],
    ['left', { 'move/left': 'paper' }],
    ...basics,
    ['joining', { 'move/joining': 'new' }],
    ...(people.length > 1 ? [['head', { 'new_household/head': '1' }]] : []),
    ...people.flatMap(({ relationship }) => relationship),
    ['old_postal', { 'old_address/postal': '064-0941' }],
    ['old_town', { 'old_address/town': '011011.旭ケ丘', 'old_address/lot': '9999番地の1' }],
    ['old_head', { 'old_household/head_name': '見本　太郎' }],
    ['new_postal', { 'new_address/postal': '000-0012' }],
    ['new_town', { 'new_address/lot': '１－２', 'new_address/building': '3号棟401' }],
    ...people.flatMap(({ questions }) => questions),
    ['cards', {}],
    ['insured', {}],
    ['children', {}],
    ...(people.length > 2 ? [['child_allowance', { 'household/child_allowance': 'yes' }]] : []),
    ['life', { 'household/dog': 'yes', 'life.dont_know': 'yes' }],
    ['health', {}],
    ['support', {}],
    ['city', { 'x.rubbish_guide': 'japanese', 'x.neighbourhood': 'no' }],
    ['certificates_wanted', { certificates_wanted: 'no' }],
    ['seal', { 'seal/wanted': 'no' }],
    ['notifier_kind', { 'notifier/kind': 'self' }],
    ...(people.length > 1 ? [['notifier_mover', { 'notifier/mover': '1' }]] : []),
    ['identity', { 'notifier/identity': 'driving_licence' }],
    ['phone', { 'notifier/phone': '0999-00-0001' }],
    ['message', {}],
    ['guidance', {}],
    ['summary', {}],
  ];
}

/** The way of one person. */
export const ONE = familyWalk(FAMILY.slice(0, 1));

/** The pages before the one of this name. */
export const upTo = (pages, name) => pages.slice(0, pages.findIndex(([at]) => at === name));

/** The pages from the one of this name on. */
export const from = (pages, name) => pages.slice(pages.findIndex(([at]) => at === name));

/** Fills in the controls of the page shown, as with a finger and a keyboard. */
export async function fillIn(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const control = page.locator(`main [name="${name}"]`);
    const first = control.first();
    const kind = await first.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    if (kind === 'select') await first.selectOption(value);
    else if (kind === 'radio') await page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (kind === 'checkbox') await first.check();
    else await first.fill(value);
  }
}

/** Waits until a page of the interview is shown. */
export const shown = (page, name) => page.locator(`main [data-page="${name}"]`).first().waitFor();

/** Presses the button that goes on, or the one with these words. */
export async function press(page, button) {
  const main = page.locator('main');
  await (button ? main.getByRole('button', { name: button, exact: true }) : main.locator('#next')).click();
}

const here = (page) => page.locator('main [data-page]').first().getAttribute('data-page');

/** Pages of boxes, and the list of procedures: whoever has nothing to tick goes on. */
const STEPPED_OVER = new Set(['filed_before', 'cards', 'insured', 'children', 'life', 'health', 'health_more', 'support', 'guidance']);

/**
 * Waits until a page is shown: past boxes that nobody ticks, and past a hint on the page before, which stops once, and
 * the same button goes on.
 * @param {string} [from] the page that was sent
 */
async function arrive(page, name, from) {
  let before = from;
  let hinted = false;
  for (let turn = 0; turn < 40; turn += 1) {
    const at = await here(page);
    if (at === name) return;
    if (at !== before && STEPPED_OVER.has(at)) {
      await press(page);
      before = at;
    } else if (at === before && !hinted && (await page.locator('main #messages.alert').count()) > 0) {
      hinted = true;
      await press(page);
    } else {
      const other = `main [data-page="${name}"], main [data-page]:not([data-page="${at}"])`;
      const hint = hinted ? '' : ', main #messages.alert';
      const came = page.locator(other + hint).first().waitFor();
      await came.catch(async () => assert.fail(`${name} did not come; the page is ${await here(page)}`));
    }
  }
  assert.fail(`${name} did not come; the page is ${await here(page)}`);
}

/**
 * Goes through pages in their order.
 * @param {(name: string) => Promise<void>} look called on each page once it is filled in
 */
export async function walk(page, pages, look = async () => {}) {
  let from;
  for (const [name, answers, button] of pages) {
    await arrive(page, name, from);
    await fillIn(page, answers);
    await look(name);
    await press(page, button);
    from = name;
  }
}

/** Opens a service at its first page. */
export async function begin(page, product, service = 'move_in', query = '') {
  await page.goto(`${product.public}/prepare/${service}${query}`);
  await page.locator('main [data-page]').first().waitFor();
}

/** Goes through the pages before the one of this name, and waits for it. */
export async function walkTo(page, name, pages = ONE) {
  const before = upTo(pages, name);
  await walk(page, before);
  await arrive(page, name, before.at(-1)?.[0]);
}

/** The texts of the codes, once their symbols are shown. */
export async function codeTexts(page) {
  await page.locator('.symbol').first().waitFor();
  return (await page.locator('.code-text').allTextContents()).map((text) => text.trim());
}
