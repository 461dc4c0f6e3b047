import type { Context } from './context.ts';
import { sections } from './sections.ts';

// Whoever started it is gone.
process.once('disconnect', () => process.exit(1));

/** Runs one section in this process and sends what it measured to the one that started it. */
process.once('message', async ({ name, context }: { name: string; context: Context }) => {
  const section = sections[name];
  if (!section) throw new Error(`there is no section ${name}`);
  const rows = await section.run(context);
  process.send?.({ rows }, () => process.exit(0));
});
