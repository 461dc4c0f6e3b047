import type { Capabilities } from '../../src/platform/adapter.ts';
import { everyKind } from '../../src/platform/form.ts';

/**
 * What Slack takes, as documented in its Block Kit reference and the references of the methods. Lengths are UTF-16 units:
 * Slack does not say how it counts, and no other way of counting gives more.
 */
export const limits = {
  /** Blocks of a message. */
  messageBlocks: 50,
  /** Blocks of a modal or of the home. */
  viewBlocks: 100,
  /** Characters of all blocks of a message together: refused with `msg_blocks_too_long` at a length that is not documented. */
  messageText: 12_000,
  header: 150,
  /** A modal's title and its submit and close buttons. */
  viewTitle: 24,
  section: 3000,
  /** Label and hint of an input. */
  label: 2000,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  /** The reference says 150, a comment in the official types 75; beyond it a digest stands for the value. */
  optionValue: 75,
  options: 100,
  /** Radio buttons and checkboxes. */
  visibleOptions: 10,
  placeholder: 150,
  altText: 2000,
  /** `alt_txt` of an uploaded file. */
  uploadAltText: 1000,
  inputText: 3000,
  privateMetadata: 3000,
  identifier: 255,
  /** `text` of chat.update; longer ones are refused there and cut by chat.postMessage much later. */
  text: 4000,
  /** People of a group conversation besides the bot: conversations.open. */
  groupMembers: 8,
} as const;

/** What cards and forms are cut to before they are drawn. */
export const capabilities: Capabilities = {
  sheets: { from: 1, kinds: everyKind },
  edits: true,
  groups: true,
  rooms: true,
  buttons: 20,
  selects: limits.options,
  text: 3000,
  title: 300,
  elements: 40,
  images: true,
};
