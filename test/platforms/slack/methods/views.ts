import { viewProblems } from '../blocks/check.ts';
import { sentence } from '../blocks/rules.ts';
import { type Obj, objOf, textOf } from '../json.ts';
import { limits } from '../limits.ts';
import { lintBlocks } from '../lint.ts';
import { replaceContent, stackOf, viewMade } from '../modals.ts';
import { viewOut } from '../wire.ts';
import type { View, Workspace } from '../workspace.ts';
import { contextOf } from './content.ts';
import { type Bench, type Method, Refused } from './method.ts';

/** The view, when Slack would take it. */
export function acceptable(view: unknown, kind: 'modal' | 'home', bench: Bench, where: string): Obj {
  for (const what of lintBlocks(objOf(view).blocks)) bench.offend(`${where}: ${what}`);
  const problems = viewProblems(view, contextOf(bench.space, kind), kind);
  if (problems.length > 0) {
    const messages = problems.map((one) => `[ERROR] ${sentence(one)}`);
    throw new Refused('invalid_arguments', {
      response_metadata: {
        messages: [...messages, '[ERROR] failed to match all allowed schemas [json-pointer:/view]'],
      },
    });
  }
  if (Buffer.byteLength(JSON.stringify(view)) > limits.viewBytes) throw new Refused('view_too_large');
  return objOf(view);
}

/** Whom a trigger belongs to; good once, and for three seconds. */
function redeem(args: Obj, space: Workspace): { account: string; view: string | null } {
  const trigger = space.triggers.get(textOf(args.trigger_id) || textOf(args.interactivity_pointer));
  if (!trigger) throw new Refused('invalid_trigger_id');
  if (trigger.used) throw new Refused('exchanged_trigger_id');
  if (space.now().getTime() - trigger.issued > limits.triggerMs) throw new Refused('expired_trigger_id');
  trigger.used = true;
  return trigger;
}

function allViews(space: Workspace): View[] {
  return [...space.homes.values(), ...[...space.stacks.values()].flat()];
}

function uniquely(content: Obj, space: Workspace, self: View | null): void {
  const id = textOf(content.external_id);
  if (id && allViews(space).some((view) => view !== self && view.content.external_id === id)) {
    throw new Refused('duplicate_external_id');
  }
}

function open(args: Obj, bench: Bench): Obj {
  const content = acceptable(args.view, 'modal', bench, 'views.open');
  const { account } = redeem(args, bench.space);
  uniquely(content, bench.space, null);
  const view = viewMade(bench.space, account, 'modal', content);
  bench.space.stacks.set(account, [view]);
  return { view: viewOut(view) };
}

function push(args: Obj, bench: Bench): Obj {
  const content = acceptable(args.view, 'modal', bench, 'views.push');
  const { account, view: from } = redeem(args, bench.space);
  const stack = stackOf(bench.space, account);
  if (!stack.some(({ id }) => id === from)) throw new Refused('invalid_trigger_id');
  if (stack.length >= limits.modalStack) throw new Refused('push_limit_reached');
  uniquely(content, bench.space, null);
  const view = viewMade(bench.space, account, 'modal', content, stack);
  stack.push(view);
  return { view: viewOut(view) };
}

function update(args: Obj, bench: Bench): Obj {
  const wanted = textOf(args.view_id);
  const named = textOf(args.external_id);
  const view = allViews(bench.space).find(({ id, content }) =>
    wanted ? id === wanted : named !== '' && content.external_id === named,
  );
  if (!view) throw new Refused('not_found');
  const content = acceptable(args.view, view.kind, bench, 'views.update');
  if (args.hash && args.hash !== view.hash) throw new Refused('hash_conflict');
  uniquely(content, bench.space, view);
  replaceContent(view, content);
  return { view: viewOut(view) };
}

function publish(args: Obj, bench: Bench): Obj {
  const user = bench.space.users.get(textOf(args.user_id));
  if (!bench.homeEnabled) throw new Refused('not_enabled');
  if (!user || user.deleted || user.bot) throw new Refused('user_not_found');
  const content = acceptable(args.view, 'home', bench, 'views.publish');
  const before = bench.space.homes.get(user.id);
  if (args.hash && args.hash !== before?.hash) throw new Refused('hash_conflict');
  uniquely(content, bench.space, before ?? null);
  if (before) replaceContent(before, content);
  const view = before ?? viewMade(bench.space, user.id, 'home', content);
  bench.space.homes.set(user.id, view);
  return { view: viewOut(view) };
}

const views = { tier: 4, token: 'bot', required: ['view'] } as const;
const trigger = ['trigger_id', 'interactivity_pointer'];
export const viewMethods: Record<string, Method> = {
  'views.open': { ...views, optional: trigger, run: open },
  'views.push': { ...views, optional: trigger, run: push },
  'views.update': { ...views, optional: ['view_id', 'external_id', 'hash'], run: update },
  'views.publish': { ...views, required: ['view', 'user_id'], optional: ['hash'], run: publish },
};
