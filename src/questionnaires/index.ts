import type { DueTimer, Effect, Feature, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { sentence } from '../platform/card.ts';
import { answering, previewForm } from './answering/index.ts';
import { nextPruning, pruneAnswers } from './answering/retention.ts';
import { words } from './messages.ts';
import type { Part } from './part.ts';
import { codesView, departed, followAllMoved, homeCards, mineCard, overview, rounds } from './rounds/index.ts';
import {
  commandedResults,
  commandedSheet,
  departedSettlers,
  pruneDrafts,
  resultsPage,
  sheetPage,
  sheets,
} from './sheets/index.ts';

export { codes } from './rounds/index.ts';

/** By what their actions, forms and timers begin with. */
const parts: Record<string, Part> = { answer: answering, round: rounds, sheet: sheets };

/** What people say of their own work: asked in rounds, answered in cards, settled by the head as the department's statement. */
export const questionnaires: Feature = {
  name: 'questionnaires',
  commands: [
    {
      name: 'questionnaire',
      aliases: ['问卷'],
      help: {
        en: 'ask departments what they do and need, see how far it is; {{/questionnaire}} sheet [department]; {{/questionnaire}} results; {{/questionnaire}} preview KEY',
        'zh-CN':
          '向部门发起问卷、查看进度；{{/questionnaire|问卷}} 部门表 [部门]；{{/questionnaire|问卷}} 结果；{{/questionnaire|问卷}} 预览 KEY',
      },
    },
    {
      name: 'mine',
      aliases: ['我的'],
      help: { en: 'what waits for your answer', 'zh-CN': '等我回答的内容' },
    },
  ],
  commanded,
  clicked,
  form: async (turn, name, context) => {
    const [part, rest] = partOf(name, '.');
    return part ? part.form(turn, rest, context) : unknown(turn);
  },
  submitted: async (turn, name, context, answers) => {
    const [part, rest] = partOf(name, '.');
    return part ? part.submitted(turn, rest, context, answers) : { effects: [] };
  },
  wakes,
  recurring: [{ name: 'prune', next: nextPruning, catchUp: 'latest' }],
  recurs,
  home: homeCards,
  departed: async (turn, people) => [...(await departed(turn, people)), ...(await departedSettlers(turn, people))],
  views: [codesView, sheetPage, resultsPage],
  assets: { folder: 'src/questionnaires/assets' },
};

async function commanded(turn: Turn, command: string, text: string): Promise<Outcome> {
  if (command === 'mine') return { effects: [], reply: { kind: 'whisper', card: await mineCard(turn) } };
  const sheet = /^(?:sheet|部门表)(?:\s+(.*))?$/iu.exec(text.trim());
  if (sheet) return commandedSheet(turn, sheet[1] ?? '');
  if (/^(?:results|结果)$/iu.test(text.trim())) return commandedResults(turn);
  const preview = /^(?:preview|预览)(?:\s+(\S+))?$/iu.exec(text.trim());
  if (!preview) return overview(turn);
  const form = await previewForm(turn, preview[1] ?? '');
  return { effects: [], reply: 'fields' in form ? { kind: 'form', form } : { kind: 'whisper', card: form } };
}

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const [part, rest] = partOf(action, '.');
  return part ? part.clicked(turn, rest, value) : { effects: [], reply: { kind: 'whisper', card: unknown(turn) } };
}

async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const [name, part] of Object.entries(parts)) {
    // What moves a round moves its sheets.
    const own = timers.filter(
      ({ key }) => key.startsWith(`${name}/`) || (name === 'sheet' && key.startsWith('round/')),
    );
    if (own.length > 0) effects.push(...(await part.wakes(turn, own)));
  }
  return effects;
}

/** Once a night. */
async function recurs(turn: TimeTurn): Promise<Effect[]> {
  await pruneAnswers(turn.tx, turn.now);
  await pruneDrafts(turn.tx, turn.now);
  return followAllMoved(turn);
}

function partOf(name: string, sign: '.' | '/'): [Part | undefined, string] {
  const at = name.indexOf(sign);
  return [parts[name.slice(0, at)], name.slice(at + 1)];
}

const unknown = ({ person }: Turn) => sentence(words(person.locale, person.zone)('no.unknown'));
