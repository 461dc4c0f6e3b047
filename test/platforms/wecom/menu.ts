import { type Asked, checkAgentIn, type Endpoints, get, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import type { Fields } from './fields.ts';
import { limits } from './limits.ts';
import type { State } from './state.ts';

const { menu: most } = limits;

/** An entry as a person sees it. */
export interface MenuEntry {
  name: string;
  /** What the app is told when it is pressed; null where it opens a page or more entries. */
  key: string | null;
  url: string | null;
  below: MenuEntry[];
}

export const menuEndpoints: Endpoints = {
  'menu/create': post((asked) => {
    checkAgentIn(asked);
    const request = jsonOf(asked);
    const buttons = request.list('button', { min: 1, max: most.top, few: 40016, many: 40016 });
    for (const button of buttons) checkTop(button);
    request.end();
    asked.state.menu = buttons.map(({ raw }) => raw);
    return {};
  }),
  'menu/get': get((asked: Asked) => {
    checkAgentIn(asked);
    if (!asked.state.menu) decline(46003, 'no exist menu data');
    return { button: asked.state.menu };
  }),
  'menu/delete': get((asked) => {
    checkAgentIn(asked);
    asked.state.menu = null;
    return {};
  }),
};

const types = [
  'click',
  'view',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'view_miniprogram',
];

const topCodes = { type: 40017, name: 40018, key: 40019, url: 40020 };
const subCodes = { type: 40024, name: 40025, key: 40026, url: 40027 };

function checkTop(button: Fields): void {
  button.text('name', { missing: topCodes.name, bytes: most.topNameBytes, tooLong: topCodes.name });
  if (button.has('sub_button')) {
    const below = button.list('sub_button', { min: 1, max: most.sub, few: 40023, many: 40023 });
    for (const entry of below) {
      if (entry.has('sub_button')) refuse(40022, 'a menu has two levels');
      entry.text('name', { missing: subCodes.name, bytes: most.subNameBytes, tooLong: subCodes.name });
      checkKind(entry, subCodes, most.subKeyBytes);
      entry.end();
    }
    if (button.has('type') || button.has('key')) refuse(topCodes.type, 'an entry with entries below does nothing');
  } else checkKind(button, topCodes, most.keyBytes);
  button.end();
}

function checkKind(entry: Fields, codes: typeof topCodes, keyBytes: number): void {
  const type = entry.text('type', { missing: codes.type });
  if (!types.includes(type)) refuse(codes.type, `menu type ${type} is unknown`);
  if (type === 'view') {
    entry.url('url', { missing: codes.url, bytes: most.urlBytes, tooLong: codes.url });
  } else if (type === 'view_miniprogram') {
    entry.text('pagepath', { missing: codes.url });
    entry.text('appid', { missing: codes.url });
  } else entry.text('key', { missing: codes.key, bytes: keyBytes, tooLong: codes.key });
}

/** The menu below the conversation with the app. */
export function menuOf(state: State): MenuEntry[] {
  const entry = (raw: unknown): MenuEntry => {
    const { name, key, url, sub_button: below } = raw as Record<string, unknown>;
    return {
      name: String(name),
      key: typeof key === 'string' ? key : null,
      url: typeof url === 'string' ? url : null,
      below: Array.isArray(below) ? below.map(entry) : [],
    };
  };
  return (state.menu ?? []).map(entry);
}
