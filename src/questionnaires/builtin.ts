import type { Questionnaire } from './types.ts';

/** The questionnaire that comes with the product: whose supplier and customer someone is. Its pages are in `answering/map-pages.ts`. */
export const selfAwareness: Extract<Questionnaire, { kind: 'map' }> = {
  kind: 'map',
  key: 'self-awareness',
  version: 1,
  title: { 'zh-CN': '自我认知', en: 'Self-awareness' },
};
