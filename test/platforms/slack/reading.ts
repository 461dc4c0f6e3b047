import type { Shown } from '../hands.ts';
import { elementsOf } from './blocks/check.ts';
import { isObj, type Obj, objOf, objsOf, textOf } from './json.ts';
import { mrkdwnShown, plainShown, type Reader } from './mrkdwn.ts';
import { richLines } from './rich-reading.ts';
import { app, type Message, type User, type View, type Workspace } from './workspace.ts';

/** All blocks of a message, those in attachments too. */
export const blocksIn = (message: Message): Obj[] => [
  ...message.blocks,
  ...message.attachments.flatMap(({ blocks }) => objsOf(blocks)),
];

/** Elements a choice is made in. */
export const choosable = (element: Obj): boolean => /_select$|^radio_buttons$|^checkboxes$/.test(textOf(element.type));

/** Options of a menu or of boxes, those in groups too. */
export const optionsIn = (element: Obj): Obj[] => [
  ...objsOf(element.options),
  ...objsOf(element.option_groups).flatMap((group) => objsOf(group.options)),
];

export const optionLabel = (option: Obj): string => plainShown(textOf(objOf(option.text).text));

/** What this person sees of the bot, oldest first. */
export function messagesFor(space: Workspace, account: string): Message[] {
  return space.messages.filter(({ user, onlyFor, channel }) => {
    if (user !== app.user || (onlyFor !== null && onlyFor !== account)) return false;
    return space.channels.get(channel)?.members.has(account) ?? false;
  });
}

/** What the bot wrote in a channel, as whoever is in it reads it. */
export function channelShown(space: Workspace, channel: string) {
  const [somebody] = [...(space.channels.get(channel)?.members ?? [])].flatMap((id) => space.users.get(id) ?? []);
  if (!somebody) throw new Error(`nobody is in ${channel}`);
  const there = space.messages.filter(
    (one) => one.channel === channel && one.user === app.user && one.onlyFor === null,
  );
  return there.map((message) => {
    const { id, text, buttons } = messageShown(space, message, somebody);
    return { id, text, buttons, thread: message.threadTs };
  });
}

export function messageShown(space: Workspace, message: Message, viewer: User): Shown {
  const reader: Reader = { space, viewer, links: [] };
  const blocks = blocksIn(message);
  const beside = message.attachments.flatMap((one) => [textOf(one.pretext), textOf(one.title), textOf(one.text)]);
  const written = message.blocks.length === 0 ? [mrkdwnShown(message.text, reader)] : [];
  const lines = [
    ...written,
    ...blocks.flatMap((block) => linesOf(block, reader)),
    ...beside.map((text) => mrkdwnShown(text, reader)),
  ];
  const files = message.files.flatMap((id) => space.files.get(id)?.name ?? []);
  return {
    id: message.ts,
    text: lines.filter((line) => line !== '').join('\n'),
    ...partsOf(blocks, reader),
    edited: message.changed,
    passing: message.onlyFor !== null,
    files: [...files, ...blocks.flatMap((block) => picturesIn(block, space))],
  };
}

export function viewShown(space: Workspace, view: View, viewer: User): Shown {
  const reader: Reader = { space, viewer, links: [] };
  const blocks = objsOf(view.content.blocks);
  return {
    id: view.id,
    text: blocks
      .flatMap((block) => linesOf(block, reader))
      .filter((line) => line !== '')
      .join('\n'),
    ...partsOf(blocks, reader),
    edited: false,
    passing: false,
    files: blocks.flatMap((block) => picturesIn(block, space)),
  };
}

/** Labels a person can press: buttons, and what is behind the three dots. */
export function pressable(element: Obj): string[] {
  if (element.type === 'button' || element.type === 'icon_button') return [optionLabel(element)];
  return element.type === 'overflow' ? objsOf(element.options).map(optionLabel) : [];
}

export function withElements(block: Obj): Obj[] {
  const inside = [...objsOf(block.child_blocks), ...(block.type === 'carousel' ? objsOf(block.elements) : [])];
  const own = block.type === 'card' ? objsOf(block.actions) : elementsOf(block);
  return [...own, ...inside.flatMap(withElements)];
}

function partsOf(blocks: readonly Obj[], reader: Reader): Pick<Shown, 'buttons' | 'options' | 'links'> {
  const elements = blocks.flatMap(withElements);
  const menu = elements.find(choosable);
  const opened = elements
    .flatMap((element) => [element, ...objsOf(element.options)])
    .flatMap(({ url }) => textOf(url) || []);
  return {
    buttons: elements.flatMap(pressable),
    options: menu ? optionsIn(menu).map(optionLabel) : [],
    links: [...reader.links, ...opened],
  };
}

function shownText(value: unknown, reader: Reader): string {
  if (!isObj(value)) return '';
  const text = textOf(value.text);
  return value.type === 'mrkdwn' ? mrkdwnShown(text, reader) : plainShown(text);
}

/** The words of a block, a line for each of its parts. */
function linesOf(block: Obj, reader: Reader): string[] {
  const shown = (value: unknown) => shownText(value, reader);
  switch (block.type) {
    case 'section':
      return [shown(block.text), ...objsOf(block.fields).map(shown), ...boxLines(objOf(block.accessory), shown)];
    case 'header':
    case 'alert':
      return [shown(block.text)];
    case 'context':
      return objsOf(block.elements).map(shown);
    case 'actions':
      return objsOf(block.elements).flatMap((element) => boxLines(element, shown));
    case 'input':
      return [shown(block.label), shown(block.hint)];
    case 'image':
      return [shown(block.title)];
    case 'markdown':
      return [textOf(block.text)];
    case 'rich_text':
      return richLines(block, reader);
    case 'table':
      return (Array.isArray(block.rows) ? block.rows : []).map((row) =>
        objsOf(row)
          .map((cell) => cellText(cell, reader))
          .join(' | '),
      );
    case 'card':
      return [shown(block.title), shown(block.subtitle), shown(block.body)];
    case 'carousel':
      return objsOf(block.elements).flatMap((card) => linesOf(card, reader));
    case 'container':
      return [
        shown(block.title),
        shown(block.subtitle),
        ...objsOf(block.child_blocks).flatMap((child) => linesOf(child, reader)),
      ];
    default:
      return [];
  }
}

/** Boxes and radio buttons lie open: their options are read like any text. Menus are closed. */
function boxLines(element: Obj, shown: (value: unknown) => string): string[] {
  if (element.type !== 'checkboxes' && element.type !== 'radio_buttons') return [];
  return objsOf(element.options).flatMap((option) => [shown(option.text), shown(option.description)]);
}

const cellText = (cell: Obj, reader: Reader): string =>
  cell.type === 'rich_text' ? richLines(cell, reader).join(' ') : String(cell.text ?? cell.value ?? '');

function picturesIn(block: Obj, space: Workspace): string[] {
  const candidates = [block, objOf(block.accessory), objOf(block.hero_image), ...objsOf(block.elements)];
  return candidates.flatMap((one) => {
    const file = space.files.get(textOf(objOf(one.slack_file).id));
    return file?.name ?? (textOf(one.image_url) || []);
  });
}
