import { setTimeout as pause } from 'node:timers/promises';
import type { Emulator, Sheet, Shown } from './hands.ts';
import { pageSheet } from './page-sheet.ts';
import type { WecomEmulator } from './wecom/index.ts';

/** How a person answers what the bot asks, whatever the messenger: a sheet, a page behind a link, or question by question. */
export async function fillIn(
  emulator: Emulator,
  account: string,
  answers: Readonly<Record<string, string>>,
  settle: () => Promise<void>,
): Promise<void> {
  const sheet = await asked(emulator, account);
  if (!sheet) return answerQuestions(emulator, account, answers, settle);
  for (const label of sheet.labels()) {
    const value = answerTo(label, answers);
    if (value === undefined) continue;
    const options = await optionsFor(sheet, label, value);
    // Times are chips, and beside them stands a field for one's own words.
    const option = options.find((one) => one === value) ?? options.find((one) => one.startsWith(value));
    if (options.length === 0 || option) await sheet.fill(label, option ?? value);
  }
  const wrong = await sheet.submit();
  if (wrong) throw new Error(`the form says ${JSON.stringify(wrong)}`);
}

/** Those that are there, or those a search for `typed` finds. */
async function optionsFor(sheet: Sheet, label: string, typed: string): Promise<string[]> {
  const nothing = (): string[] => [];
  const all = await sheet.options(label).catch(nothing);
  const found = await sheet.options(label, typed).catch(nothing);
  return [...all, ...found];
}

/** A form is a courtesy, so it may come a moment after what was pressed is acknowledged. */
async function asked(emulator: Emulator, account: string): Promise<Sheet | null> {
  for (let waited = 0; waited < 100; waited++) {
    const sheet = emulator.sheet(account) ?? (await pageOf(emulator, account));
    if (sheet) return sheet;
    if (isQuestion(lasting(emulator, account).at(-1)?.text ?? '')) return null;
    await pause(20);
  }
  return null;
}

/** The answer whose label, or part of a label, stands in `text`. */
function answerTo(text: string, answers: Readonly<Record<string, string>>): string | undefined {
  const key = Object.keys(answers).find((one) => text.includes(one));
  return key === undefined ? undefined : answers[key];
}

async function pageOf(emulator: Emulator, account: string): Promise<Sheet | null> {
  const link = emulator
    .shown(account)
    .at(-1)
    ?.links.find((one) => one.includes('/forms/'));
  if (!link || emulator.platform !== 'wecom') return null;
  return pageSheet((emulator as WecomEmulator).browser(account), link);
}

/** A card of WeCom too small for its words comes after them: the two are one message to whoever reads. */
export function lasting(emulator: Emulator, account: string): Shown[] {
  const found: Shown[] = [];
  for (const message of emulator.shown(account)) {
    if (message.passing) continue;
    const text = message.text.replace(/^(下游|Xiayou) · [^\n]*\n/, '');
    const before = /全文见上一条消息|in the message above/.test(text) ? found.pop() : undefined;
    found.push({ ...message, text: before ? `${before.text}\n${text}` : text });
  }
  return found;
}

const isQuestion = (text: string) => /也可以回复|Or write:/.test(text);

/** Answers question after question; what is not in `answers` is skipped. */
async function answerQuestions(
  emulator: Emulator,
  account: string,
  answers: Readonly<Record<string, string>>,
  settle: () => Promise<void>,
): Promise<void> {
  for (let asked = 0; asked < 20; asked++) {
    const question = lasting(emulator, account).at(-1);
    if (!question || !isQuestion(question.text)) {
      if (asked === 0) throw new Error(`nothing is being asked, but: ${question?.text}`);
      return;
    }
    const value = answerTo(question.text, answers) ?? '跳过';
    if (question.buttons.includes(value)) await emulator.pressesOn(account, question.id, value);
    else if (question.options.includes(value)) await emulator.chooses(account, [value]);
    else await emulator.says(account, value);
    await settle();
  }
  throw new Error(`the questions do not end: ${lasting(emulator, account).at(-1)?.text}`);
}
