import type { Context } from './context.ts';

// Whoever started it is gone.
process.once('disconnect', () => process.exit(1));

/**
 * Runs one section in this process and sends what it measured to the one that started it. Sections are loaded only then: some
 * take their time, and what was sent before anybody listens is lost.
 */
process.once('message', async ({ name, context }: { name: string; context: Context }) => {
  const { sections } = await import('./sections.ts');
  const section = sections[name];
  if (!section) throw new Error(`there is no section ${name}`);
  const rows = await section.run(context);
  process.send?.({ rows }, () => process.exit(0));
});
