import { isDeepStrictEqual } from 'node:util';
import { type Obj, objsOf } from '../json.ts';
import { limits } from '../limits.ts';
import {
  anything,
  boolean,
  byType,
  list,
  matching,
  mismatch,
  object,
  oneOf,
  type Problem,
  problem,
  type Rule,
  text,
  url,
  whole,
} from './rules.ts';
import { confirm, mrkdwn, option, optionGroups, plain } from './texts.ts';

const type = anything;
const action_id = text(limits.id);
const base = { action_id };
const placeholder = plain(limits.placeholder);
const style = oneOf('primary', 'danger');
const focus_on_load = boolean;
const day = matching(/^\d{4}-\d{2}-\d{2}$/);
const minute = matching(/^([01]\d|2[0-3]):[0-5]\d$/);
const name = text(limits.id);
const common = { ...base, placeholder, confirm, focus_on_load };
const several = { ...common, max_selected_items: whole(1) };
const dispatch_action_config = object(
  {},
  { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) },
);

const duplicates = (values: unknown[]) => values.filter((value, index) => values.indexOf(value) !== index);

/** Options once each, and what stands in the element at the beginning is among them, word for word. */
function offered(element: Obj, at: string): Problem[] {
  const groups = objsOf(element.option_groups);
  const options = [...objsOf(element.options), ...groups.flatMap((group) => objsOf(group.options))];
  const initial = element.initial_option ? [element.initial_option] : objsOf(element.initial_options);
  const strange = initial.some((one) => !options.some((other) => isDeepStrictEqual(one, other)));
  const twice = duplicates(options.map(({ value }) => value)).length > 0;
  return [
    ...(strange ? [problem(at, 'initial option must be one of the options', 'invalid_initial')] : []),
    ...(twice ? [problem(at, 'option values need to be unique', 'duplicate_value')] : []),
  ];
}

function eitherOptions(element: Obj, at: string): Problem[] {
  const both = element.options !== undefined && element.option_groups !== undefined;
  const neither = element.options === undefined && element.option_groups === undefined;
  return [
    ...(both ? [problem(at, 'only one of options and option_groups allowed')] : []),
    ...(neither ? [problem(at, 'missing required field: options', 'missing_field')] : []),
    ...offered(element, at),
  ];
}

const menu = { options: list(option('menu'), limits.options), option_groups: optionGroups };
const boxes = (initial: Record<string, Rule>) =>
  object(
    { type, options: list(option('box'), limits.radio) },
    { ...base, ...initial, confirm, focus_on_load },
    offered,
  );
const picked = option('menu');
const pickedSome = list(picked, limits.options);
const min_query_length = whole(0, 255);
const filter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const conversation = { default_to_current_conversation: boolean, filter };
const names = list(name, limits.options);

export const selects: Record<string, Rule> = {
  static_select: object({ type }, { ...common, ...menu, initial_option: picked }, eitherOptions),
  external_select: object({ type }, { ...common, min_query_length, initial_option: picked }),
  users_select: object({ type }, { ...common, initial_user: name }),
  conversations_select: object(
    { type },
    { ...common, ...conversation, initial_conversation: name, response_url_enabled: boolean },
  ),
  channels_select: object({ type }, { ...common, initial_channel: name, response_url_enabled: boolean }),
};

export const multiSelects: Record<string, Rule> = {
  multi_static_select: object({ type }, { ...several, ...menu, initial_options: pickedSome }, eitherOptions),
  multi_external_select: object({ type }, { ...several, min_query_length, initial_options: pickedSome }),
  multi_users_select: object({ type }, { ...several, initial_users: names }),
  multi_conversations_select: object({ type }, { ...several, ...conversation, initial_conversations: names }),
  multi_channels_select: object({ type }, { ...several, initial_channels: names }),
};

export const choices: Record<string, Rule> = {
  radio_buttons: boxes({ initial_option: option('box') }),
  checkboxes: boxes({ initial_options: list(option('box'), limits.radio) }),
};

export const times: Record<string, Rule> = {
  datepicker: object({ type }, { ...common, initial_date: day }),
  timepicker: object({ type }, { ...common, initial_time: minute, timezone: text(limits.id) }),
};

export const datetimepicker: Record<string, Rule> = {
  datetimepicker: object(
    { type },
    { ...base, confirm, focus_on_load, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
  ),
};

export const buttons: Record<string, Rule> = {
  button: object(
    { type, text: plain(limits.buttonText) },
    {
      ...base,
      value: text(limits.buttonValue),
      url: url(limits.url),
      style,
      confirm,
      accessibility_label: text(limits.accessibilityLabel),
    },
  ),
  overflow: object({ type, options: list(option('overflow'), limits.overflow) }, { ...base, confirm }, offered),
};

const shortest = (element: Obj, at: string): Problem[] =>
  Number(element.min_length ?? 0) > Number(element.max_length ?? limits.input) ? [mismatch(at)] : [];
const typed = { ...base, placeholder, focus_on_load, dispatch_action_config, initial_value: text(limits.input) };
const number = matching(/^-?\d+(\.\d+)?$/);

export const inputs: Record<string, Rule> = {
  plain_text_input: object(
    { type },
    { ...typed, multiline: boolean, min_length: whole(0, limits.input), max_length: whole(1, limits.input) },
    shortest,
  ),
  email_text_input: object({ type }, typed),
  url_text_input: object({ type }, typed),
  number_input: object(
    { type, is_decimal_allowed: boolean },
    { ...typed, initial_value: number, min_value: number, max_value: number },
  ),
  file_input: object({ type }, { ...base, filetypes: list(text(limits.id), 100), max_files: whole(1, limits.files) }),
};

export const richInput: Record<string, Rule> = {
  rich_text_input: object(
    { type },
    { ...base, placeholder, focus_on_load, dispatch_action_config, initial_value: anything },
  ),
};

const file = { id: matching(/^F[A-Z0-9]{8,}$/), url: url(limits.url) };
/** A picture by one address: `image_url` or a file of Slack's own, which must have been worked through. */
export function pictured(ready: (id: string) => boolean) {
  const own: Rule = (value, at) => {
    const wrong = object({}, file, (one, where) =>
      (one.id === undefined) === (one.url === undefined) ? [mismatch(where)] : [],
    )(value, at);
    const id = (value as Obj | null)?.id;
    return wrong.length === 0 && typeof id === 'string' && !ready(id)
      ? [problem(at, 'invalid slack file', 'invalid_slack_file')]
      : wrong;
  };
  const fields = { image_url: url(limits.url), slack_file: own };
  const one = (image: Obj, at: string): Problem[] =>
    (image.image_url === undefined) === (image.slack_file === undefined)
      ? [problem(at, 'must define either image_url or slack_file', 'missing_field')]
      : [];
  return { fields, one };
}

export function imageElement(ready: (id: string) => boolean): Record<string, Rule> {
  const { fields, one } = pictured(ready);
  return { image: object({ type, alt_text: text(limits.altText) }, fields, one) };
}

const feedback = object(
  { text: plain(limits.buttonText), value: text(limits.buttonValue) },
  { accessibility_label: text(limits.accessibilityLabel) },
);
export const contextActions: Rule = byType({
  feedback_buttons: object({ type, positive_button: feedback, negative_button: feedback }, base),
  icon_button: object(
    { type, icon: text(limits.id), text: plain(limits.buttonText) },
    {
      ...base,
      value: text(limits.buttonValue),
      confirm,
      accessibility_label: text(limits.accessibilityLabel),
      visible_to_user_ids: list(name, 10),
    },
  ),
});

export const contextText: Record<string, Rule> = {
  plain_text: plain(limits.textObject),
  mrkdwn: mrkdwn(limits.textObject),
};
