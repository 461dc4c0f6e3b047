import type { SlackEmulator } from './index.ts';
import type { Obj } from './json.ts';

/** A call as anybody's own client makes it: JSON, and the body whatever it says. */
export async function call(
  slack: SlackEmulator,
  method: string,
  args: Obj,
  token = slack.env.SLACK_BOT_TOKEN,
): Promise<Obj> {
  const answer = await fetch(`${slack.env.SLACK_API_URL}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(args),
  });
  return (await answer.json()) as Obj;
}

export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string, more: Obj = {}) => ({ type: 'mrkdwn', text, ...more });
export const x = (times: number) => 'x'.repeat(times);
export const many = (times: number, of: unknown) => Array.from({ length: times }, () => of);
export const options = (times: number, text = 'o') =>
  Array.from({ length: times }, (_, at) => ({ text: plain(text), value: `v${at}` }));

let ids = 0;
export const named = (element: Obj): Obj => ({ action_id: `a${++ids}`, ...element });
export const actions = (...elements: Obj[]): Obj => ({ type: 'actions', block_id: `b${++ids}`, elements });
export const button = (more: Obj = {}) => named({ type: 'button', text: plain('Go'), ...more });
export const menu = (more: Obj = {}) => named({ type: 'static_select', options: options(2), ...more });
export const image = (more: Obj) => ({
  type: 'image',
  alt_text: 'a chart',
  image_url: 'https://example.com/x.png',
  ...more,
});
export const rich = (...elements: Obj[]) => ({ type: 'rich_text', elements });
