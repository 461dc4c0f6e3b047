import type { Sheet } from '../platforms/hands.ts';
import { all, type Node, readHtml, wordsOf } from '../platforms/html.ts';

type Fields = Record<string, string | readonly string[]>;

/** The dialog in a piece of the console's page, as a person fills it in; `post` resolves to what the page is answered with. */
export function dialogIn(html: string, post: (path: string, fields: Fields) => Promise<string>): Sheet | null {
  const form = all(readHtml(html), (node) => node.name === 'form' && 'data-form' in node.attributes)[0];
  if (!form) return null;
  const fields = all(form, (node) => 'data-field' in node.attributes && !('hidden' in node.attributes));
  const entered: Fields = {};
  for (const { attributes } of all(form, (node) => node.attributes.type === 'hidden')) {
    if (attributes.name === 'action' || attributes.name === 'context')
      entered[attributes.name] = attributes.value ?? '';
  }
  const fieldOf = (label: string) => {
    const found = fields.find((field) => labelOf(field) === label);
    if (!found) throw new Error(`no field is called ${label}; there are ${fields.map(labelOf)}`);
    return found;
  };
  return {
    title: wordsOf(all(form, (node) => node.name === 'h2')[0] ?? form).trim(),
    labels: () => fields.map(labelOf),
    options: async (label) => optionsOf(fieldOf(label)).map((option) => option.label),
    async fill(label, value) {
      const field = fieldOf(label);
      const options = optionsOf(field);
      const chosen = [value].flat().map((one) => options.find((option) => option.label === one)?.value ?? one);
      entered[`f:${field.attributes['data-field']}`] = chosen;
    },
    async submit() {
      const answer = await post(form.attributes['hx-post'] ?? '', entered);
      const problems = all(readHtml(answer), ({ attributes }) => attributes.class === 'problem').filter(wordsOf);
      if (problems.length === 0) return null;
      return Object.fromEntries(problems.map((problem) => [problem.attributes.id ?? '', wordsOf(problem)]));
    },
  };
}

function labelOf(field: Node): string {
  const head = all(field, (node) => node.name === 'legend' || 'for' in node.attributes)[0];
  return wordsOf((head && all(head, ({ name }) => name === 'bdi')[0]) ?? field);
}

function optionsOf(field: Node): { label: string; value: string }[] {
  const listed = all(field, (node) => node.name === 'option' || node.attributes.role === 'option');
  const picks = all(field, (node) => node.attributes.class === 'pick');
  return [
    ...listed.map((node) => ({
      label: wordsOf(node),
      value: node.attributes.value ?? node.attributes['data-value'] ?? '',
    })),
    ...picks.map((node) => ({
      label: wordsOf(node),
      value: all(node, ({ name }) => name === 'input')[0]?.attributes.value ?? '',
    })),
  ];
}
