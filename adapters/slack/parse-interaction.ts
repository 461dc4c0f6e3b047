import { z } from 'zod';
import type { RawAnswers } from '../../src/platform/form.ts';
import { chooseAction, pickAction } from './draw.ts';
import { fieldOf, formCallback } from './form.ts';
import { type Metadata, unpackButton, unpackMetadata } from './packing.ts';
import type { Heard, Hearing } from './parse.ts';
import { fileOf, hashOf, type Me, type Origin, type SlackFile } from './parse-kit.ts';
import { typed } from './text.ts';

/** A modal as it stands with the person. */
export interface OpenSheet {
  view: string;
  hash: string | null;
  metadata: Metadata;
  answers: RawAnswers;
  /** Files chosen, by field. */
  files: Record<string, SlackFile[]>;
  /** Fields in the modal, in order. */
  fields: string[];
}

/** What people do with buttons and modals, beside pressing. */
export type Interaction =
  | { kind: 'submitted'; id: string; account: string; sheet: OpenSheet; origin: Origin }
  /** A field changed on which others depend. */
  | { kind: 'redraw'; account: string; sheet: OpenSheet; origin: Origin }
  /** Typed in a field that searches. */
  | { kind: 'suggest'; account: string; metadata: Metadata; field: string; typed: string }
  /** A select was opened or changed, which means nothing until it is sent. */
  | { kind: 'picked' }
  /** Sent without a choice. */
  | { kind: 'unchosen'; origin: Origin }
  /** Nothing of ours, or no longer. */
  | { kind: 'unknown'; origin: Origin; sheet: boolean };

const id = z.looseObject({ id: z.string() });
const chosen = z.looseObject({ value: z.string() });

const controlSchema = z.looseObject({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: chosen.nullish(),
  selected_options: z.array(chosen).nullish(),
  files: z.array(z.unknown()).nullish(),
});
type Control = z.infer<typeof controlSchema>;

const valuesSchema = z.record(z.string(), z.record(z.string(), controlSchema));

const viewSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  hash: z.string().nullish(),
  callback_id: z.string().nullish(),
  private_metadata: z.string().nullish(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().nullish() })).nullish(),
  state: z.looseObject({ values: valuesSchema.nullish() }).nullish(),
});
type View = z.infer<typeof viewSchema>;

const actionSchema = z.looseObject({
  action_id: z.string(),
  block_id: z.string().nullish(),
  action_ts: z.string().nullish(),
  value: z.string().nullish(),
});

const interactionSchema = z.looseObject({
  type: z.string(),
  team: z.looseObject({ id: z.string(), enterprise_id: z.string().nullish() }).nullish(),
  user: z.looseObject({ id: z.string().min(1), team_id: z.string().nullish() }),
  channel: id.nullish(),
  trigger_id: z.string().nullish(),
  response_url: z.string().nullish(),
  callback_id: z.string().nullish(),
  action_ts: z.string().nullish(),
  container: z
    .looseObject({
      channel_id: z.string().nullish(),
      thread_ts: z.string().nullish(),
      message_ts: z.string().nullish(),
    })
    .nullish(),
  message: z
    .looseObject({ ts: z.string().nullish(), thread_ts: z.string().nullish(), text: z.string().nullish() })
    .nullish(),
  view: viewSchema.nullish(),
  state: z.looseObject({ values: valuesSchema.nullish() }).nullish(),
  actions: z.array(actionSchema).nullish(),
  block_id: z.string().nullish(),
  value: z.string().nullish(),
});
type Body = z.infer<typeof interactionSchema>;

/** Reads a press, a modal's submission, a shortcut or a search; null for other payloads. */
export function interactionOf(raw: unknown, hearing: Hearing): Heard | null {
  const parsed = interactionSchema.safeParse(raw);
  if (!parsed.success) return null;
  const body = parsed.data;
  const origin = originOf(body);
  if (isStranger(body, hearing.me)) {
    return body.type === 'block_suggestion' ? { kind: 'nothing' } : { kind: 'stranger', origin };
  }
  switch (body.type) {
    case 'block_actions':
      return pressed(body, origin);
    case 'view_submission':
      return submitted(body, origin);
    case 'block_suggestion':
      return searching(body);
    case 'shortcut':
    case 'message_action':
      return shortcut(body, origin, hearing);
    default:
      return { kind: 'nothing' };
  }
}

/** A member of another company in a shared channel. In an organisation of several workspaces any of them is home. */
function isStranger({ user, team }: Body, me: Me): boolean {
  const from = user.team_id ?? team?.id;
  if (!from || from === me.team || from === me.enterprise) return false;
  return me.enterprise === null || team?.enterprise_id !== me.enterprise;
}

function originOf(body: Body): Origin {
  const { view } = body;
  const kind = view ? (view.type === 'home' ? 'home' : 'sheet') : body.actions ? 'card' : 'shortcut';
  return {
    kind,
    account: body.user.id,
    channel: body.channel?.id ?? body.container?.channel_id ?? null,
    thread: body.message?.thread_ts ?? body.container?.thread_ts ?? null,
    trigger: body.trigger_id ?? null,
    respond: body.response_url ?? null,
  };
}

function pressed(body: Body, origin: Origin): Heard {
  const [action] = body.actions ?? [];
  if (!action) return { kind: 'picked' };
  if (action.action_id === pickAction) return { kind: 'picked' };
  if (body.view && fieldOf(action.block_id ?? '') !== null) {
    const sheet = sheetOf(body.view);
    return sheet ? { kind: 'redraw', account: body.user.id, sheet, origin } : { kind: 'unknown', origin, sheet: true };
  }
  const button = unpackButton(action.value);
  if (!button) return { kind: 'unknown', origin, sheet: false };
  const choice = action.action_id === chooseAction ? choiceIn(body, action.block_id ?? '') : null;
  if (choice === '') return { kind: 'unchosen', origin };
  const value = choice === null ? button.value : `${button.value}|${choice}`;
  const place = body.view?.id ?? `${origin.channel}/${body.container?.message_ts ?? body.message?.ts}`;
  const deed = {
    kind: 'clicked' as const,
    id: `click/${body.trigger_id ?? hashOf([place, action.action_ts, action.action_id, value].join('/'))}`,
    account: body.user.id,
    action: button.action,
    value,
  };
  return { kind: 'deed', deed, origin, files: [] };
}

/** What is chosen in the select beside the button, comma separated. */
function choiceIn(body: Body, block: string): string {
  const values = body.state?.values ?? body.view?.state?.values ?? {};
  const control = values[block]?.[pickAction];
  return control ? answerOf(control) : '';
}

function answerOf(control: Control): string {
  if (control.selected_options) return control.selected_options.map((one) => one.value).join(',');
  return control.selected_option?.value ?? control.value ?? '';
}

function sheetOf(view: View): OpenSheet | null {
  const metadata = view.callback_id === formCallback ? unpackMetadata(view.private_metadata) : null;
  if (!metadata) return null;
  const answers: RawAnswers = {};
  const files: OpenSheet['files'] = {};
  for (const [block, controls] of Object.entries(view.state?.values ?? {})) {
    const field = fieldOf(block);
    const control = Object.values(controls)[0];
    if (field === null || !control) continue;
    if (control.type === 'file_input') files[field] = (control.files ?? []).flatMap(fileOf);
    else answers[field] = answerOf(control);
  }
  const fields = (view.blocks ?? []).flatMap((block) =>
    block.type === 'input' ? (fieldOf(block.block_id ?? '') ?? []) : [],
  );
  return { view: view.id, hash: view.hash ?? null, metadata, answers, files, fields };
}

function submitted(body: Body, origin: Origin): Heard {
  const sheet = body.view ? sheetOf(body.view) : null;
  if (!body.view || !sheet) return { kind: 'unknown', origin, sheet: true };
  // A sheet that is sent twice with the same answers is sent once; one that was corrected has other answers.
  const content = hashOf(
    JSON.stringify([
      sheet.answers,
      Object.entries(sheet.files).map(([key, files]) => [key, files.map((file) => file.id)]),
    ]),
  );
  const name = `sheet/${body.view.id}/${body.view.hash ?? ''}/${content}`;
  return { kind: 'submitted', id: name, account: body.user.id, sheet, origin };
}

function searching(body: Body): Heard {
  const metadata = unpackMetadata(body.view?.private_metadata);
  const field = fieldOf(body.block_id ?? '');
  if (!metadata || field === null) return { kind: 'nothing' };
  return { kind: 'suggest', account: body.user.id, metadata, field, typed: body.value ?? '' };
}

/** Callback ids of the shortcuts in the manifest. */
export const shortcuts = { new: 'new_request', fromMessage: 'request_from_message' } as const;

function shortcut(body: Body, origin: Origin, { me, names }: Hearing): Heard {
  const deed = (text: string): Heard => ({
    kind: 'deed',
    deed: {
      kind: 'said',
      id: `shortcut/${body.trigger_id ?? hashOf(`${body.action_ts}/${body.user.id}`)}`,
      account: body.user.id,
      text,
    },
    origin,
    files: [],
  });
  if (body.callback_id === shortcuts.new) return deed('/request');
  if (body.callback_id !== shortcuts.fromMessage) return { kind: 'unknown', origin, sheet: false };
  const text = typed(body.message?.text ?? '', names);
  const link = permalink(me, origin.channel, body.message?.ts ?? null);
  return deed(['/request', text, link].filter(Boolean).join(' '));
}

/** The address of a message, as chat.getPermalink would say it. */
function permalink(me: Me, channel: string | null, ts: string | null): string {
  return channel && ts ? `${me.url}archives/${channel}/p${ts.replace('.', '')}` : '';
}
