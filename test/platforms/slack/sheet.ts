import type { Sheet } from '../hands.ts';
import { type Part, partsIn, search, uses } from './clicking.ts';
import { type Obj, objOf, objsOf, textOf } from './json.ts';
import { limits } from './limits.ts';
import { acceptable } from './methods/views.ts';
import { labelOf, replaceContent, stackOf, topOf, viewMade } from './modals.ts';
import { plainShown } from './mrkdwn.ts';
import { optionLabel } from './reading.ts';
import { answered, interact, interaction, obey, person, type Stage } from './stage.ts';
import { clientProblem } from './typing.ts';
import { viewOut } from './wire.ts';
import { newTrigger, type User, type View } from './workspace.ts';

const trouble = 'We had some trouble connecting. Try again?';

/** The modal on top of this person's screen. */
export function sheetOf(stage: Stage, account: string): Sheet | null {
  const { space } = stage.bench;
  if (!topOf(space, account)) return null;
  const user = person(stage, account);
  const view = (): View => {
    const top = topOf(space, account);
    if (!top) throw new Error(`${account} has no sheet open any more`);
    return top;
  };
  return {
    get title() {
      return plainShown(textOf(objOf(view().content.title).text));
    },
    labels: () => fieldsOf(view()).map(labelled),
    async options(label, typed) {
      return (await search(stage, user, fieldNamed(view(), label), typed ?? '')).map(optionLabel);
    },
    async fill(label, value) {
      await fill(stage, user, fieldNamed(view(), label), value);
    },
    submit: () => submit(stage, user, view()),
  };
}

/** Parts with a state: inputs, and menus beside a text. */
function fieldsOf(view: View): (Part & { place: { view: View } })[] {
  const stateful = partsIn({ view }).filter(({ block, element }) => stateOf(view, block, element) !== undefined);
  return stateful.map((part) => ({ ...part, place: { view } }));
}

const stateOf = (view: View, block: Obj, element: Obj) =>
  view.values[textOf(block.block_id)]?.[textOf(element.action_id)];

const labelled = ({ block }: Part) => plainShown(labelOf(block));

export function fieldNamed(view: View, label: string): Part & { place: { view: View } } {
  const field = fieldsOf(view).find((one) => labelled(one) === label);
  if (!field) throw new Error(`the sheet has no field "${label}"; it has: ${fieldsOf(view).map(labelled).join(', ')}`);
  return field;
}

async function fill(
  stage: Stage,
  user: User,
  part: Part & { place: { view: View } },
  value: string | readonly string[],
): Promise<void> {
  const entered = await entry(stage, user, part, value);
  await enters(stage, user, part, entered);
}

/** Puts a state into a field, and tells the app where it wants to know at once. */
export async function enters(
  stage: Stage,
  user: User,
  part: Part & { place: { view: View } },
  entered: Obj,
): Promise<void> {
  const { view } = part.place;
  const block = textOf(part.block.block_id);
  view.values[block] = {
    ...view.values[block],
    [textOf(part.element.action_id)]: { type: part.element.type, ...entered },
  };
  if (part.block.type !== 'input' || part.block.dispatch_action === true) await uses(stage, user, part, entered);
}

async function entry(stage: Stage, user: User, part: Part, value: string | readonly string[]): Promise<Obj> {
  const type = textOf(part.element.type);
  const [one = ''] = typeof value === 'string' ? [value] : value;
  if (type.endsWith('_text_input') || type === 'number_input') return { value: one === '' ? null : one };
  if (type === 'datepicker') return { selected_date: one || null };
  if (type === 'timepicker') return { selected_time: one || null };
  if (type === 'datetimepicker') return { selected_date_time: one ? Math.floor(Date.parse(one) / 1000) : null };
  const several = typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  const chosen: unknown[] = [];
  for (const label of several) chosen.push(await choice(stage, user, part, label));
  const key = textOf(type.match(/(user|conversation|channel)s_select$/)?.[1]) || 'option';
  const many = type.startsWith('multi_') || type === 'checkboxes';
  return many ? { [`selected_${key}s`]: chosen } : { [`selected_${key}`]: chosen[0] ?? null };
}

async function choice(stage: Stage, user: User, part: Part, label: string): Promise<unknown> {
  const { space } = stage.bench;
  const type = textOf(part.element.type);
  const person = () => [...space.users.values()].find(({ realName, deleted }) => realName === label && !deleted)?.id;
  const channel = () => [...space.channels.values()].find(({ name }) => name === label)?.id;
  const option = async () => (await search(stage, user, part, label)).find((one) => optionLabel(one) === label);
  const found = type.endsWith('users_select')
    ? person()
    : /(conversations|channels)_select$/.test(type)
      ? channel()
      : await option();
  if (found === undefined) throw new Error(`the field "${labelled(part)}" does not offer "${label}"`);
  return found;
}

async function submit(stage: Stage, user: User, view: View): Promise<Record<string, string> | null> {
  const wrong: Record<string, string> = {};
  for (const part of fieldsOf(view)) {
    const problem = clientProblem(part.block, part.element, stateOf(view, part.block, part.element) ?? {});
    if (problem) wrong[labelled(part)] = problem;
  }
  if (Object.keys(wrong).length > 0) return wrong;
  const trigger_id = newTrigger(stage.bench.space, user.id, view.id);
  const payload = { ...interaction(user), type: 'view_submission', trigger_id, view: viewOut(view), response_urls: [] };
  const body = await interact(stage, payload, trouble);
  return follow(stage, user, view, body);
}

/** What the answer to a submission does to the stack of modals. */
function follow(stage: Stage, user: User, view: View, body: string): Record<string, string> | null {
  const stack = stackOf(stage.bench.space, user.id);
  const answer = answered(body);
  if (body !== '' && !answer) throw offended(stage, 'the body is neither empty nor JSON');
  switch (answer?.response_action) {
    case undefined:
      if (answer && Object.keys(answer).length > 0) throw offended(stage, 'no response_action');
      stack.splice(stack.indexOf(view));
      return null;
    case 'clear':
      stack.splice(0);
      return null;
    case 'errors':
      return errorsOf(stage, view, objOf(answer.errors));
    case 'update':
      obey(stage, 'the answer to a submission', () =>
        replaceContent(view, acceptable(answer.view, 'modal', stage.bench, 'response_action')),
      );
      return {};
    case 'push':
      if (stack.length >= limits.modalStack) throw offended(stage, 'more than three modals');
      obey(stage, 'the answer to a submission', () => {
        const content = acceptable(answer.view, 'modal', stage.bench, 'response_action');
        stack.push(viewMade(stage.bench.space, user.id, 'modal', content, stack));
      });
      return {};
    default:
      throw offended(stage, 'an unknown response_action');
  }
}

function offended(stage: Stage, what: string): Error {
  stage.bench.offend(`the answer to a submission: ${what}`);
  return new Error(trouble);
}

/** Errors stand under input blocks, by their `block_id`, as text. */
function errorsOf(stage: Stage, view: View, errors: Obj): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [id, message] of Object.entries(errors)) {
    const block = objsOf(view.content.blocks).find(({ type, block_id }) => type === 'input' && block_id === id);
    if (!block || typeof message !== 'string' || message === '') throw offended(stage, `no input block ${id}`);
    shown[plainShown(labelOf(block))] = message;
  }
  if (Object.keys(shown).length === 0) throw offended(stage, 'no errors in errors');
  return shown;
}

/** Closes the modal on top, or with `all` the whole stack by its cross. */
export async function closesSheet(stage: Stage, account: string, all: boolean): Promise<void> {
  const user = person(stage, account);
  const stack = stackOf(stage.bench.space, account);
  const view = all ? stack[0] : stack.at(-1);
  if (!view) throw new Error(`${account} has no sheet open`);
  stack.splice(all ? 0 : -1);
  if (view.content.notify_on_close !== true) return;
  const out = viewOut(view);
  const inputs = objsOf(view.content.blocks).filter(({ type }) => type === 'input');
  const values = { ...view.values };
  for (const { block_id } of inputs) delete values[textOf(block_id)];
  await interact(stage, {
    ...interaction(user),
    type: 'view_closed',
    view: { ...out, state: { values } },
    is_cleared: all,
  });
}
