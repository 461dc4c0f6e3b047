import type { Locale } from '../../src/org/organisation.ts';
import type { Card, Element, Tone } from '../../src/platform/card.ts';

const pick = (locale: Locale) => (zh: string, en: string) => (locale === 'en' ? en : zh);

/** A card as the responsible person sees it: who needs what, by when, and what one can do. */
export function requestCard(locale: Locale, tone: Tone): Card {
  const t = pick(locale);
  const quote = t(
    '明早要 500 件 A 料，出口订单 SO-2051 今晚排产，缺料会停线。',
    'We need 500 pieces of material A by tomorrow morning. Export order SO-2051 goes on the line tonight.',
  );
  const elements: Element[] = [
    { kind: 'quote', text: quote, by: t('王芳 · 销售部', '王芳 · Sales') },
    {
      kind: 'facts',
      facts: [
        { label: t('需要时间', 'Needed by'), value: t('5月2日(周六) 09:00', 'Sat 2 May 09:00') },
        {
          label: t('关系到', 'It blocks'),
          value: t('出口订单 SO-2051 · 1,000,000 元', 'Export order SO-2051 · 1,000,000'),
        },
        { label: t('最迟响应', 'Answer by'), value: t('10:30（还有 18 分钟）', '10:30 (18 minutes left)') },
      ],
    },
  ];
  const done = tone === 'good';
  const title = done
    ? t('R-1042 · 已接单，承诺 5月2日 08:30', 'R-1042 · accepted, promised Sat 2 May 08:30')
    : t('R-1042 · 销售部需要 500 件 A 料', 'R-1042 · Sales needs 500 pieces of material A');
  const button = (action: string, label: string, style: 'primary' | 'danger' | 'plain') => ({
    action: `gallery.${action}`,
    value: 'R-1042',
    label,
    style,
  });
  const open = [
    button('accept', t('接单', 'Accept'), 'primary'),
    button('form', t('被卡住了…', 'Blocked by …'), 'plain'),
    button('whisper', t('问客户', 'Ask the customer'), 'plain'),
    button('form', t('不归我们', 'Not ours'), 'plain'),
    button('accept', t('婉拒', 'Decline'), 'danger'),
  ];
  return { title, tone, elements, buttons: done ? open.slice(1, 3) : open };
}

/** Every element in every tone. */
export function everyElement(locale: Locale, picture: string): Card[] {
  const t = pick(locale);
  return [
    {
      title: t('SO-2051 现在到了哪一步', 'Where SO-2051 stands'),
      tone: 'plain',
      elements: [chain(locale)],
      buttons: [],
    },
    bill(locale),
    {
      title: t('离承诺时间还有 40 分钟：R-1038', 'R-1038 is promised in 40 minutes'),
      tone: 'warn',
      elements: [
        {
          kind: 'text',
          text: t(
            '采购部在等供应商确认到货。如果赶不上，现在说一声，客户还来得及调整。',
            'Purchasing waits for the supplier. If it will be late, saying so now still lets the customer rearrange.',
          ),
        },
        { kind: 'progress', label: t('时限已用', 'Time used'), share: 0.86 },
        {
          kind: 'people',
          people: [
            { name: '徐凯', role: t('值班', 'on duty') },
            { name: '林娜', role: t('负责人', 'head') },
          ],
        },
        { kind: 'image', file: picture, alt: t('到货区照片', 'Photo of the goods-in area') },
      ],
      buttons: [
        { action: 'gallery.form', value: 'R-1038', label: t('提前预警', 'Give early warning'), style: 'primary' },
      ],
    },
    neighbours(locale),
    requestCard(locale, 'act'),
  ];
}

/** The page the gallery's link leads to. */
export const galleryPage = 'https://xiayou.example.com/views/map/whole?focus=sales&level=(2)';

function neighbours(locale: Locale): Card {
  const t = pick(locale);
  const nodes = [t('采购部', 'Purchasing'), t('物控部', 'Material control'), t('销售部', 'Sales')];
  return {
    title: t('谁把什么交给物控部', 'Who hands what to material control'),
    tone: 'plain',
    elements: [
      {
        kind: 'drawing',
        alt: t('采购部 → 物控部 → 销售部', 'Purchasing → Material control → Sales'),
        drawing: { width: 360, height: 120, option: chainOption(nodes) },
      },
      { kind: 'link', label: t('打开全图', 'Open the whole map'), url: galleryPage },
    ],
    buttons: [],
  };
}

/** Nodes in a row, each joined to the next. */
function chainOption(nodes: readonly string[]): Record<string, unknown> {
  return {
    series: [
      {
        type: 'graph',
        layout: 'none',
        symbolSize: 14,
        label: { show: true, position: 'bottom', fontWeight: 400 },
        data: nodes.map((name, index) => ({ name, x: index * 100, y: 0 })),
        links: nodes.slice(1).map((target, index) => ({ source: nodes[index], target })),
      },
    ],
  };
}

function chain(locale: Locale): Element {
  const t = pick(locale);
  return {
    kind: 'list',
    items: [
      {
        text: t('销售部 → 物控部：500 件 A 料', 'Sales → Material control: 500 pieces'),
        mark: 'done',
        note: t('刘洋 10:12 接单', '刘洋 accepted at 10:12'),
      },
      {
        text: t('物控部 → 生产部：加班排产', 'Material control → Production: extra shift'),
        mark: 'done',
        note: t('黄强 10:31 接单', '黄强 accepted at 10:31'),
      },
      {
        text: t('生产部 → 采购部：B 料 2 吨', 'Production → Purchasing: 2 t of material B'),
        mark: 'now',
        note: t('自 10:58 起在这里，采购部等财务付款', 'Here since 10:58, waiting for a payment'),
      },
      { text: t('采购部 → 财务部：预付款 30%', 'Purchasing → Finance: 30 % in advance'), mark: 'todo' },
    ],
  };
}

function bill(locale: Locale): Card {
  const t = pick(locale);
  const bars = [
    { label: t('物控部', 'Material control'), value: 19, text: t('19 分钟', '19 min') },
    { label: t('生产部', 'Production'), value: 27, text: t('27 分钟', '27 min') },
    { label: t('采购部', 'Purchasing'), value: 312, text: t('5 小时 12 分', '5 h 12 min') },
    { label: t('财务部', 'Finance'), value: 148, text: t('2 小时 28 分', '2 h 28 min') },
  ];
  return {
    title: t('R-1021 已完成：时间用在了哪里', 'R-1021 is done: where the time went'),
    tone: 'good',
    elements: [
      { kind: 'chart', title: t('从提出到完成，共 8 小时 26 分', 'From filing to closing, 8 h 26 min'), bars },
      {
        kind: 'list',
        items: [
          {
            text: t('最长的一段：采购部等待供应商确认', 'The longest part: waiting for the supplier'),
            note: '3 h 40 min',
          },
          { text: t('客户评分 5 / 5', 'Rated 5 of 5') },
        ],
      },
    ],
    buttons: [],
  };
}

/** Text that means harm or mischief, and must neither be run nor break the page. */
export function longWords(text: string): Card {
  const hostile = `<script>alert(1)</script> <img src=x onerror=alert(2)> =cmd() \u202Eabc\u0007 𠮷野家 👩‍👩‍👧 ${'W'.repeat(300)}`;
  return {
    title: `"><b>${'长'.repeat(90)}`,
    tone: 'plain',
    elements: [
      { kind: 'text', text: hostile },
      { kind: 'quote', text: text || '一行\n'.repeat(40), by: '<i>x</i>' },
      { kind: 'facts', facts: [{ label: 'SQL', value: `'; drop table files; --` }] },
    ],
    buttons: [{ action: 'gallery.whisper', value: '"><script>', label: '<b>好</b>', style: 'plain' }],
  };
}
