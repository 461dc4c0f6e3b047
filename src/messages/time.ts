import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import type { Locale } from '../org/organisation.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

const weekdays: Record<Locale, string[]> = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

/** An instant as a person reads it, in their zone: `Fri 1 May 10:00`, `5月1日(周五) 10:00`. Rounded down to the minute. */
export function showTime(at: Date, locale: Locale, zone: string): string {
  const local = dayjs(at).tz(zone);
  const weekday = weekdays[locale][local.day()];
  return locale === 'en'
    ? `${weekday} ${local.format('D')} ${months[local.month()]} ${local.format('HH:mm')}`
    : `${local.format('M月D日')}(${weekday}) ${local.format('HH:mm')}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
