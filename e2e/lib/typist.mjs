// Somebody without a mouse: answers pages with Tab, space, arrows, Enter and letters alone, and counts the keys.
import assert from 'node:assert/strict';

import { focused } from './keyboard.mjs';

/** More keys than any page needs: a trap, or a control that cannot be reached. */
const LIMIT = 120;

/** Where the focus is, by what it is sent as. */
function place() {
  const { name, type, value, checked, tagName } = document.activeElement ?? {};
  return { name, type, value, checked, tag: tagName?.toLowerCase() };
}

export class Typist {
  /** @param page a Playwright page, whose mouse is never used */
  constructor(page) {
    this.page = page;
    this.keys = 0;
  }

  async press(key) {
    this.keys += 1;
    await this.page.keyboard.press(key);
  }

  /** One stop further; where one is has to be seen and to have a name. */
  async tab() {
    await this.press('Tab');
    const stop = await this.page.evaluate(focused);
    if (stop) {
      assert.ok(stop.visible, `<${stop.tag} id="${stop.id}"> ${stop.name}: the focus cannot be seen`);
      assert.ok(stop.name, `<${stop.tag} id="${stop.id}"> has no name`);
    }
    return this.page.evaluate(place);
  }

  /** Tabs on until a stop is the one wanted. */
  async to(what, wanted) {
    for (let keys = 0; keys < LIMIT; keys += 1) {
      const at = await this.tab();
      if (wanted(at)) return at;
    }
    return assert.fail(`${what} was not reached in ${LIMIT} keys`);
  }

  async write(text) {
    this.keys += [...text].length;
    // What is there is selected when the focus comes with Tab, and so replaced.
    await this.page.keyboard.type(text);
  }

  /** Chooses with arrows: they go round, so every choice is reached. */
  async choose(name, value, key) {
    for (let keys = 0; keys < LIMIT; keys += 1) {
      const at = await this.page.evaluate(place);
      if (at.name === name && at.value === value && at.checked !== false) return;
      await this.press(key);
    }
    assert.fail(`${value} of ${name} cannot be chosen with ${key}`);
  }

  /** Answers what a page asks, in the page's own order, and presses the button that goes on, or the one with these words. */
  async answer(answers, button) {
    const open = new Map(Object.entries(answers));
    const presses = ({ tag, name, value }, text) => tag === 'button' && (button ? text === button : name === 'action' && value === 'next');
    for (let keys = 0; keys < LIMIT; keys += 1) {
      const at = await this.tab();
      const text = await this.page.evaluate(() => document.activeElement?.textContent.trim());
      if (presses(at, text)) {
        assert.deepEqual([...open.keys()], [], 'the button comes before these');
        await this.press('Enter');
        return;
      }
      if (!open.has(at.name)) continue;
      const value = open.get(at.name);
      open.delete(at.name);
      if (at.tag === 'select') {
        await this.press('Home');
        await this.choose(at.name, value, 'ArrowDown');
      } else if (at.type === 'radio') {
        if (!at.checked) await this.press('Space');
        await this.choose(at.name, value, 'ArrowDown');
      } else if (at.type === 'checkbox') {
        if (!at.checked) await this.press('Space');
      } else if (at.tag === 'textarea') {
        for (const [line, text] of value.split('\n').entries()) {
          if (line > 0) await this.press('Enter');
          await this.write(text);
        }
      } else await this.write(value);
    }
    assert.fail(`the button was not reached in ${LIMIT} keys`);
  }
}
