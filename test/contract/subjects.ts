import { consoleSubject } from './console.ts';
import { dingtalk } from './dingtalk.ts';
import { slack } from './slack.ts';
import type { Subject } from './subject.ts';
import { wecom } from './wecom.ts';

/** Another way in; what goes out is drawn and sent as without it. */
const socketMode = slack(true);

/** Every adapter, in every way it is run. */
export const subjects: readonly Subject[] = [
  slack(false),
  socketMode,
  wecom,
  dingtalk(true),
  dingtalk(false),
  consoleSubject,
];

/** Those that draw, each in its own way. */
export const drawing = subjects.filter((subject) => subject !== socketMode);
