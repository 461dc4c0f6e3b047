/** How people of a messenger type commands. */
export interface CommandNames {
  /** Commands have Latin names only. */
  latinOnly: boolean;
  /** Stands before each name, where other apps may have commands of the same name; may be empty. */
  prefix: string;
}

const mentioned = /\{\{\/([a-z][a-z0-9-]*)(?:\|([^{}]*))?\}\}/g;

/**
 * Names the commands in a text as a messenger's people type them, by default in any script and without a prefix. A text of
 * ours says `{{/request}}`, or `{{/request|请求}}` with the name its language has for it.
 */
export function nameCommands(text: string, names: CommandNames = { latinOnly: false, prefix: '' }): string {
  if (!text.includes('{{/')) return text;
  return text.replace(
    mentioned,
    (_, name: string, own?: string) => `/${names.prefix}${names.latinOnly ? name : (own ?? name)}`,
  );
}
