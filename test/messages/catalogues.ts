import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locale } from '../../src/org/organisation.ts';
import { root, sourceFiles, textOf } from './source.ts';

/** A catalogue found in the source: its folder, its texts, and all other source of that folder. */
export interface Found {
  name: string;
  texts: Record<Locale, Record<string, string>>;
  source: string;
}

/** Every catalogue of the source, by the files called `messages.ts`. */
export async function catalogues(): Promise<Found[]> {
  const found: Found[] = [];
  const files = [...(await sourceFiles('src')), ...(await sourceFiles('adapters'))];
  for (const path of files.filter((file) => file.endsWith('/messages.ts'))) {
    const exported = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      const texts = (value as { texts?: Found['texts'] } | null)?.texts;
      if (texts) found.push({ name: `${path}#${name}`, texts, source: await sourceOf(files, dirname(path)) });
    }
  }
  return found;
}

async function sourceOf(files: readonly string[], folder: string): Promise<string> {
  const own = files.filter((file) => file.startsWith(`${folder}/`) && !/messages(-\w+)?\.ts$/.test(file));
  return (await Promise.all(own.map(textOf))).join('\n');
}

/** Whether the source names a key: as a text, by its stem when it is counted, or by the fixed parts of a template. */
export function named(source: string, key: string): boolean {
  const stem = key.replace(/_(one|other)$/, '');
  if ([`'${stem}'`, `"${stem}"`].some((text) => source.includes(text))) return true;
  return templatesIn(source).some((template) => template.test(stem));
}

const known = new Map<string, RegExp[]>();

/** `` `head.${kind}` `` could be any key that begins with `head.`. */
function templatesIn(source: string): RegExp[] {
  let templates = known.get(source);
  if (!templates) {
    const texts = [...source.matchAll(/`([^`\s]*\$\{[^`]*)`/g)].map((match) =>
      (match[1] ?? '').replace(/\$\{[^}]*\}/g, '\0'),
    );
    const keyed = texts.filter((text) => /^[a-zA-Z.\0]+$/.test(text) && /[a-z]{2,}/i.test(text) && text.includes('.'));
    templates = keyed.map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('\0', '\\w+(\\.\\w+)*')}$`));
    known.set(source, templates);
  }
  return templates;
}

/** The placeholders of a text, sorted; a command by the name every messenger takes. */
export const placeholders = (text: string): string[] => {
  const same = text.replace(/(\{\{\/[a-z-]+)\|[^}]*\}\}/g, '$1}}');
  return [...new Set(same.match(/\{\{[^}]*\}\}/g) ?? [])].sort();
};

/** A text without its placeholders and without what is written the same in both languages: commands, numbers, examples. */
export const bare = (text: string): string =>
  text
    .replace(/\{\{[^}]*\}\}/g, '')
    .replace(/\/[\p{L}-]+/gu, '')
    .replace(/R-\d+/g, '');
