// What a program can tell of a page's layout: nothing cut, nothing on top of something else, nothing too small to hit.

/** Ours; WCAG 2.2 (2.5.8) asks for 24. */
export const TARGET = 44;

/** Runs in the page: everything wrong with its layout, in words. */
function faults({ target, sideways }) {
  const wrong = [];
  const root = document.scrollingElement;
  const width = root.clientWidth;
  const open = document.querySelector('dialog[open]');
  const frame = open ?? document.body;
  const hidden = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { clipPath, display, visibility, position, left } = getComputedStyle(at);
      // Words for screen readers alone, and the link that comes with the first Tab.
      if (display === 'none' || visibility === 'hidden' || clipPath === 'inset(50%)') return true;
      if (position === 'absolute' && parseFloat(left) < -1000) return true;
      // Of a closed fold only its own summary is seen.
      if (at.tagName === 'DETAILS' && !at.open && element.closest('summary')?.parentElement !== at) return true;
    }
    return false;
  };
  const said = (element) => {
    const words = (element.textContent || element.name || '').replace(/\s+/g, ' ').trim().slice(0, 30);
    return `<${element.tagName.toLowerCase()} class="${element.className?.baseVal ?? element.className}"> ${words}`;
  };

  if (sideways && root.scrollWidth > width) wrong.push(`the page needs ${root.scrollWidth} of ${width} pixels`);

  // Text as it stands on its lines: the square of each line's letters, without the room around them.
  const boxes = [];
  const texts = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, template, option, svg, textarea') || hidden(element)) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 1) continue;
      const middle = (top + bottom) / 2;
      // The letters below furigana stand in the middle of a wider box, which may hang over what is beside it.
      const around = element.tagName === 'RUBY' ? Math.max(0, right - left - size * node.data.trim().length) / 2 : 0;
      boxes.push({ node, element, left: left + around, right: right - around, top: middle - size * 0.44, bottom: middle + size * 0.44 });
      // Half a pixel is rounding; letter spacing stands after the last letter.
      const spacing = parseFloat(getComputedStyle(element).letterSpacing) || 0;
      if (left < -0.5 || right - spacing > width + 0.5) wrong.push(`${said(element)}: cut at the edge of the window (${left} to ${right})`);
    }
  }
  const controls = [...frame.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')].filter((it) => !hidden(it) && it.getClientRects().length > 0);
  const fields = controls.filter((it) => it.matches('input, select, textarea'));
  for (const element of fields) boxes.push({ element, ...edges(element) });
  function edges(element) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  }
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      if (one.node && one.node === other.node) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 1 && down > 1) wrong.push(`${said(one.element)} and ${said(other.element)} overlap by ${across.toFixed(1)} × ${down.toFixed(1)}`);
    }
  }
  // Lines of one text on top of each other.
  for (const [at, one] of boxes.entries()) {
    const next = boxes[at + 1];
    if (!one.node || one.node !== next?.node) continue;
    const across = Math.min(one.right, next.right) - Math.max(one.left, next.left);
    if (across > 1 && Math.min(one.bottom, next.bottom) - Math.max(one.top, next.top) > 1) wrong.push(`${said(one.element)}: its lines overlap`);
  }

  // What has edges of its own holds all it contains.
  for (const element of frame.querySelectorAll('*')) {
    if (element.closest('svg, template, head') || hidden(element) || element.matches('input, textarea, select, option, optgroup, html, body, dialog, rt, rb, ruby')) continue;
    const { overflowX, overflowY, display } = getComputedStyle(element);
    if (display === 'inline' || display === 'contents') continue;
    const clips = overflowX !== 'visible' || overflowY !== 'visible';
    if (!clips && !element.matches('button, .button, label, fieldset, li, dd, dt')) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
      wrong.push(`${said(element)}: ${element.scrollWidth} pixels wide in ${element.clientWidth}`);
    }
    if (clips && element.scrollHeight > element.clientHeight + 1) wrong.push(`${said(element)}: cut below`);
  }
  const ruler = document.createElement('canvas').getContext('2d');
  for (const select of fields.filter((it) => it.tagName === 'SELECT')) {
    const style = getComputedStyle(select);
    ruler.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const chosen = select.selectedOptions[0]?.textContent ?? '';
    // Chromium draws its arrow in the last pixels.
    if (select.selectedOptions.length && ruler.measureText(chosen).width > room + 1 && chosen.length < 12) wrong.push(`<select> ${select.name}: ${chosen} needs ${ruler.measureText(chosen).width} of ${room}`);
  }

  for (const control of controls) {
    const hit = control.matches('input[type=radio], input[type=checkbox]') ? control.closest('label') ?? control : control;
    const { width, height } = hit.getBoundingClientRect();
    if (Math.min(width, height) < target - 0.5) wrong.push(`${said(control)}: a target of ${width.toFixed(1)} × ${height.toFixed(1)}`);
  }
  return [...new Set(wrong)];
}

/**
 * Everything wrong with the layout of the page as it is now.
 * @param {{target?: number, sideways?: boolean}} how the least target, and whether scrolling sideways is a fault
 * @returns {Promise<string[]>}
 */
export function layoutFaults(page, { target = TARGET, sideways = true } = {}) {
  return page.evaluate(faults, { target, sideways });
}

/** Text twice as large, as phones and browsers offer it. */
export const enlarge = (page, size = '200%') =>
  page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), size);

/** The spacing that readers may set (WCAG 2.2, 1.4.12). */
export const spaceOut = (page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
  });

/** Takes back what `enlarge` and `spaceOut` did. */
export const restore = (page) =>
  page.evaluate(() => {
    document.documentElement.style.removeProperty('font-size');
    document.adoptedStyleSheets = [];
  });
