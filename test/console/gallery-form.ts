import type { Locale } from '../../src/org/organisation.ts';
import type { Field, Form, Option } from '../../src/platform/form.ts';

const services: Option[] = Array.from({ length: 130 }, (_, index) => ({
  value: `service-${index}`,
  label: index === 0 ? '生产部 · 按批交货' : `供方 ${index} · 服务项目 ${index}`,
  words: index === 0 ? ['production', 'delivery'] : [`supplier ${index}`],
}));

/** A form with every kind of field, some of them shown only when others say so. */
export function everyField(locale: Locale): Form {
  const t = (zh: string, en: string) => (locale === 'en' ? en : zh);
  return {
    action: 'gallery.everything',
    context: 'R-1042',
    title: t('提出请求', 'File a request'),
    intro: t(
      '请求会直接交给对应部门的值班人员，并开始计时。',
      'It goes straight to whoever is on duty there, and the clock starts.',
    ),
    submit: t('提出请求', 'File request'),
    fields: [
      {
        key: 'to',
        kind: 'choice',
        search: true,
        options: services,
        label: t('找哪个部门', 'To which department'),
        required: true,
      },
      {
        key: 'what',
        kind: 'text',
        long: true,
        max: 500,
        label: t('需要什么', 'What is needed'),
        hint: t('按原话转达，不会改动。', 'Passed on word for word.'),
        required: true,
      },
      { key: 'by', kind: 'time', chips: chips(t), label: t('什么时候要', 'By when'), required: true },
      ...urgency(t),
      ...optional(t),
      ...judgement(t),
    ],
  };
}

type Translate = (zh: string, en: string) => string;

function optional(t: Translate): Field[] {
  return [
    {
      key: 'amount',
      kind: 'number',
      unit: t('元', 'CNY'),
      min: 0,
      max: 100_000_000,
      label: t('涉及金额', 'Amount'),
      required: false,
    },
    {
      key: 'blocks',
      kind: 'choices',
      options: [
        { value: 'order', label: t('订单', 'An order') },
        { value: 'customer', label: t('客户', 'A customer') },
        { value: 'line', label: t('产线', 'The line') },
      ],
      label: t('影响到', 'What it blocks'),
      required: false,
    },
    {
      key: 'informed',
      kind: 'choices',
      search: true,
      most: 3,
      options: services.slice(0, 40),
      label: t('还要告诉谁', 'Who else should know'),
      required: false,
    },
  ];
}

function urgency(t: Translate): Field[] {
  return [
    {
      key: 'urgency',
      kind: 'choice',
      options: [
        { value: 'normal', label: t('一般', 'Normal') },
        { value: 'urgent', label: t('紧急', 'Urgent') },
      ],
      initial: 'normal',
      label: t('紧急程度', 'Urgency'),
      required: true,
    },
    {
      key: 'why',
      kind: 'text',
      max: 80,
      label: t('为什么紧急', 'Why it is urgent'),
      required: true,
      when: { field: 'urgency', is: ['urgent'] },
    },
  ];
}

function judgement(t: Translate): Field[] {
  return [
    {
      key: 'shift',
      kind: 'choice',
      options: Array.from({ length: 8 }, (_, index) => ({
        value: String(index),
        label: t(`第 ${index + 1} 班组`, `Team ${index + 1}`),
      })),
      label: t('班组', 'Team'),
      required: false,
    },
    {
      key: 'rating',
      kind: 'scale',
      min: 1,
      max: 5,
      minLabel: t('不清楚', 'unclear'),
      maxLabel: t('很清楚', 'very clear'),
      label: t('要求是否清楚', 'How clear is the requirement'),
      required: false,
    },
    {
      key: 'photo',
      kind: 'file',
      maxBytes: 5 * 1024 * 1024,
      types: ['image/*', 'application/pdf'],
      label: t('照片或文件', 'Photo or file'),
      required: false,
    },
  ];
}

function chips(t: Translate): Option[] {
  return [
    { value: '2026-05-01T17:00', label: t('今天 17:00', 'Today 17:00') },
    { value: '2026-05-02T10:00', label: t('明天 10:00', 'Tomorrow 10:00') },
    { value: '2026-05-06T09:00', label: t('下个工作日', 'Next workday') },
  ];
}
