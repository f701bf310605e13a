// What a screen reader is told of a page: Chromium's accessibility tree, and what in it is not as it has to be.

/** Roles of what a person answers with. */
const CONTROLS = ['textbox', 'combobox', 'radio', 'checkbox'];
const PRESSED = ['button', 'link'];

/** The tree as a list of nodes that are not left out: role, name, description, properties, ancestors. */
export async function treeOf(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const read = (node) => ({
      role: node.role?.value ?? '',
      name: node.name?.value ?? '',
      description: node.description?.value ?? '',
      ...Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value])),
    });
    const within = (node) => {
      const ancestors = [];
      for (let at = byId.get(node.parentId); at; at = byId.get(at.parentId)) if (!at.ignored) ancestors.push(read(at));
      return ancestors;
    };
    return nodes.filter(({ ignored }) => !ignored).map((node) => ({ ...read(node), within: within(node) }));
  } finally {
    await session.detach();
  }
}

/** Runs in the page: what its document says of itself. */
function documentOf() {
  // Chromium leaves furigana out of names, and not out of descriptions.
  const plain = (element) => {
    const copy = element?.cloneNode(true);
    for (const reading of copy?.querySelectorAll('rt, rp') ?? []) reading.remove();
    return copy?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  };
  const both = (element) => element && {
    words: plain(element),
    read: [...element.childNodes].map((node) => (node.tagName === 'RUBY' ? [...node.childNodes].filter((it) => it.tagName !== 'RP').map((it) => it.textContent).join('') : node.textContent)).join(''),
  };
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const languageOf = (node) => node.parentElement.closest('[lang]')?.lang ?? '';
  const japanese = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const shown = !node.parentElement.closest('script, template, [hidden], dialog:not([open]), noscript');
    // Terms in brackets, names and examples of kana are what they are in every language (3.1.2); sentences are not.
    const rest = node.data.replace(/\([^)]*\)/g, '');
    if (shown && /[ぁ-ん]{4}|[：・。]/u.test(rest) && languageOf(node) !== 'ja') japanese.push(node.data.trim());
  }
  return {
    language: document.documentElement.lang,
    inner: document.querySelector('main [data-page]')?.lang,
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    lost: [...document.querySelectorAll('[aria-describedby], [aria-labelledby], label[for]')].flatMap((element) => {
      const named = ['aria-describedby', 'aria-labelledby', 'for'].map((name) => element.getAttribute(name) ?? '').join(' ');
      return named.split(/\s+/).filter((id) => id && !document.getElementById(id));
    }),
    japanese,
    questions: [...document.querySelectorAll('main fieldset')].map((fieldset) => ({
      words: plain(fieldset.querySelector('legend')),
      hint: both(fieldset.querySelector('.hint')),
      errors: [...fieldset.querySelectorAll('.error')].map(both),
      controls: fieldset.querySelectorAll('input, select, textarea').length,
    })),
    links: [...document.querySelectorAll('#messages a')].map((link) => decodeURIComponent(link.hash.slice(1))).filter((id) => {
      const target = document.getElementById(id);
      return !target?.matches('input, select, textarea');
    }),
    // Pasting is never forbidden (3.3.8).
    blocked: document.querySelectorAll('[onpaste], [oncopy], [readonly]').length,
    title: document.title,
  };
}

const same = (text) => text.replace(/\s+/g, '');
const describes = (description, { words, read }) => [words, read].some((text) => same(description).includes(same(text)));

/** Everything in the tree of a page that is not as it has to be, in words. */
export async function treeFaults(page) {
  const [tree, told] = [await treeOf(page), await page.evaluate(documentOf)];
  const wrong = [];
  const need = (holds, words) => holds || wrong.push(words);
  const inMain = (node) => node.within.some(({ role }) => role === 'main');
  const of = (...roles) => tree.filter(({ role }) => roles.includes(role));

  const headings = of('heading').filter(({ level }) => level === 1);
  need(headings.length === 1 && headings[0].name && inMain(headings[0]), `${headings.length} headings of level 1: ${headings.map(({ name }) => name)}`);
  need(told.title.includes('|') && told.title.length > 3, `the title is ${told.title}`);
  for (const landmark of ['banner', 'main', 'contentinfo']) need(of(landmark).length === 1, `${of(landmark).length} of the landmark ${landmark}`);
  const ways = of('navigation');
  need(ways.length > 0 && ways.every(({ name }) => name), 'a navigation without a name');
  need(new Set(ways.map(({ name }) => name)).size === ways.length, 'two navigations of the same name');

  for (const id of told.twice) wrong.push(`the id ${id} is there twice`);
  for (const id of told.lost) wrong.push(`${id} is named and not there`);
  for (const id of told.links) wrong.push(`an error leads to ${id}, which is no control`);
  need(told.blocked === 0, 'a control that cannot be pasted into');
  if (told.inner) need(told.inner === told.language, `the page is in ${told.inner}, the document in ${told.language}`);
  if (told.language !== 'ja') for (const text of told.japanese) wrong.push(`Japanese without its language: ${text}`);

  for (const node of of(...PRESSED)) need(node.name.trim(), `a ${node.role} without a name`);
  const names = of('button').filter(inMain).map(({ name }) => name);
  for (const name of names.filter((name, at) => names.indexOf(name) !== at)) wrong.push(`two buttons are called ${name}`);

  const controls = of(...CONTROLS).filter(inMain);
  for (const control of controls) {
    const words = `${control.role} ${control.name}`;
    const groups = control.within.filter(({ role }) => ['group', 'radiogroup'].includes(role));
    const question = told.questions.find((one) => one.words && groups.some(({ name }) => same(name).includes(same(one.words))));
    need(control.name.trim(), `a ${control.role} without a name`);
    need(question, `${words}: no group around it says its question, but ${groups.map(({ name }) => name).join(' / ')}`);
    if (!question) continue;
    const radios = groups.find(({ role }) => role === 'radiogroup');
    if (control.role === 'radio') need(radios?.name, `${words}: its choices have no name as a whole`);
    const speaker = control.role === 'radio' ? radios : control;
    if (!speaker || control.role === 'checkbox') continue;
    if (question.hint) need(describes(speaker.description, question.hint), `${words}: the hint is not its description, but "${speaker.description}"`);
    const invalid = speaker.invalid === 'true' || speaker.invalid === true;
    if (invalid) need(question.errors.some((error) => describes(speaker.description, error)), `${words}: its error is not its description`);
    const required = speaker.required === true || /必須|Required/.test(question.words);
    need(required || /なくてもよい|optional/i.test(question.words), `${words}: neither required nor optional`);
  }
  for (const { words, errors, controls: count } of told.questions) {
    need(count > 0, `${words}: nothing to answer with`);
    if (errors.length === 0) continue;
    const marked = tree.filter(({ invalid, name, within }) => (invalid === 'true' || invalid === true) && [name, ...within.map((one) => one.name)].some((text) => same(text).includes(same(words))));
    need(marked.length > 0, `${words} has errors, and none of its controls says so`);
  }

  for (const { live } of of('status')) need(live === 'polite', `words that change are ${live}`);
  return wrong;
}

/** The names of the steps as they are read, and which of them is the current one. */
export async function stepsOf(page) {
  const items = page.locator('.steps li');
  return items.evaluateAll((items) => items.map((item) => ({
    name: item.innerText.replace(/\s+/g, ' ').trim(),
    current: item.getAttribute('aria-current'),
    shown: getComputedStyle(item).display !== 'none' && getComputedStyle(item.querySelector('.name')).display !== 'none',
  })));
}
