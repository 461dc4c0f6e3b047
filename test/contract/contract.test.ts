import { describe } from 'vitest';
import { contract } from './contract.ts';
import { dingtalk } from './dingtalk.ts';
import { slack } from './slack.ts';
import { wecom } from './wecom.ts';

for (const subject of [slack(false), slack(true), wecom, dingtalk(true), dingtalk(false)]) {
  describe(subject.name, () => contract(subject));
}
