import { applyAnswer } from './cards.ts';
import { limits } from './limits.ts';
import type { Quota } from './quota.ts';
import { alone } from './said.ts';
import { isJson, type Json } from './shape.ts';
import { objectIn, type Stream } from './stream.ts';
import type { Card, Chat, Person, World } from './world.ts';

export interface Clicks {
  /** The click goes to the app, and its answer onto the card. Rejects with what the person sees when that fails. */
  send(person: Person, card: Card, chat: Chat, actionId: string, params: Json): Promise<void>;
  /** Under which key the content of a click comes: some clients use the other. */
  under: 'content' | 'value';
}

export function clicks(world: World, quota: Quota, stream: Stream): Clicks {
  const self: Clicks = {
    under: 'content',
    async send(person, card, chat, actionId, params) {
      // Without callbackType nobody hears of it, and nothing happens on the card.
      if (!card.callback) throw new Error('nothing happens: the card was made without callbackType');
      const data = clicked(world, person, card, chat, { [self.under]: content(actionId, params) });
      quota.message();
      const topic = '/v1.0/card/instances/callback';
      const { cardMs: withinMs } = world.patience;
      const { cardTries: tries } = limits;
      let applied = true;
      await stream.deliver({ type: 'CALLBACK', topic, data, headers: {}, withinMs, tries, sameFrame: true }, (ack) => {
        const response = objectIn(ack)?.response;
        if (isJson(response)) applied = applyAnswer(world, card, person.account, response);
      });
      if (!applied) throw new Error('the card shows an error: the answer cannot be applied');
    },
  };
  return self;
}

function content(actionId: string, params: Json): string {
  return JSON.stringify({ cardPrivateData: { actionIds: [actionId], params } });
}

function clicked(world: World, person: Person, card: Card, chat: Chat, more: Json): Json {
  const userId = card.userIdType === 2 ? person.unionId : person.account;
  return {
    type: 'actionCallback',
    outTrackId: card.outTrackId,
    corpId: world.app.corpId,
    userId,
    userIdType: card.userIdType,
    spaceType: 'IM',
    spaceId: chat.group ?? alone(world, person),
    extension: '{}',
    ...more,
  };
}
