import type { Context } from 'hono';
import type { Shown } from '../../engine/feature.ts';
import type { Person } from '../../org/organisation.ts';
import type { ViewDesk } from './desk.ts';
import { drawNo, drawSaid, drawUnknown, drawView } from './draw.tsx';
import { type Session, sessionOf } from './session.ts';

type Rendered = Exclude<Shown, { kind: 'page' }> | (Omit<Shown & { kind: 'page' }, 'content'> & { content: string });

/** A page of a feature, for the person whose browser this is. */
export async function show(desk: ViewDesk, c: Context): Promise<Response> {
  const session = await sessionOf(desk, c);
  if (!session) return drawNo(desk, c, 'nobody');
  const { feature = '', name = '' } = c.req.param();
  const shown = await rendered(desk, c, session, feature, name);
  if (!shown) return drawUnknown(session, c);
  switch (shown.kind) {
    case 'page':
      return drawView(session, c, feature, shown, await departmentOf(desk, session.person));
    case 'file':
      return file(c, shown);
    case 'no':
      return drawSaid(session, c, shown.card, shown.status ?? 404);
  }
}

/** Asks the feature and renders what it shows while its transaction lasts; null when it has no such view. */
async function rendered(
  desk: ViewDesk,
  c: Context,
  { person: { id } }: Session,
  feature: string,
  name: string,
): Promise<Rendered | null> {
  const found = desk.find(feature, name);
  if (!found) return null;
  return desk.engine().look(async (turn) => {
    const person = turn.org.people.get(id);
    if (!person) return null;
    const shown = await found.view.show({ ...turn, person }, new URL(c.req.url).searchParams);
    if (shown.kind !== 'page') return shown;
    return { ...shown, content: String(await (await shown.content).toString()) };
  });
}

async function departmentOf(desk: ViewDesk, { department }: Person): Promise<string> {
  return (await desk.organisation()).departments.get(department)?.name ?? '';
}

/** As bytes that a browser keeps and never runs. */
function file(c: Context, { name, type, bytes }: Shown & { kind: 'file' }): Response {
  c.header('Content-Security-Policy', "sandbox; default-src 'none'");
  c.header('Content-Type', type);
  c.header('Content-Disposition', attachment(name));
  return c.body(new Uint8Array(bytes));
}

/** RFC 6266: a plain name for old clients, and the real one percent-encoded. */
function attachment(name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, '_').toWellFormed() || 'file';
  const plain = safe.replace(/[^\x20-\x7e]+/g, '_').replace(/[%;]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(safe).replace(/['()*]/g, escaped)}`;
}

const escaped = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
