import { type Obj, objOf } from '../json.ts';
import { limits } from '../limits.ts';
import {
  buttons,
  choices,
  contextActions,
  contextText,
  datetimepicker,
  imageElement,
  inputs,
  multiSelects,
  pictured,
  richInput,
  selects,
  times,
} from './elements.ts';
import { richText } from './rich-text.ts';
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
  url,
  whole,
} from './rules.ts';
import { anyText, plain } from './texts.ts';

const type = anything;
const block_id = text(limits.id);
const id = { block_id };
const menus = { ...selects, ...multiSelects, ...choices, ...times };

const actions = object(
  { type, elements: list(byType({ ...buttons, ...menus, ...datetimepicker, ...richInput }), limits.actionsElements) },
  id,
  ownActions,
);

/** Within one block an `action_id` stands once. */
function ownActions(block: Obj, at: string): Problem[] {
  const ids = (Array.isArray(block.elements) ? block.elements : []).map((one) => objOf(one).action_id);
  const twice = ids.findIndex((one, index) => one !== undefined && ids.indexOf(one) !== index);
  return twice < 0
    ? []
    : [problem(`${at}/elements/${twice}/action_id`, 'Action ID needs to be unique', 'duplicate_id')];
}

function section(ready: Context['fileReady']): Rule {
  const accessory = byType({ ...buttons, ...menus, ...imageElement(ready) });
  const fields = list(anyText(limits.sectionField), limits.sectionFields);
  return object(
    { type },
    { ...id, text: anyText(limits.sectionText), fields, accessory, expand: boolean },
    (block, at) =>
      block.text === undefined && block.fields === undefined
        ? [problem(at, 'must define either `text` or `fields`', 'missing_field')]
        : [],
  );
}

function image(ready: Context['fileReady']): Rule {
  const { fields, one } = pictured(ready);
  return object({ type, alt_text: text(limits.altText) }, { ...id, ...fields, title: plain(limits.imageTitle) }, one);
}

const input = object(
  { type, label: plain(limits.label), element: byType({ ...inputs, ...menus, ...datetimepicker, ...richInput }) },
  { ...id, hint: plain(limits.hint), optional: boolean, dispatch_action: boolean },
  (block, at) =>
    block.dispatch_action === true && objOf(block.element).type === 'file_input'
      ? [problem(at, 'dispatch_action is not supported with file_input')]
      : [],
);

const cell = byType({
  raw_text: object({ type, text: text(limits.textObject) }),
  raw_number: object({ type, value: anything }, { text: anything }),
  rich_text: richText,
});
const table = object(
  { type, rows: list(list(cell, limits.tableCells), limits.tableRows) },
  { ...id, column_settings: list(anything, limits.tableCells) },
);

const video = object(
  {
    type,
    alt_text: text(limits.altText),
    title: plain(limits.videoTitle),
    thumbnail_url: url(limits.url),
    video_url: url(limits.url),
  },
  {
    ...id,
    author_name: text(limits.videoAuthor),
    description: plain(200),
    provider_icon_url: url(limits.url),
    provider_name: anything,
    title_url: url(limits.url),
  },
);

const alert = object(
  { type, text: anyText(limits.textObject) },
  { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
);

function card(ready: Context['fileReady']): Rule {
  const picture = imageElement(ready).image ?? anything;
  return object(
    { type },
    {
      ...id,
      hero_image: picture,
      icon: picture,
      title: anyText(limits.cardTitle),
      subtitle: anyText(limits.cardTitle),
      body: anyText(limits.cardBody),
      actions: list(byType(buttons), limits.actionsElements),
    },
    (block, at) =>
      ['hero_image', 'title', 'actions', 'body'].some((key) => block[key] !== undefined)
        ? []
        : [problem(at, 'must define one of hero_image, title, actions or body', 'missing_field')],
  );
}

function container(ready: Context['fileReady']): Rule {
  const child = byType({
    section: section(ready),
    actions,
    context: context(ready),
    divider,
    image: image(ready),
    rich_text: richText,
    header,
  });
  return object(
    { type, child_blocks: list(child, 10) },
    {
      ...id,
      title: plain(150),
      subtitle: plain(150),
      width: anything,
      is_collapsible: boolean,
      default_collapsed: boolean,
      icon: anything,
    },
  );
}

const header = object({ type, text: plain(limits.header) }, { ...id, level: whole(1, 4) });
const divider = object({ type }, id);
const context = (ready: Context['fileReady']) =>
  object({ type, elements: list(byType({ ...contextText, ...imageElement(ready) }), limits.contextElements) }, id);

/** The blocks a surface takes, by type; a block that stands elsewhere is an unsupported type here. */
export function kindsFor({ surface, fileReady }: Context): Record<string, Rule> {
  const everywhere = {
    section: section(fileReady),
    header,
    divider,
    context: context(fileReady),
    actions,
    image: image(fileReady),
    rich_text: richText,
    video,
  };
  if (surface !== 'message') return { ...everywhere, input };
  return {
    ...everywhere,
    table,
    alert,
    card: card(fileReady),
    carousel: object({ type, elements: list(card(fileReady), limits.carouselCards) }, id),
    container: container(fileReady),
    markdown: object({ type, text: text(limits.markdown) }, id),
    context_actions: object({ type, elements: list(contextActions, limits.contextActions) }, id, ownActions),
  };
}
