import { createDingtalk } from '../adapters/dingtalk/index.ts';
import { createSlack } from '../adapters/slack/index.ts';
import { createWecom } from '../adapters/wecom/index.ts';
import type { MessengerSettings } from './config-messengers.ts';
import type { Messenger, MessengerOptions } from './platform/messenger.ts';

type Real = keyof MessengerSettings;

/** The messengers that are set up, in the order in which a person with accounts on several is written to. */
export function createMessengers(
  settings: MessengerSettings,
  options: (platform: Real) => MessengerOptions,
): Messenger[] {
  const { slack, wecom, dingtalk } = settings;
  return [
    ...(slack ? [createSlack(slack, options('slack'))] : []),
    ...(wecom ? [createWecom(wecom, options('wecom'))] : []),
    ...(dingtalk ? [createDingtalk(dingtalk, options('dingtalk'))] : []),
  ];
}
