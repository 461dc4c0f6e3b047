import { refuse } from './errors.ts';
import { distinct, type Fields, fieldsOf, type Notes, type TextRule } from './fields.ts';
import { limits } from './limits.ts';

const { card: most, shown } = limits;
const types = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction'] as const;
export type CardType = (typeof types)[number];

export interface CheckedCard {
  type: CardType;
  taskId: string | null;
  /** A press on it reaches the app. */
  calls: boolean;
}

/** Holds a card of page 90236 against its limits; refuses with WeCom's codes. `updating`: as of page 94888. */
export function checkCard(value: unknown, notes: Notes, updating = false): CheckedCard {
  const card = fieldsOf(value, 'template_card', notes, 40063);
  const type = types.find((one) => one === card.text('card_type', { missing: 40063 }));
  if (!type) refuse(40058, `template_card.card_type ${String(card.raw.card_type)} is unknown`);
  const menu = checkCommon(card, type);
  const calls = checkOwn[type](card, updating) || menu;
  if (updating) card.text('replace_text', { shown: shown.button });
  const pattern = /^[0-9A-Za-z_\-@]+$/;
  const needsId = calls || type.endsWith('_interaction');
  const rule: TextRule = { bytes: most.taskIdBytes, tooLong: 42014, pattern, wrong: 42014 };
  const taskId = card.text('task_id', needsId ? { ...rule, missing: 42014 } : rule);
  card.end();
  return { type, taskId: taskId || null, calls };
}

/** What every type may have. True when it has a menu, which calls back. */
function checkCommon(card: Fields, type: CardType): boolean {
  const source = card.object('source');
  source?.url('icon_url');
  source?.text('desc', { shown: shown.source });
  source?.int('desc_color', [0, 1, 2, 3]);
  source?.end();
  const title = card.object('main_title');
  title?.text('title', { shown: shown.title });
  title?.text('desc', { shown: shown.desc });
  title?.end();
  const notice = type.endsWith('_notice');
  checkTarget(card.object('card_action', notice ? 42045 : undefined), notice ? [1, 2] : [0, 1, 2], 42045);
  return checkMenu(card.object('action_menu'));
}

function checkMenu(menu: Fields | null): boolean {
  if (!menu) return false;
  menu.text('desc');
  const actions = menu.list('action_list', { min: 1, max: most.menuActions, few: 40016, many: 40016 });
  const keys = actions.map((action) => {
    action.text('text', { missing: 40063 });
    const key = action.text('key', { missing: 42017, bytes: most.keyBytes });
    action.end();
    return key;
  });
  distinct(keys, 'template_card.action_menu keys', 42017);
  menu.end();
  return true;
}

/** Where a press on a part of the card leads: 1 to a page, 2 to a mini program. */
function checkTarget(part: Fields | null, allowed: readonly number[], code = 40063): number {
  if (!part) return 0;
  const type = part.int('type', allowed);
  part.url('url', { ...(type === 1 ? { missing: code } : {}), bytes: most.urlBytes, tooLong: code });
  part.text('appid', type === 2 ? { missing: code } : {});
  part.text('pagepath');
  if (part.path.endsWith('card_action')) part.end();
  return type;
}

const checkOwn: Record<CardType, (card: Fields, updating: boolean) => boolean> = {
  text_notice(card) {
    checkQuote(card);
    const emphasis = card.object('emphasis_content');
    emphasis?.text('title', { shown: shown.emphasisTitle });
    emphasis?.text('desc', { shown: shown.emphasisDesc });
    emphasis?.end();
    const sub = card.text('sub_title_text', { shown: shown.subTitle });
    if (!titleOf(card) && !sub) refuse(40063, 'a text_notice needs main_title.title or sub_title_text');
    checkFacts(card);
    checkJumps(card);
    return false;
  },
  news_notice(card) {
    if (!titleOf(card)) refuse(40063, 'a news_notice needs main_title.title');
    checkQuote(card);
    checkPicture(card);
    for (const line of card.list('vertical_content_list', { min: 0, max: most.verticals })) {
      line.text('title', { missing: 40063, shown: shown.verticalTitle });
      line.text('desc', { shown: shown.verticalDesc });
      line.end();
    }
    checkFacts(card);
    checkJumps(card);
    return false;
  },
  button_interaction(card) {
    checkQuote(card);
    card.text('sub_title_text', { shown: shown.subTitle });
    checkFacts(card);
    checkSelection(card);
    return checkButtons(card);
  },
  vote_interaction(card, updating) {
    const box = card.object('checkbox', 40063);
    if (box) {
      box.text('question_key', { missing: 40063, bytes: most.keyBytes });
      box.int('mode', [0, 1]);
      if (updating) box.flag('disable');
      checkOptions(box, most.voteOptions, shown.voteOption, true);
      box.end();
    }
    checkSubmit(card);
    return true;
  },
  multiple_interaction(card, updating) {
    const selects = card.list('select_list', { min: 1, max: most.selects });
    const keys = selects.map((select) => checkSelect(select, updating));
    distinct(keys, 'template_card.select_list question_keys');
    checkSubmit(card);
    return true;
  },
};

const titleOf = (card: Fields) => (card.raw.main_title as { title?: string } | undefined)?.title ?? '';

function checkQuote(card: Fields): void {
  const quote = card.object('quote_area');
  checkTarget(quote, [0, 1, 2]);
  quote?.text('title');
  quote?.text('quote_text');
  quote?.end();
}

function checkPicture(card: Fields): void {
  const image = card.object('card_image');
  const area = card.object('image_text_area');
  if (!image && !area) refuse(40063, 'a news_notice needs card_image or image_text_area');
  image?.url('url', { missing: 40063 });
  const ratio = image?.has('aspect_ratio') ? image.raw.aspect_ratio : most.aspectRatio[0];
  const [from, to] = most.aspectRatio;
  if (typeof ratio !== 'number' || ratio < from || ratio > to)
    refuse(40058, `card_image.aspect_ratio is not within ${from} and ${to}`);
  image?.end();
  checkTarget(area, [0, 1, 2]);
  area?.text('title');
  area?.text('desc');
  area?.url('image_url', { missing: 40063 });
  area?.end();
}

function checkFacts(card: Fields): void {
  for (const fact of card.list('horizontal_content_list', { min: 0, max: most.facts })) {
    const type = fact.int('type', [0, 1, 2, 3]);
    fact.text('keyname', { missing: 40063, shown: shown.keyname });
    fact.text('value', { shown: shown.fact });
    fact.url('url', type === 1 ? { missing: 40063 } : {});
    fact.text('media_id', type === 2 ? { missing: 40007 } : {});
    fact.text('userid', type === 3 ? { missing: 40003 } : {});
    fact.end();
  }
}

function checkJumps(card: Fields): void {
  for (const jump of card.list('jump_list', { min: 0, max: most.jumps })) {
    checkTarget(jump, [0, 1, 2]);
    jump.text('title', { missing: 40063, shown: shown.jump });
    jump.end();
  }
}

function checkSelection(card: Fields): void {
  const selection = card.object('button_selection');
  if (!selection) return;
  selection.text('question_key', { missing: 40063, bytes: most.keyBytes });
  selection.text('title');
  const ids = checkOptions(selection, most.selectionOptions, shown.selectionOption);
  checkSelected(selection, ids);
  selection.end();
}

function checkButtons(card: Fields): boolean {
  // Too many buttons are answered with the code of a wrong task_id: seen in reports.
  const buttons = card.list('button_list', { min: 1, max: most.buttons, few: 40016, many: 42014 });
  const keys = buttons.flatMap((button) => {
    const type = button.int('type', [0, 1]);
    button.text('text', { missing: 40063, shown: shown.button });
    button.int('style', [1, 2, 3, 4]);
    const key = button.text('key', { ...(type === 0 ? { missing: 42017 } : {}), bytes: most.keyBytes });
    button.url('url', { ...(type === 1 ? { missing: 40063 } : {}), bytes: most.urlBytes });
    button.end();
    return type === 0 ? [key] : [];
  });
  distinct(keys, 'template_card.button_list keys', 42017);
  return keys.length > 0;
}

function checkSelect(select: Fields, updating: boolean): string {
  const key = select.text('question_key', { missing: 40063, bytes: most.keyBytes });
  select.text('title');
  if (updating) select.flag('disable');
  checkSelected(select, checkOptions(select, most.selectOptions, shown.selectionOption));
  select.end();
  return key;
}

function checkOptions(of: Fields, max: number, length: number, checkable = false): string[] {
  const ids = of.list('option_list', { min: 1, max }).map((option) => {
    const id = option.text('id', { missing: 40063, bytes: most.optionIdBytes });
    option.text('text', { missing: 40063, shown: length });
    if (checkable) option.flag('is_checked');
    option.end();
    return id;
  });
  distinct(ids, `${of.path}.option_list ids`);
  return ids;
}

function checkSelected(of: Fields, ids: readonly string[]): void {
  const selected = of.text('selected_id');
  if (selected && !ids.includes(selected)) refuse(40058, `${of.path}.selected_id is no option`);
}

function checkSubmit(card: Fields): void {
  const submit = card.object('submit_button', 40063);
  submit?.text('text', { shown: shown.button });
  submit?.text('key', { missing: 42017, bytes: most.keyBytes });
  submit?.end();
}
