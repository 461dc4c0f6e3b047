import { blocksRule, viewProblems } from '../blocks/check.ts';
import type { Problem } from '../blocks/rules.ts';
import { isObj, type Obj } from '../json.ts';
import { app, team } from '../workspace.ts';
import { chatMethods } from './chat.ts';
import { contextOf } from './content.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { type Bench, type Method, Refused } from './method.ts';
import { peopleMethods } from './people.ts';
import { viewMethods } from './views.ts';

function whoAmI(): Obj {
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.user,
    bot_id: app.bot,
    is_enterprise_install: false,
  };
}

function validate(args: Obj, { space }: Bench): Obj {
  const given = ['blocks', 'view', 'message'].filter((key) => args[key] !== undefined);
  if (given.length !== 1) throw new Refused('invalid_arguments');
  const context = contextOf(space, 'message');
  const errors = isObj(args.view)
    ? viewProblems(args.view, context, args.view.type === 'home' ? 'home' : 'modal')
    : blocksRule(context)(isObj(args.message) ? args.message.blocks : args.blocks, '');
  if (errors.length > 0) throw new Refused('invalid_blocks', { errors: errors.map(described) });
  return {};
}

const described = ({ at, message, code }: Problem): Obj => ({ code, message, pointer: at });

export const methods: Record<string, Method> = {
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
  'auth.test': { tier: 'special', token: 'bot', required: [], optional: [], run: whoAmI },
  'api.test': {
    tier: 4,
    token: 'none',
    required: [],
    optional: ['error', 'foo'],
    run(args) {
      if (args.error) throw new Refused(String(args.error), { args });
      return { args };
    },
  },
  'blocks.validate': { tier: 4, token: 'none', required: [], optional: ['blocks', 'view', 'message'], run: validate },
  'apps.connections.open': {
    tier: 3,
    token: 'app',
    required: [],
    optional: [],
    run: (_, bench) => ({ url: bench.socketTicket() }),
  },
};
