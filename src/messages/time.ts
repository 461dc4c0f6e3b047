import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Locale } from '../org/organisation.ts';
import { zoneOf } from '../worktime/zone.ts';

dayjs.extend(utc);

const weekdays: Record<Locale, string[]> = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

/** An instant as a person reads it, in their zone: `Fri 1 May 10:00`, `5月1日(周五) 10:00`. Rounded down to the minute. */
export function showTime(at: Date, locale: Locale, zone: string): string {
  // Not dayjs's zone plugin: it asks Intl each time, which was a third of what a card costs.
  const local = dayjs.utc(zoneOf(zone).wall(at.getTime()));
  const weekday = weekdays[locale][local.day()];
  return locale === 'en'
    ? `${weekday} ${local.format('D')} ${months[local.month()]} ${local.format('HH:mm')}`
    : `${local.format('M月D日')}(${weekday}) ${local.format('HH:mm')}`;
}

/** A local date as a person reads it, without an hour: `Fri 1 May`, `5月1日(周五)`. */
export const showLocalDate = (date: string, locale: Locale): string =>
  showTime(new Date(`${date}T00:00:00Z`), locale, 'UTC').slice(0, -' 00:00'.length);

/** The hour alone, in a zone: `17:00`. */
export const showHour = (at: Date, zone: string): string => dayjs.utc(zoneOf(zone).wall(at.getTime())).format('HH:mm');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day far away, with its year: `1 Jan 2099`, `2099年1月1日`. */
export function showDay(at: Date, { locale, zone }: { locale: Locale; zone: string }): string {
  const local = dayjs.utc(zoneOf(zone).wall(at.getTime()));
  return locale === 'en'
    ? `${local.format('D')} ${months[local.month()]} ${local.year()}`
    : local.format('YYYY年M月D日');
}
