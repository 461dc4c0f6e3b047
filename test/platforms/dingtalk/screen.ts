import type { Shown } from '../hands.ts';
import { draw } from './markdown.ts';
import { addresses, picture } from './messages.ts';
import { type Item, screenOf, viewFor, type World } from './world.ts';

/** What someone's chats show now, oldest first. */
export function shownTo(world: World, account: string): Shown[] {
  return screenOf(world, account)
    .filter((item) => item.kind === 'card' || !item.recalled)
    .map((item) => ({ id: item.id, options: [], passing: false, ...drawn(world, account, item) }));
}

function drawn(world: World, account: string, item: Item): Omit<Shown, 'id' | 'options' | 'passing'> {
  if (item.kind === 'message') {
    const { text, buttons, links, files } = item.message;
    return { text, buttons: buttons.map(({ label }) => label), edited: false, files, links };
  }
  const view = viewFor(item.card, account);
  const body = draw(view.body);
  const lines = [view.title, body.text, view.asOf, view.fields.length > 0 ? view.formTitle : ''];
  return {
    text: lines.filter((line) => line !== '').join('\n'),
    buttons: view.buttons.map(({ text }) => text),
    edited: item.card.edited.has(account),
    files: body.images.map((url) => picture(world, url)),
    links: [...body.links.map(({ url }) => url), ...addresses(body.text)],
  };
}
