import { createRequire } from 'node:module';
import type { Feature, Turn } from '../engine/feature.ts';
import { sentence } from '../platform/card.ts';
import { commanded, homeCards } from './asking.ts';
import { lookOf } from './look.ts';
import { companyPage } from './page/company.tsx';
import { departmentPage } from './page/department.tsx';
import { lookAtReaders, nextLook, sendDue } from './sending.ts';

/** The same library draws the chart on the page and in the message. */
const echarts = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js');

/** What managers read every Monday: how their department serves and is served, and what needs them. */
export const digest: Feature = {
  name: 'digest',
  commands: [
    {
      name: 'digest',
      aliases: ['周报'],
      help: {
        en: 'last week of your department, or of one you name; {{/digest}} daily, weekly or off: when it comes',
        'zh-CN': '本部门或所写部门上一周的情况；{{/digest|周报}} 每日、每周、停：设定何时发给您',
      },
    },
  ],
  commanded,
  clicked: async (turn) => ({ effects: [], reply: { kind: 'whisper', card: unknown(turn) } }),
  wakes: sendDue,
  recurring: [{ name: 'look', next: nextLook, catchUp: 'latest' }],
  recurs: lookAtReaders,
  home: homeCards,
  views: [departmentPage, companyPage],
  assets: { folder: 'src/digest/assets', more: { 'echarts.js': echarts } },
};

const unknown = ({ org, person }: Turn) => sentence(lookOf(org, person).say('no.unknown'));
