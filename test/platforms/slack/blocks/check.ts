import { everyObject, isObj, type Obj, objOf, objsOf, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import { kindsFor } from './kinds.ts';
import {
  anything,
  boolean,
  byType,
  type Context,
  list,
  object,
  oneOf,
  type Problem,
  problem,
  type Rule,
  text,
} from './rules.ts';
import { plain } from './texts.ts';

/** What is wrong with the blocks of a message, modal or home. */
export function blocksRule(context: Context): Rule {
  const max = context.surface === 'message' ? limits.messageBlocks : limits.viewBlocks;
  const each = list(byType(kindsFor(context)), max, context.surface === 'message' ? 0 : 1);
  return (value, at) => [...each(value, at), ...asAWhole(objsOf(value), at)];
}

function asAWhole(blocks: readonly Obj[], at: string): Problem[] {
  const ids = blocks.map(({ block_id }) => block_id);
  const twice = ids.findIndex((id, index) => id !== undefined && ids.indexOf(id) !== index);
  const tables = blocks.filter(({ type }) => type === 'table').length;
  const markdown = blocks.reduce((sum, block) => sum + (block.type === 'markdown' ? textOf(block.text).length : 0), 0);
  const focused = [...everyObject(blocks)].filter(({ object }) => object.focus_on_load === true).length;
  return [
    ...(twice < 0 ? [] : [problem(`${at}/${twice}/block_id`, 'Block ID needs to be unique', 'duplicate_id')]),
    ...(tables > limits.tables ? [problem(at, 'only one table allowed', 'only_one_table_allowed')] : []),
    ...(markdown > limits.markdown
      ? [problem(at, `must be less than ${limits.markdown + 1} characters`, 'too_long')]
      : []),
    ...(focused > 1 ? [problem(at, 'only one element can have focus_on_load')] : []),
  ];
}

const word = plain(limits.modalWord);
const shared = {
  private_metadata: text(limits.privateMetadata, 0),
  callback_id: text(limits.id, 0),
  external_id: text(limits.id, 0),
};

/** What is wrong with a view, as `views.*` and the answers to a submission would say it. */
export function viewProblems(view: unknown, context: Omit<Context, 'surface'>, surface: 'modal' | 'home'): Problem[] {
  if (!isObj(view)) return [problem('/view', 'must be an object', 'invalid_type')];
  const blocks = blocksRule({ ...context, surface });
  const rule: Rule =
    surface === 'home'
      ? object({ type: oneOf('home'), blocks }, shared)
      : object(
          { type: oneOf('modal'), title: word, blocks },
          {
            ...shared,
            submit: word,
            close: word,
            clear_on_close: boolean,
            notify_on_close: boolean,
            submit_disabled: anything,
          },
          submittable,
        );
  return rule(view, '/view');
}

function submittable(view: Obj, at: string): Problem[] {
  const asks = objsOf(view.blocks).some(({ type }) => type === 'input');
  return asks && !view.submit ? [problem(at, 'missing required field: submit', 'missing_field')] : [];
}

/** Characters of all texts in blocks, for the limit on a message's blocks as a whole. */
export function textLength(blocks: unknown): number {
  let sum = 0;
  for (const { object } of everyObject(blocks)) if (typeof object.text === 'string') sum += object.text.length;
  return sum;
}

/** Elements of a block a person can use, with the block. */
export function elementsOf(block: Obj): Obj[] {
  const inside = block.type === 'actions' || block.type === 'context_actions' ? objsOf(block.elements) : [];
  const beside = isObj(block.accessory) ? [objOf(block.accessory)] : [];
  const asked = block.type === 'input' ? [objOf(block.element)] : [];
  return [...inside, ...beside, ...asked].filter(({ type }) => type !== 'image');
}
