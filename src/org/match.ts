import { folded, likeness } from './likeness.ts';
import type { Department, Organisation, Service } from './organisation.ts';

/** Which department words mean. With `service`, they named one of its services. */
export type Match = { found: Department; service: Service | null } | { candidates: Department[] };

/** A word that leads to a department. */
interface Name {
  word: string;
  department: Department;
  service: Service | null;
}

const CANDIDATES_AT_MOST = 3;

/**
 * Finds the department people mean: by key or name, then by step or service; exactly, then as a beginning, then as a
 * part. Words that lead to several departments, or to none, come back as candidates to choose from ("did you mean").
 */
export function findDepartment(org: Organisation, words: string): Match {
  const wanted = folded(words);
  if (wanted === '') return { candidates: [] };
  const [own, lent] = [ownNames(org), lentNames(org)];
  const fits: ((name: Name) => boolean)[] = [
    ({ word }) => word === wanted,
    ({ word }) => word.startsWith(wanted),
    ({ word }) => word.includes(wanted) || (word.length > 1 && speaksOf(wanted, word)),
  ];
  for (const fit of fits) {
    for (const names of [own, lent]) {
      const hits = names.filter(fit);
      const departments = [...new Set(hits.map(({ department }) => department))];
      if (departments.length === 1) return { found: departments[0] as Department, service: onlyService(hits) };
      if (departments.length > 1) return { candidates: departments };
    }
  }
  return { candidates: alike([...own, ...lent], wanted) };
}

/**
 * Splits `生产部 明早要500件A料` into the department and the rest, also without a space between. The longest name wins;
 * null when the text begins with no name that leads to one department.
 */
export function leadingDepartment(
  org: Organisation,
  text: string,
): { found: Department; service: Service | null; rest: string } | null {
  const names = [...ownNames(org), ...lentNames(org)];
  // Folding may change the length, so the beginning is sought in the text as it was typed.
  const letters = [...text.trim()];
  for (let length = Math.min(letters.length, 80); length > 0; length -= 1) {
    const beginning = folded(letters.slice(0, length).join(''));
    const hits = names.filter(({ word }) => word === beginning);
    const [first] = hits;
    const endsHere = !isLatin(letters[length - 1]) || !isLatin(letters[length]);
    if (!first || !endsHere || hits.some(({ department }) => department !== first.department)) continue;
    return {
      found: first.department,
      service: onlyService(hits),
      rest: letters
        .slice(length)
        .join('')
        .replace(/^[\s:：,，、]+/u, ''),
    };
  }
  const [head = '', ...rest] = text.trim().split(/\s+/u);
  const match = findDepartment(org, head);
  return 'found' in match && rest.length > 0 ? { ...match, rest: text.trim().slice(head.length).trim() } : null;
}

/** Names of departments' own. */
function ownNames(org: Organisation): Name[] {
  return [...org.departments.values()].flatMap((department) =>
    [department.key, department.name].map((word) => ({ word: folded(word), department, service: null })),
  );
}

/** Names of what departments do: their steps and services. */
function lentNames(org: Organisation): Name[] {
  const steps = [...org.departments.values()].flatMap((department) =>
    department.steps.flatMap(({ key, name }) =>
      [key, name].map((word) => ({ word: folded(word), department, service: null })),
    ),
  );
  const services = [...org.services.values()].flatMap((service) => {
    const department = org.departments.get(service.supplier);
    return department ? [service.key, service.name].map((word) => ({ word: folded(word), department, service })) : [];
  });
  return [...steps, ...services];
}

function onlyService(hits: readonly Name[]): Service | null {
  const services = new Set(hits.map(({ service }) => service));
  return services.size === 1 ? (hits[0]?.service ?? null) : null;
}

/** Less than half alike is enough, unless another name is far more so: 物料部 for 物控部, "prodution" for production. */
function alike(names: readonly Name[], wanted: string): Department[] {
  if (wanted.length > 60) return [];
  const best = new Map<Department, number>();
  for (const { word, department } of names)
    best.set(department, Math.max(best.get(department) ?? 0, likeness(word, wanted)));
  const most = Math.max(0, ...best.values());
  return [...best]
    .filter(([, like]) => like >= 0.4 && like >= most - 0.25)
    .sort((a, b) => b[1] - a[1])
    .slice(0, CANDIDATES_AT_MOST)
    .map(([department]) => department);
}

/** Whether a text contains a name; a Latin one only as a word of its own, or "officer" would be the office. */
function speaksOf(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, first, last, after] = [text[at - 1], word[0], word.at(-1), text[at + word.length]];
    if (!(isLatin(before) && isLatin(first)) && !(isLatin(last) && isLatin(after))) return true;
  }
  return false;
}

function isLatin(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{Script=Latin}\p{N}]/u.test(letter);
}
