import type { Emulator, Sheet } from './hands.ts';
import { pageSheet } from './page-sheet.ts';
import type { WecomEmulator } from './wecom/index.ts';

/** How a person answers what the bot asks, whatever the messenger: a sheet, a page behind a link, or question by question. */
export async function fillIn(
  emulator: Emulator,
  account: string,
  answers: Readonly<Record<string, string>>,
  settle: () => Promise<void>,
): Promise<void> {
  const sheet = emulator.sheet(account) ?? (await pageOf(emulator, account));
  if (!sheet) return answerQuestions(emulator, account, answers, settle);
  for (const label of sheet.labels()) {
    const value = answerTo(label, answers);
    if (value !== undefined) await sheet.fill(label, value);
  }
  const wrong = await sheet.submit();
  if (wrong) throw new Error(`the form says ${JSON.stringify(wrong)}`);
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

const isQuestion = (text: string) => /也可以回复|Or write:/.test(text);

/** Answers question after question; what is not in `answers` is skipped. */
async function answerQuestions(
  emulator: Emulator,
  account: string,
  answers: Readonly<Record<string, string>>,
  settle: () => Promise<void>,
): Promise<void> {
  for (let asked = 0; asked < 20; asked++) {
    const question = emulator.shown(account).findLast(({ passing }) => !passing);
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
  throw new Error('the questions do not end');
}
