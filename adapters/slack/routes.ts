import { type Context, Hono } from 'hono';
import type { Desk } from './desk.ts';
import { faultOf } from './failures.ts';
import type { Intake } from './intake.ts';
import { isSigned } from './signature.ts';

/** Everything Slack posts is far smaller. */
const maxBytes = 1024 * 1024;

/** `POST /slack/events`: the one address for events, commands, buttons, modals and searches. */
export function slackRoutes(desk: Desk, secret: string, intake: () => Intake | null): Hono {
  const routes = new Hono();
  routes.post('/slack/events', async (c) => {
    const bytes = await readBody(c.req.raw);
    if (bytes === null) return c.body(null, 413);
    if (isCertificateCheck(c, bytes)) return c.body(null, 200);
    if (!isSigned(signedRequest(c, bytes), secret, desk.options.clock.now())) return c.body(null, 401);
    const payload = payloadOf(c.req.header('content-type') ?? '', bytes);
    if (payload === null) return c.body(null, 400);
    if (payload.type === 'url_verification') return c.json({ challenge: payload.challenge });
    if (payload.ssl_check === '1') return c.body(null, 200);
    if (payload.type === 'app_rate_limited') {
      desk.log.error({ minute: payload.minute_rate_limited }, 'slack drops events: more than 30,000 in an hour');
      return c.body(null, 200);
    }
    return answer(c, desk, payload, intake());
  });
  return routes;
}

async function answer(
  c: Context,
  desk: Desk,
  payload: Record<string, unknown>,
  intake: Intake | null,
): Promise<Response> {
  try {
    if (!intake) return c.body(null, 503);
    const num = Number(c.req.header('x-slack-retry-num'));
    const body = await intake(payload, Number.isInteger(num) && num > 0 ? { num } : {});
    return body === undefined ? c.body(null, 200) : c.json(body);
  } catch (error) {
    desk.log.error({ err: faultOf(error), type: String(payload.type ?? 'command') }, 'slack payload failed');
    return c.body(null, 500);
  }
}

const signedRequest = (c: Context, body: Uint8Array) => ({
  timestamp: c.req.header('x-slack-request-timestamp'),
  signature: c.req.header('x-slack-signature'),
  body,
});

/** Slack now and then looks at the certificate with a form that is not signed and asks for nothing. */
const isCertificateCheck = (c: Context, body: Uint8Array): boolean =>
  !c.req.header('x-slack-signature') &&
  body.byteLength < 4096 &&
  /(^|&)ssl_check=1(&|$)/.test(Buffer.from(body).toString('latin1'));

async function readBody(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null;
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body as ReadableStream<Uint8Array>) {
    size += part.byteLength;
    if (size > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Events are JSON, commands are forms, and interactions are JSON in one field of a form. */
function payloadOf(contentType: string, bytes: Uint8Array): Record<string, unknown> | null {
  const text = Buffer.from(bytes).toString('utf8');
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) return objectIn(text);
  const fields = new URLSearchParams(text);
  const payload = fields.get('payload');
  return payload === null ? Object.fromEntries(fields) : objectIn(payload);
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
