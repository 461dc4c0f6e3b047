import type { Effect, Feature, Outcome, Turn } from '../../src/engine/feature.ts';
import type { Card } from '../../src/platform/card.ts';
import { sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { everyElement, longWords, requestCard } from './gallery-cards.ts';
import { everyField } from './gallery-form.ts';

/** A feature that shows every element of a card and every field of a form, and answers to every way of using them. */
export const gallery: Feature = {
  name: 'gallery',
  commands: [
    {
      name: 'request',
      aliases: ['请求'],
      help: { en: 'Ask another department for something', 'zh-CN': '向其他部门提出请求' },
    },
    { name: 'cards', aliases: ['卡片'], help: { en: 'Show every kind of card', 'zh-CN': '查看所有卡片' } },
    { name: 'chain', aliases: ['链路'], help: { en: 'Where an order stands now', 'zh-CN': '查看订单现在到了哪一步' } },
    { name: 'duty', aliases: ['值班'], help: { en: 'Who is on duty', 'zh-CN': '查看今天谁值班' } },
  ],
  async commanded(turn, command, text) {
    if (command === 'request') return { effects: [], reply: { kind: 'form', form: everyField(turn.person.locale) } };
    if (command === 'duty')
      return { effects: [], reply: { kind: 'whisper', card: sentence('今天值班：刘洋', 'plain') } };
    if (command === 'chain') return posted(turn, longWords(text));
    const [picture] = turn.files;
    return posted(turn, ...everyElement(turn.person.locale, picture ?? 'missing'));
  },
  async overheard(turn, text) {
    return posted(turn, sentence(`你说了 ${[...text].length} 个字`));
  },
  async clicked(turn, action, value) {
    if (action === 'form') return { effects: [], reply: { kind: 'form', form: everyField(turn.person.locale) } };
    if (action === 'whisper')
      return { effects: [], reply: { kind: 'whisper', card: sentence(`R-1042 · ${value}`, 'good') } };
    const card = requestCard(turn.person.locale, 'good');
    return { effects: [{ kind: 'update', to: turn.person.id, slot: 'request', card }] };
  },
  async form(turn, name): Promise<Form | Card> {
    return name === 'everything' ? everyField(turn.person.locale) : sentence('这张表单已经关闭。', 'warn');
  },
  async submitted(turn, _name, _context, answers) {
    if (answers.what === '?') return { effects: [], reply: { kind: 'problems', fields: { what: '请写明需要什么。' } } };
    const facts = Object.entries(answers).map(([label, value]) => ({ label, value: value || '—' }));
    return posted(turn, { title: '已提交', tone: 'good', elements: [{ kind: 'facts', facts }], buttons: [] });
  },
};

function posted(turn: Turn, ...cards: Card[]): Outcome {
  const slot = (card: Card) => (card.buttons.length > 1 ? { slot: 'request' } : {});
  const effects = cards.map(
    (card): Effect => ({ kind: 'post', to: turn.person.id, card, priority: 'reply', ...slot(card) }),
  );
  return { effects };
}
