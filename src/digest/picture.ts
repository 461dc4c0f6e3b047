import type { Drawing } from '../platform/card.ts';
import { type Look, shortDay } from './look.ts';
import { LINE, percentOf, shareSaid } from './said.ts';
import type { TrendPoint } from './types.ts';

/** CSS pixels: the width of a telephone, so that words keep their size there. */
const size = { width: 360, height: 288 } as const;

/** Colours of the picture; the page knows them again and puts its own in their place. */
const ink = {
  ground: '#ffffff',
  text: '#1f2933',
  quiet: '#52606d',
  grid: '#e4e7eb',
  line: '#0b6e63',
  few: '#8cc4bc',
  target: '#7b4b00',
} as const;

/** Of fewer deliveries a rate says little. */
const FEW = 5;

/** Dates under every so many points, counted from the newest. */
const DATED = 3;

/** From so many on, the numbers of neighbouring weeks do not fit side by side: they stand in two rows, in turn. */
const WIDE = 1000;
const ROW = 18;

/** What a written rate takes of the picture's height, in percent. */
const ROOM = 20;

/** The on-time rate of the last weeks beside the line, each point with its n; null where nothing was delivered in any. */
export function trendPicture(
  look: Look,
  name: string,
  trend: readonly TrendPoint[],
): { drawing: Drawing; alt: string } | null {
  if (trend.every(({ of }) => of === 0)) return null;
  const height = size.height + (inTurn(trend) ? ROW : 0);
  return { drawing: { ...size, height, option: optionOf(look, name, trend) }, alt: altOf(look, name, trend) };
}

function optionOf({ say, viewer }: Look, name: string, trend: readonly TrendPoint[]): Record<string, unknown> {
  const few = trend.some(({ of }) => of > 0 && of < FEW);
  const caption = say(few ? 'picture.captionFew' : 'picture.caption', { few: FEW });
  const dated = (index: number) => (trend.length - 1 - index) % DATED === 0;
  const weeks = trend.map(({ week, of }, index) => {
    const date = dated(index) ? shortDay(viewer.locale, week) : ' ';
    return `${numberOf(of, index, inTurn(trend))}\n{w|${date}}`;
  });
  return {
    backgroundColor: ink.ground,
    animation: false,
    textStyle: { fontFamily: 'Noto Sans SC', color: ink.text },
    title: [
      { text: braceless(name), left: 10, top: 8, textStyle: wording(16, ink.text, size.width - 30) },
      { text: say('picture.what'), left: 10, top: 31, textStyle: wording(13, ink.quiet) },
      { text: caption, left: 10, bottom: 4, textStyle: wording(12, ink.quiet) },
    ],
    grid: { left: 40, right: 22, top: 76, bottom: 66 + (inTurn(trend) ? ROW : 0) },
    xAxis: {
      type: 'category',
      data: weeks,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.quiet } },
      axisLabel: {
        interval: 0,
        margin: 6,
        color: ink.quiet,
        rich: {
          n: { fontSize: 13, lineHeight: ROW, color: ink.text, align: 'center' },
          w: { fontSize: 12, lineHeight: ROW, color: ink.quiet, align: 'center' },
        },
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 100,
      interval: 50,
      axisLabel: { fontSize: 13, color: ink.quiet },
      splitLine: { lineStyle: { color: ink.grid } },
    },
    series: [seriesOf(trend)],
  };
}

const inTurn = (trend: readonly TrendPoint[]): boolean => trend.some(({ of }) => of >= WIDE);

/** How many deliveries a week had, in its row. */
function numberOf(of: number, index: number, turns: boolean): string {
  const said = `{n|${of === 0 ? '–' : of}}`;
  if (!turns) return said;
  return index % 2 === 0 ? `${said}\n{n| }` : `{n| }\n${said}`;
}

/** A week without deliveries is a gap: no rate, and not one of zero. */
function seriesOf(trend: readonly TrendPoint[]) {
  const last = trend.findLastIndex(({ of }) => of > 0);
  return {
    type: 'line',
    name: 'rate',
    connectNulls: false,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: 10,
    clip: false,
    lineStyle: { width: 2.5, color: ink.line },
    itemStyle: { color: ink.line },
    emphasis: { disabled: true },
    data: trend.map((point, index) => pointOf(point, index === last ? newestLabel(point, trend[index - 1]) : null)),
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { type: 'dashed', width: 1.5, color: ink.target },
      label: { position: 'start', distance: 5, formatter: String(LINE), fontSize: 13, color: ink.target },
      data: [{ yAxis: LINE }],
    },
  };
}

function pointOf(point: TrendPoint, label: ReturnType<typeof newestLabel> | null) {
  const rate = percentOf(point);
  if (rate === null) return { value: null };
  const pale = point.of < FEW;
  return {
    value: rate,
    ...(pale ? { symbolSize: 8, itemStyle: { color: ink.few } } : {}),
    ...(label ? { label } : {}),
  };
}

/** Clear of the line at 90 and of its own, which comes from the left, and inside the picture. */
function newestLabel(point: TrendPoint, before: TrendPoint | undefined) {
  const rate = percentOf(point) ?? 0;
  const falls = (before ? (percentOf(before) ?? rate) : rate) > rate;
  const below = rate < LINE && (rate > LINE - ROOM || (falls && rate >= ROOM));
  return {
    show: true,
    position: below ? 'bottom' : 'top',
    formatter: `${rate} %`,
    fontSize: 16,
    fontWeight: 'bold',
    color: ink.text,
    // Still read where a steep line crosses it.
    textBorderColor: ink.ground,
    textBorderWidth: 3,
    offset: [rate === 100 ? 9 : 12, 0],
  };
}

const wording = (fontSize: number, color: string, width?: number) => ({
  fontSize,
  fontWeight: 'normal',
  color,
  ...(width === undefined ? {} : { width, overflow: 'truncate' }),
});

/** ECharts fills in what stands in braces (https://echarts.apache.org/en/option.html#title.text). */
const braceless = (text: string) => text.replaceAll('{', '（').replaceAll('}', '）');

/** The same in words, for who cannot see it and where no picture is shown. */
function altOf(look: Look, name: string, trend: readonly TrendPoint[]): string {
  const { say, viewer } = look;
  const first = trend.findIndex(({ of }) => of > 0);
  const points = trend.slice(first).map((point) => {
    const week = shortDay(viewer.locale, point.week);
    const share = shareSaid(look, point);
    return share === null ? say('picture.gap', { week }) : say('picture.point', { week, share });
  });
  return say('picture.alt', { name, points: points.join(say('list')) });
}
