import { type Obj, textOf } from './json.ts';
import { limits } from './limits.ts';

/** What Slack's client itself says about a field before it sends the modal; null when nothing. */
export function clientProblem(block: Obj, element: Obj, state: Obj): string | null {
  const optional = block.type !== 'input' || block.optional === true;
  if (isEmpty(state)) return optional ? null : 'Please complete this required field.';
  const value = textOf(state.value);
  switch (element.type) {
    case 'plain_text_input':
      return lengthProblem(element, value);
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(value) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? null : 'Please enter a valid URL.';
    case 'number_input':
      return numberProblem(element, value);
    default:
      return null;
  }
}

function isEmpty({ type: _, ...state }: Obj): boolean {
  return Object.values(state).every(
    (value) => value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

function lengthProblem(element: Obj, value: string): string | null {
  const max = Number(element.max_length ?? limits.input);
  if (value.length > max) return `Must be ${max} characters or fewer.`;
  return value.length < Number(element.min_length ?? 0)
    ? `Must be at least ${String(element.min_length)} characters.`
    : null;
}

function numberProblem(element: Obj, value: string): string | null {
  const pattern = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return 'Please enter a valid number.';
  if (element.min_value !== undefined && Number(value) < Number(element.min_value))
    return `Must be at least ${textOf(element.min_value)}.`;
  if (element.max_value !== undefined && Number(value) > Number(element.max_value))
    return `Must be at most ${textOf(element.max_value)}.`;
  return null;
}
