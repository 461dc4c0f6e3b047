import { blocksRule, textLength } from '../blocks/check.ts';
import { type Context, type Problem, type Surface, sentence } from '../blocks/rules.ts';
import { isObj, type Obj, objsOf, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import { fileReady } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { Refused } from './method.ts';

export function contextOf(space: Workspace, surface: Surface): Context {
  return { surface, fileReady: (id) => fileReady(space.files.get(id)) };
}

/** The answer of the chat methods to bad blocks. */
function invalidBlocks(problems: readonly Problem[]): Refused {
  const errors = problems.map(sentence);
  return new Refused('invalid_blocks', {
    errors,
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
}

interface Content {
  text: string;
  blocks: Obj[] | null;
  attachments: Obj[] | null;
  metadata: Obj | null;
}

/** What a message shows, checked as Slack checks it. `blocks` that were not sent are null, `[]` clears them. */
export function contentOf(args: Obj, space: Workspace, maxText: number): Content {
  const blocks = listOf(args.blocks, 'invalid_blocks_format');
  const attachments = listOf(args.attachments, 'invalid_attachments');
  if ((attachments?.length ?? 0) > limits.attachments) throw new Refused('too_many_attachments');
  const rule = blocksRule(contextOf(space, 'message'));
  const inAttachments = (attachments ?? []).flatMap((one, at) =>
    one.blocks ? rule(one.blocks, `/attachments/${at}/blocks`) : [],
  );
  const problems = [...(blocks ? rule(blocks, '/blocks') : []), ...inAttachments];
  if (problems.length > 0) throw invalidBlocks(problems);
  if (textLength(blocks) > limits.blocksText) throw new Refused('msg_blocks_too_long');
  const text = markdownOr(args);
  if (text.length > maxText) throw new Refused('msg_too_long');
  return { text, blocks, attachments, metadata: metadataOf(args.metadata) };
}

function markdownOr(args: Obj): string {
  const markdown = textOf(args.markdown_text);
  if (markdown === '') return typeof args.text === 'number' ? String(args.text) : textOf(args.text);
  if (args.text || args.blocks) throw new Refused('markdown_text_conflict');
  if (markdown.length > limits.markdown) throw new Refused('msg_too_long');
  return markdown;
}

function listOf(value: unknown, error: string): Obj[] | null {
  if (value === undefined || value === null || value === '') return null;
  if (!Array.isArray(value) || objsOf(value).length !== value.length) throw new Refused(error);
  return objsOf(value);
}

function metadataOf(value: unknown): Obj | null {
  if (value === undefined || value === null || value === '') return null;
  if (!isObj(value)) throw new Refused('invalid_metadata_format');
  const closed = Object.keys(value).every((key) => ['event_type', 'event_payload'].includes(key));
  const shaped = textOf(value.event_type) !== '' && isObj(value.event_payload);
  if (!closed || !shaped) throw new Refused('invalid_metadata_schema');
  if (JSON.stringify(value).length > limits.metadataBytes) throw new Refused('metadata_too_large');
  return value;
}
