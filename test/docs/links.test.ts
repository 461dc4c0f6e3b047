import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The address part a heading gets where Markdown is shown: small letters, no punctuation, hyphens. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));

test('every link between the pages leads somewhere', async () => {
  const docs = (await readdir(join(root, 'docs'))).filter((name) => /^(?!gallery).*\.md$/.test(name));
  const pages = ['README.md', 'adapters/dingtalk/template/README.md', ...docs.map((name) => `docs/${name}`)];
  const broken: string[] = [];
  for (const page of pages) {
    const text = await readFile(join(root, page), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      if (!existsSync(file)) broken.push(`${page}: ${link}`);
      else if (anchor !== undefined && !anchorsIn(await readFile(file, 'utf8')).includes(anchor))
        broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});
