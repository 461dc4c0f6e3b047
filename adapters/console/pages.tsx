import type { Context } from 'hono';
import { onDuty } from '../../src/org/duty.ts';
import type { Locale, Organisation } from '../../src/org/organisation.ts';
import { Entries } from './draw/conversation.tsx';
import { DemoBar } from './draw/demo.tsx';
import { Login, Nobody } from './draw/login.tsx';
import { App, Chat, Page } from './draw/page.tsx';
import { Settings } from './draw/settings.tsx';
import { type Group, peopleByDepartment, Sidebar } from './draw/sidebar.tsx';
import type { Viewer } from './draw/view.ts';
import { type Say, words } from './messages.ts';
import type { Session } from './session.ts';
import { conversation, markRead, sentBefore, unreadCounts } from './store.ts';
import { type Desk, filesOf, localeOf, viewerOf } from './viewer.ts';

const shownAtFirst = 50;

/** The page as it is now for whoever it belongs to, or for `account`. */
export async function page(desk: Desk, c: Context, session: Session | null, account?: string): Promise<Response> {
  const { organisation, clock, password } = desk.options;
  const org = await organisation();
  const viewer = await viewerOf(desk, c, session, account);
  const locale = viewer?.locale ?? localeOf(session, org);
  const say = viewer?.say ?? words(locale, org.company.zone);
  const now = clock.now();
  const groups = peopleByDepartment(org, (department) => onDuty(org, department, now)?.person ?? null);
  const chat = viewer ? await chatOf(desk, viewer, groups) : <Nobody say={say} empty={groups.length === 0} />;
  const settings = <Settings say={say} locale={locale} poorest={desk.poorest.on} password={password !== undefined} />;
  // Counted after the conversation was read, which marks it as read.
  const unread = await unreadCounts(desk.options.db.reader);
  const sidebar = (
    <Sidebar groups={groups} unread={unread} viewer={viewer} say={say} company={org.company.name} settings={settings} />
  );
  const demo = await demoOf(desk, say, locale, org);
  return c.html(
    document(
      desk,
      say,
      locale,
      <App locale={locale} account={viewer?.account ?? null} demo={demo} sidebar={sidebar}>
        {chat}
      </App>,
    ),
  );
}

/** A whole document in one language. */
function document(desk: Pick<Desk, 'asset'>, say: Say, locale: Locale, body: unknown): string {
  return `<!doctype html>${String(
    <Page say={say} locale={locale} asset={desk.asset}>
      {body as never}
    </Page>,
  )}`;
}

/** The page that asks for the password. */
export function loginPage(
  desk: Desk,
  locale: Locale,
  zone: string,
  problem?: 'passwordWrong' | 'passwordWait',
): string {
  const say = words(locale, zone);
  return document(desk, say, locale, <Login say={say} problem={problem} />);
}

/** The demo's bar by itself, which takes its own place on the page. */
export async function demoBar(desk: Desk, c: Context, session: Session | null) {
  const viewer = await viewerOf(desk, c, session);
  const org = await desk.options.organisation();
  const locale = viewer?.locale ?? localeOf(session, org);
  return demoOf(desk, viewer?.say ?? words(locale, org.company.zone), locale, org, true);
}

async function demoOf(desk: Desk, say: Say, locale: Locale, org: Organisation, swap = false) {
  const { demo } = desk.options;
  if (!demo) return undefined;
  const position = await demo.story.position();
  return <DemoBar view={{ demo, position, say, locale, org }} swap={swap} />;
}

async function chatOf(desk: Desk, viewer: Viewer, groups: Group[]) {
  const { log, earlier, messages } = await logOf(desk, viewer);
  const newest = messages.at(-1);
  if (newest) await markRead(desk.options.db, viewer.account, newest.id);
  const member = groups.flatMap((group) => group.members).find((one) => one.account === viewer.account);
  const department = viewer.org.departments.get(viewer.person.department)?.name ?? '';
  const revision = Math.max(0, ...messages.map((message) => message.revision));
  return (
    <Chat
      viewer={viewer}
      member={member}
      department={department}
      log={log}
      earlier={earlier}
      revision={revision}
      commands={desk.commands}
    />
  );
}

/** Messages as drawn, and the id before which there are more. */
export async function logOf(desk: Desk, viewer: Viewer, before?: number) {
  const { reader } = desk.options.db;
  const messages = await conversation(reader, viewer.account, shownAtFirst, before);
  const files = await filesOf(
    desk,
    messages.map((message) => message.card),
  );
  const first = messages[0];
  const ahead = first ? await sentBefore(reader, viewer.account, first.id) : null;
  const log = <Entries messages={messages} files={files} viewer={viewer} before={ahead} />;
  return { log, messages, earlier: first && ahead ? first.id : null };
}
