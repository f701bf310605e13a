// Pictures of a page at the widths that the design is made for: phone, tablet, counter PC.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WIDTHS = [360, 768, 1024];

/** Where pictures go: KAKANAI_E2E_SCREENS, else target/e2e of the repository. */
export const FOLDER = process.env.KAKANAI_E2E_SCREENS ?? fileURLToPath(new URL('../../target/e2e/', import.meta.url));

/** Pictures are for people to look at, and cost a walk more time than all else: taken where KAKANAI_E2E_PICTURES is set. */
const WANTED = Boolean(process.env.KAKANAI_E2E_PICTURES);

/**
 * Shows the page at each width, with a picture of the whole where pictures are wanted, and fails where it is wider than
 * its window: nobody should have to scroll sideways (WCAG 2.2, 1.4.10).
 * @returns {Promise<string[]>} the paths of the pictures
 */
export async function pictures(page, name, { wanted = WANTED } = {}) {
  await mkdir(FOLDER, { recursive: true });
  const before = page.viewportSize();
  const paths = [];
  const tooWide = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const needed = await page.evaluate(() => document.scrollingElement.scrollWidth);
    if (needed > width) tooWide.push(`${needed} pixels at a width of ${width}`);
    if (!wanted) continue;
    const path = join(FOLDER, `${name}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
    paths.push(path);
  }
  if (before) await page.setViewportSize(before);
  if (tooWide.length > 0) throw new Error(`${page.url()} needs ${tooWide.join(', ')} (${name})`);
  return paths;
}
