import type { Emulator, SentFile } from '../hands.ts';
import type { Clicks } from './clicks.ts';
import type { Company } from './company.ts';
import type { Quota } from './quota.ts';
import { contentsOf, robotParcel } from './said.ts';
import { shownTo } from './screen.ts';
import type { Json } from './shape.ts';
import { sheetOn } from './sheet.ts';
import type { Stream } from './stream.ts';
import type { Webhooks } from './webhook.ts';
import { type Group, type Item, type Person, screenOf, viewFor, type World } from './world.ts';

interface Works {
  world: World;
  quota: Quota;
  stream: Stream;
  webhooks: Webhooks;
  clicks: Clicks;
  company: Company;
}

type Hands = Pick<Emulator, 'says' | 'shown' | 'presses' | 'pressesOn' | 'chooses' | 'sheet'> & {
  saysInGroup(account: string, group: string, text: string, how: { mention: boolean }): Promise<void>;
  rustles(account: string, message: string): Promise<void>;
  forges(account: string, card: string, actionId: string, params: Json): Promise<void>;
};

/** What the company's people do in their chats. */
export function people(works: Works): Hands {
  const { world } = works;
  const says = async (account: string, text: string, files: readonly SentFile[] = []) =>
    say(works, personOf(world, account), null, text, files);
  const press = async (account: string, items: readonly Item[], label: string) =>
    pressOn(works, personOf(world, account), items, label);
  return {
    says,
    async saysInGroup(account, title, text, { mention }) {
      const group = works.company.group(title, [account]);
      const person = personOf(world, account);
      // The mention itself is cut out on the way, the space after it stays.
      if (mention && group.robot) await say(works, person, group, ` ${text}`, []);
      else world.typed.add(text);
    },
    shown: (account) => shownTo(world, account),
    presses: (account, label) => press(account, screenOf(world, account).toReversed(), label),
    pressesOn: (account, message, label) =>
      press(
        account,
        screenOf(world, account).filter(({ id }) => id === message),
        label,
      ),
    async rustles(account, message) {
      const item = screenOf(world, account).find(({ id }) => id === message);
      if (item?.kind !== 'card') throw new Error(`no card ${message} is shown to ${account}`);
      await works.clicks.send(personOf(world, account), item.card, item.chat, 'local', {});
    },
    async forges(account, id, actionId, params) {
      const card = world.cards.get(id);
      if (!card) throw new Error(`there is no card ${id}`);
      await works.clicks.send(personOf(world, account), card, { group: null }, actionId, params);
    },
    chooses: () => Promise.reject(new Error('cards of DingTalk have no select of ours')),
    sheet(account) {
      const item = withForm(world, account);
      if (!item) return null;
      return sheetOn({
        view: viewFor(item.card, account),
        now: () => viewFor(item.card, account),
        typed: (text) => world.typed.add(text),
        send: (params) => works.clicks.send(personOf(world, account), item.card, item.chat, 'form', params),
      });
    },
  };
}

function personOf(world: World, account: string): Person {
  const person = world.people.get(account);
  if (!person) throw new Error(`${account} is not in the company`);
  return person;
}

async function say(
  { world, quota, stream, webhooks }: Works,
  person: Person,
  group: Group | null,
  text: string,
  files: readonly SentFile[],
): Promise<void> {
  world.typed.add(text);
  for (const content of contentsOf(world, text, files))
    await stream.deliver(robotParcel(world, quota, webhooks, person, group, content));
}

async function pressOn(works: Works, person: Person, items: readonly Item[], label: string): Promise<void> {
  for (const item of items) {
    if (item.kind === 'card') {
      const button = viewFor(item.card, person.account).buttons.find(({ text }) => text === label);
      if (!button) continue;
      return works.clicks.send(person, item.card, item.chat, button.id, { value: button.value });
    }
    const button = item.recalled ? undefined : item.message.buttons.find((one) => one.label === label);
    if (!button) continue;
    // In a group the words go to everyone and mention nobody: the robot does not hear of them.
    if (item.chat.group !== null) return;
    return say(works, person, null, button.says, []);
  }
  throw new Error(`nothing shown to ${person.account} has a button ${label}`);
}

/** The card whose form came up last for this person. */
function withForm(world: World, account: string): Extract<Item, { kind: 'card' }> | null {
  const cards = screenOf(world, account).filter((item) => item.kind === 'card');
  const open = cards.filter(({ card }) => viewFor(card, account).fields.length > 0);
  const since = (item: (typeof open)[number]) => item.card.forms.get(account)?.at ?? 0;
  return open.toSorted((one, other) => since(other) - since(one))[0] ?? null;
}
