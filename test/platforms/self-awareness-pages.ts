import { setTimeout as pause } from 'node:timers/promises';
import { type ToyBrowser, toyBrowser } from '../pages/browser.ts';
import { lasting } from './filling.ts';
import type { Emulator, Sheet } from './hands.ts';
import { type PageBrowser, type PageSheet, pageSheet } from './page-sheet.ts';
import { quiet } from './survival-stage.ts';
import type { WecomEmulator } from './wecom/index.ts';
import type { PlatformWorld } from './world.ts';

/** What someone answers, page by page: the page's title, and by label what stands in the field. */
export type Pages = Readonly<Record<string, Answers>>;
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** Links that were opened already, by person: a page goes on in the browser that has it. */
const used = new WeakMap<PlatformWorld, Set<string>>();
const browsers = new WeakMap<PlatformWorld, Map<string, ToyBrowser>>();

const QUESTIONS = 30;

/** Fills in page after page as the messenger shows them: sheets, pages in a browser, or question by question. */
export async function fillsPages(w: PlatformWorld, person: string, pages: Pages): Promise<void> {
  let before: PageSheet | null = null;
  for (const [title, answers] of Object.entries(pages)) {
    const next: Sheet | PageSheet | 'asked' = await shownNext(w, person, title, before);
    if (next === 'asked') await answersQuestions(w, person, title, answers);
    else {
      await fillsSheet(next, answers);
      await w.settle();
    }
    before = next !== 'asked' && 'page' in next ? next : null;
  }
}

/** What is in front of someone once `title` is: a courtesy, so it may come a moment later. */
async function shownNext(
  w: PlatformWorld,
  person: string,
  title: string,
  before: PageSheet | null,
): Promise<Sheet | PageSheet | 'asked'> {
  const [emulator, account] = [w.emulator(person), w.account(person)];
  for (let waited = 0; waited < 100; waited++) {
    const found = before?.next() ?? emulator.sheet(account) ?? (await openedPage(w, person));
    if (found?.title.includes(title)) return found;
    if (isAsked(emulator, account, title)) return 'asked';
    await pause(20);
  }
  const [shown] = lasting(emulator, account).slice(-1);
  throw new Error(`${person} is not shown “${title}”, but: ${before?.page.text ?? shown?.text}`);
}

const isAsked = (emulator: Emulator, account: string, title: string): boolean => {
  const text = lasting(emulator, account).at(-1)?.text ?? '';
  return text.split('\n')[0]?.includes(title) === true && /也可以回复|Or write:/.test(text);
};

/** Presses a button on what is in front of someone once everything has arrived. */
export async function pressesThen(w: PlatformWorld, person: string, label: string): Promise<void> {
  await quiet(w);
  await w.presses(person, label);
}

/** The page behind the newest link to a form that was not opened yet. */
async function openedPage(w: PlatformWorld, person: string): Promise<PageSheet | null> {
  const link = w
    .shown(person)
    .flatMap(({ links }) => links)
    .findLast((one) => one.includes('/forms/'));
  const known = used.get(w) ?? new Set<string>();
  used.set(w, known);
  if (!link || known.has(link)) return null;
  known.add(link);
  const emulator = w.emulator(person);
  if (emulator.platform === 'wecom') return pageSheet((emulator as WecomEmulator).browser(w.account(person)), link);
  return confirmedPage(w, person, link);
}

/** Where the messenger does not say who opens a page, the number on it is confirmed in the chat. */
async function confirmedPage(w: PlatformWorld, person: string, link: string): Promise<PageSheet | null> {
  const known = browsers.get(w) ?? new Map<string, ToyBrowser>();
  browsers.set(w, known);
  const browser: PageBrowser = known.get(person) ?? toyBrowser();
  known.set(person, browser as ToyBrowser);
  const page = await browser.post(`${link}/begin`, {});
  await w.settle();
  const number = /big-number">(\d\d)</.exec(page.text)?.[1];
  if (number) await w.presses(person, `是我，数字 ${number}`);
  return pageSheet(browser, page.url);
}

async function fillsSheet(sheet: Sheet, answers: Answers): Promise<void> {
  const left = new Set(Object.keys(answers));
  for (const label of sheet.labels()) {
    const key = [...left].find((one) => label.includes(one));
    if (key === undefined) continue;
    left.delete(key);
    await sheet.fill(label, await asOffered(sheet, label, answers[key] ?? ''));
  }
  // Fields that were shown only after others were filled in.
  for (const label of sheet.labels()) {
    const key = [...left].find((one) => label.includes(one));
    if (key === undefined) continue;
    left.delete(key);
    await sheet.fill(label, await asOffered(sheet, label, answers[key] ?? ''));
  }
  const wrong = await sheet.submit();
  // Nothing said to be wrong: the next page came in its place.
  if (wrong && Object.keys(wrong).length > 0) throw new Error(`${sheet.title} says ${JSON.stringify(wrong)}`);
  if (left.size > 0) throw new Error(`${sheet.title} asks for no ${[...left]}`);
}

/** Options by their whole label, as far as there are any. */
async function asOffered(sheet: Sheet, label: string, value: string | readonly string[]) {
  if (typeof value !== 'string') return value;
  const nothing = (): string[] => [];
  const options = await sheet.options(label).catch(nothing);
  return options.find((one) => one === value) ?? options.find((one) => one.startsWith(value)) ?? value;
}

/** Questions of one page; what is not in `answers` is skipped. */
async function answersQuestions(w: PlatformWorld, person: string, title: string, answers: Answers): Promise<void> {
  const [emulator, account] = [w.emulator(person), w.account(person)];
  for (let asked = 0; asked < QUESTIONS; asked++) {
    if (!isAsked(emulator, account, title)) return;
    const question = lasting(emulator, account).at(-1);
    const key = Object.keys(answers).find((one) => question?.text.includes(one));
    const value = key === undefined ? '跳过' : [answers[key] ?? ''].flat().join('、');
    const pressed = question?.buttons.includes(value) ?? false;
    if (pressed) await emulator.pressesOn(account, question?.id ?? '', value);
    else await emulator.says(account, value);
    await w.settle();
  }
  throw new Error(`the questions of “${title}” do not end: ${lasting(emulator, account).at(-1)?.text}`);
}
