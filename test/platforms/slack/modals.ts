import { elementsOf } from './blocks/check.ts';
import { isObj, type Obj, objOf, objsOf, textOf } from './json.ts';
import { nextId, secret, type Values, type View, type Workspace } from './workspace.ts';

export function stackOf(space: Workspace, account: string): View[] {
  const stack = space.stacks.get(account) ?? [];
  space.stacks.set(account, stack);
  return stack;
}

export const topOf = (space: Workspace, account: string): View | undefined => space.stacks.get(account)?.at(-1);

const hash = () => `${Math.floor(performance.now())}.${secret(4)}`;

export function viewMade(
  space: Workspace,
  account: string,
  kind: View['kind'],
  content: Obj,
  under: View[] = [],
): View {
  const id = nextId(space, 'V');
  const blocks = numbered(content.blocks);
  return {
    id,
    account,
    kind,
    content: { ...content, blocks },
    hash: hash(),
    root: under[0]?.id ?? id,
    previous: under.at(-1)?.id ?? null,
    values: initialValues(blocks),
  };
}

/** Missing ids are Slack's to give. */
function numbered(blocks: unknown): Obj[] {
  return objsOf(blocks).map((block, index) => ({ ...block, block_id: block.block_id ?? `gen${index}` }));
}

/** Another content for the same view. What was typed stays where block, action and kind of element stay the same. */
export function replaceContent(view: View, content: Obj): void {
  const blocks = numbered(content.blocks);
  const values = initialValues(blocks);
  for (const [block, actions] of Object.entries(values)) {
    for (const [action, fresh] of Object.entries(actions)) {
      const kept = view.values[block]?.[action];
      if (kept && kept.type === fresh.type && stillOffered(kept, blocks, block, action)) actions[action] = kept;
    }
  }
  view.content = { ...content, blocks };
  view.values = values;
  view.hash = hash();
}

function stillOffered(kept: Obj, blocks: readonly Obj[], block: string, action: string): boolean {
  const holder = blocks.find(({ block_id }) => block_id === block);
  const element = holder && elementsOf(holder).find((one) => textOf(one.action_id) === action);
  const chosen = isObj(kept.selected_option) ? [kept.selected_option] : objsOf(kept.selected_options);
  if (!element?.options) return true;
  return chosen.every(({ value }) => objsOf(element.options).some((option) => option.value === value));
}

/** The state of all parts that have one, as `view.state.values` gives it. */
export function initialValues(blocks: readonly Obj[]): Values {
  const values: Values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (value)
        values[textOf(block.block_id)] = { ...values[textOf(block.block_id)], [textOf(element.action_id)]: value };
    }
  }
  return values;
}

/** What an element holds untouched; null for buttons and menus without a state. */
function initialValue(element: Obj): Obj | null {
  const type = textOf(element.type);
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: element.initial_value ?? null };
    case 'rich_text_input':
      return { type, rich_text_value: element.initial_value ?? null };
    case 'file_input':
      return { type, files: [] };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    default:
      return initialChoice(type, element);
  }
}

const single: Record<string, readonly [string, string]> = {
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
};

function initialChoice(type: string, element: Obj): Obj | null {
  const one = single[type];
  if (one) return { type, [one[0]]: element[one[1]] ?? null };
  const [many, initial] = single[type === 'checkboxes' ? 'static_select' : type.replace(/^multi_/, '')] ?? [];
  return many && initial ? { type, [`${many}s`]: element[`${initial}s`] ?? [] } : null;
}

/** The label a person finds a part by: of an input block, or the words beside an accessory. */
export function labelOf(block: Obj): string {
  return textOf(objOf(block.label).text) || textOf(objOf(block.text).text);
}
