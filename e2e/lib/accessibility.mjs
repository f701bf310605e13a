// What a program can tell of a page's accessibility: axe-core's rules for WCAG 2.2 A and AA and its own good practice.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/**
 * Fails, with rule, help and targets, where the page breaks a rule.
 * @param page a Playwright page
 * @param {{except?: Record<string, string>}} options rules left out, each with the reason why
 */
export async function checkAccessibility(page, { except = {} } = {}) {
  const violations = await violationsOf(page, Object.keys(except));
  if (violations.length === 0) return;
  const lines = violations.map(({ id, impact, help, targets }) =>
    [`${id} (${impact}): ${help}`, ...targets.map((target) => `    ${target}`)].join('\n'),
  );
  throw new Error(`${page.url()} breaks ${violations.length} rules of accessibility:\n${lines.join('\n')}`);
}

async function violationsOf(page, except) {
  await page.evaluate(source);
  return page.evaluate(
    async ({ tags, except }) => {
      const rules = Object.fromEntries(except.map((id) => [id, { enabled: false }]));
      const result = await globalThis.axe.run(document, {
        runOnly: { type: 'tag', values: tags },
        rules,
        resultTypes: ['violations'],
      });
      return result.violations.map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        targets: nodes.map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
      }));
    },
    { tags: TAGS, except },
  );
}
