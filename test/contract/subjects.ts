import { consoleSubject } from './console.ts';
import { dingtalk } from './dingtalk.ts';
import { slack } from './slack.ts';
import type { Subject } from './subject.ts';
import { wecom } from './wecom.ts';

/** Every adapter, in every way it is run. */
export const subjects: readonly Subject[] = [
  slack(false),
  slack(true),
  wecom,
  dingtalk(true),
  dingtalk(false),
  consoleSubject,
];
