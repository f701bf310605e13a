// Walks a page with the Tab key alone, as people do who use no mouse.

/** What has the focus: nothing at the top of the page, else its tag, name, text and whether one can see the focus. */
export function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const labels = [...(element.labels ?? [])].map((label) => label.textContent);
  const named = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  const names = named.map((id) => document.getElementById(id)?.textContent);
  const said = [element.getAttribute('aria-label'), names.join(' '), labels.join(' '), element.textContent];
  const name = (said.find((text) => text?.trim()) ?? '').replace(/\s+/g, ' ').trim();
  const { width, height } = element.getBoundingClientRect();
  return {
    tag: element.tagName.toLowerCase(),
    type: element.getAttribute('type') ?? '',
    id: element.id,
    name,
    visible: outlined || style.boxShadow !== 'none',
    width,
    height,
  };
}

/**
 * Tabs from the top of the page until the focus leaves it or comes round again.
 * @param {number} limit stops after so many keys, with an error: a page that long, or a trap
 * @returns the stops in order
 */
export async function keyboardWalk(page, limit = 200) {
  await page.evaluate(() => document.activeElement?.blur());
  const stops = [];
  for (let keys = 0; keys < limit; keys += 1) {
    await page.keyboard.press('Tab');
    // The element itself is compared, not its name: two buttons may be called alike.
    const again = await page.evaluate(() => {
      const seen = (globalThis.tabStops ??= new Set());
      const again = seen.has(document.activeElement);
      seen.add(document.activeElement);
      return again;
    });
    const stop = await page.evaluate(focused);
    if (stop === null || again) {
      await page.evaluate(() => delete globalThis.tabStops);
      return stops;
    }
    stops.push(stop);
  }
  throw new Error(`the focus did not leave ${page.url()} in ${limit} keys`);
}

/** Fails where a stop cannot be seen to have the focus, or has no name for a screen reader. */
export function checkStops(stops) {
  const wrong = stops.flatMap(({ tag, id, name, visible }) => [
    ...(visible ? [] : [`<${tag} id="${id}"> ${name}: the focus cannot be seen`]),
    ...(name ? [] : [`<${tag} id="${id}">: it has no name`]),
  ]);
  if (stops.length === 0) wrong.push('nothing on the page can be reached');
  if (wrong.length > 0) throw new Error(`with the keyboard:\n${wrong.join('\n')}`);
}

/**
 * Tabs on until what is named `name` (a part of its name) has the focus.
 * @returns {Promise<number>} the keys it took
 */
export async function tabTo(page, name, limit = 200) {
  for (let keys = 1; keys <= limit; keys += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focused);
    if (stop?.name.includes(name)) return keys;
  }
  throw new Error(`${name} was not reached on ${page.url()} in ${limit} keys`);
}
