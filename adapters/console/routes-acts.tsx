import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { answersOf, textOf, texts } from '../../src/look/answers.ts';
import type { Reply } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import { maxFileBytes, storeFile } from '../../src/platform/files.ts';
import { ownDeliveryId } from './acts.ts';
import { Entry, Whisper } from './draw/conversation.tsx';
import { FormDialog, Problem } from './draw/form.tsx';
import { Refused, Uploaded } from './draw/upload.tsx';
import type { Viewer } from './draw/view.ts';
import { Upsert } from './hub.tsx';
import { eventName } from './parse.ts';
import { messageByDelivery, sentBefore } from './store.ts';
import { type Desk, filesOf, viewerOf } from './viewer.ts';

/** What a person does: writes, presses, submits, uploads. Each answers with pieces of the page. */
export function actRoutes(desk: Desk): Hono {
  const routes = new Hono();
  const { acts } = desk;
  routes.post('/console/say', (c) =>
    asSomebody(desk, c, async (viewer, data) => {
      const text = textOf(data, 'text');
      const files = texts(data, 'file').filter((id) => /^[\w-]{1,64}$/.test(id));
      if (text.trim() === '' && files.length === 0) return c.body(null, 204);
      const event = eventName(c.req.header('x-request-id')) ?? randomUUID();
      const reply = await acts.say(viewer.account, text, files, event);
      return answer(desk, c, viewer, reply, await ownMessage(desk, viewer, event));
    }),
  );
  routes.post('/console/click', (c) =>
    asSomebody(desk, c, async (viewer, data) => {
      const event = eventName(c.req.header('x-request-id'));
      const reply = await acts.click(viewer.account, textOf(data, 'action'), textOf(data, 'value'), event);
      return answer(desk, c, viewer, reply?.kind === 'problems' ? inWords(reply.fields) : reply);
    }),
  );
  routes.post('/console/submit', (c) =>
    asSomebody(desk, c, async (viewer, data) => {
      const event = eventName(c.req.header('x-request-id'));
      const reply = await acts.submit(
        viewer.account,
        textOf(data, 'action'),
        textOf(data, 'context'),
        answersOf(data),
        event,
      );
      return answer(desk, c, viewer, reply);
    }),
  );
  routes.post('/console/files', (c) => asSomebody(desk, c, (viewer, data) => upload(desk, c, viewer, data)));
  return routes;
}

async function asSomebody(
  desk: Desk,
  c: Context,
  act: (viewer: Viewer, data: FormData) => Promise<Response>,
): Promise<Response> {
  const viewer = await viewerOf(desk, c, desk.session.read(c));
  if (!viewer) return c.text('Nobody is chosen on this page. Reload it.', 409);
  return act(viewer, await c.req.formData());
}

const inWords = (fields: Record<string, string>): Reply => ({
  kind: 'whisper',
  card: sentence(Object.values(fields).join(' '), 'warn'),
});

/** The kind of reply is a header, so that the page's script knows whether the open form has done its work. */
async function answer(
  desk: Desk,
  c: Context,
  viewer: Viewer,
  reply: Reply | null,
  own: unknown = null,
): Promise<Response> {
  c.header('X-Console-Reply', reply?.kind ?? 'none');
  if (reply?.kind !== 'form') c.header('HX-Reswap', 'none');
  return c.html(
    String(
      <>
        {own as never}
        {await drawn(desk, viewer, reply)}
      </>,
    ),
  );
}

async function drawn(desk: Desk, viewer: Viewer, reply: Reply | null) {
  switch (reply?.kind) {
    case 'form':
      return <FormDialog form={reply.form} say={viewer.say} />;
    case 'whisper':
      return <Upsert>{await whisper(desk, viewer, reply.card)}</Upsert>;
    case 'problems':
      return (
        <>
          {Object.entries(reply.fields).map(([key, text]) => (
            <Problem of={key} text={text} swap />
          ))}
        </>
      );
    default:
      return null;
  }
}

async function whisper(desk: Desk, viewer: Viewer, card: Card) {
  return <Whisper card={card} files={await filesOf(desk, [card])} viewer={viewer} id={`w-${randomUUID()}`} />;
}

/** The writer sees the own message with the answer, even while the stream is away. */
async function ownMessage(desk: Desk, viewer: Viewer, event: string) {
  const { reader } = desk.options.db;
  const message = await messageByDelivery(reader, ownDeliveryId(`${viewer.account}/${event}`));
  if (!message) return null;
  const before = await sentBefore(reader, viewer.account, message.id);
  return (
    <Upsert>
      <Entry message={message} files={await filesOf(desk, [message.card])} viewer={viewer} before={before} />
    </Upsert>
  );
}

async function upload(desk: Desk, c: Context, viewer: Viewer, data: FormData): Promise<Response> {
  const { db, clock } = desk.options;
  const file = data.get('upload');
  const maxBytes = Number(textOf(data, 'max')) || maxFileBytes;
  const accept = textOf(data, 'types').split(',').filter(Boolean);
  if (!(file instanceof File)) return c.html(String(<Refused why="empty" say={viewer.say} maxBytes={maxBytes} />), 422);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const about = {
    name: file.name,
    declaredType: file.type,
    owner: viewer.person.id,
    now: clock.now(),
    accept,
    maxBytes,
  };
  const stored = await storeFile(db.reader, { ...about, bytes });
  if ('refused' in stored)
    return c.html(String(<Refused why={stored.refused} say={viewer.say} maxBytes={maxBytes} />), 422);
  return c.html(String(<Uploaded file={stored.file} name={textOf(data, 'name')} say={viewer.say} />));
}
