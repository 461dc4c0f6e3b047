import type { Option } from '../platform/form.ts';

/**
 * Reads what a person typed as one of the options: its number in the list, its label, or words it is found by. Several are
 * separated by commas. When it is none or more than one, the closest labels.
 */
export function matchOption(
  options: readonly Option[],
  text: string,
  several: boolean,
): { value: string } | { closest: string[] } {
  if (several) {
    const parts = text
      .split(/[,，、;；\s]+/u)
      .filter(Boolean)
      .map((part) => matchOption(options, part, false));
    const unclear = parts.find((part) => 'closest' in part);
    return unclear ?? { value: parts.map((part) => ('value' in part ? part.value : '')).join(',') };
  }
  const typed = fold(text);
  if (/^\d{1,3}$/.test(typed)) {
    const numbered = options[Number(typed) - 1];
    if (numbered) return { value: numbered.value };
  }
  const names = (option: Option) => [option.value, option.label, ...(option.words ?? [])].map(fold);
  const exact = options.filter((option) => names(option).includes(typed));
  if (exact[0]) return { value: exact[0].value };
  const contained =
    typed === ''
      ? []
      : options.filter((option) => names(option).some((name) => name.includes(typed) || typed.includes(name)));
  if (contained.length === 1 && contained[0]) return { value: contained[0].value };
  return { closest: contained.slice(0, 5).map((option) => option.label) };
}

const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase();
