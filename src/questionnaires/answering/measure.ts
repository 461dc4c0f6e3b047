/** What someone wrote as the measure of a requirement. */
export interface Measure {
  /** Null where no number was written. */
  amount: number | null;
  unit: string | null;
  /** What was written, when it says more than a number and its unit; else empty. */
  words: string;
}

const digits = String.raw`[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?`;
/** A number and nothing but its unit: `2 h`, `98 %`, `1,000 pieces per batch`. */
const plain = new RegExp(String.raw`^(${digits})\s*([^\d]{0,30})$`, 'u');
const anywhere = new RegExp(String.raw`(?<![\d.])(${digits})\s*([%‰℃]|[\p{L}]+(?:/[\p{L}]+)?)?`, 'u');
/** Chinese numerals are numbers only before what is counted: 一般 and 万一 are none. */
const counted =
  /^([零一二两三四五六七八九十百]{1,5}|半)个?(半)?(分钟|小时|钟头|工作日|天|日|周|星期|月|季度|年|秒|分|件|次|个|批|箱|台|套|人|单|份|成)(半)?(?:以内|之内|以上|以下|之前|左右|内|前)?$/u;
/** Two numerals beside each other are about so much: 两三天, 三五个. */
const about = /[一二两三四五六七八九]{2}/u;
/** Numbers that measure nothing by themselves: a time of day, a date, from one number to another, a fraction. */
const noMeasure =
  /\d:\d\d|\d{4}[-/.年]\d|月\s*\d{1,2}\s*[日号]|[\d两三四五六七八九十]\s*[%‰℃]?\s*\p{L}{0,4}\s*[-~–—至到]\s*\d|\b(?:to|and)\s+\d|\d\/\d|(?<![\d,])\d+,\d{1,2}(?!\d)/u;
/** Hours with minutes behind them. */
const hoursAndMinutes = /^(\d{1,3})\s*(?:个?小时|h|hr|hrs|hours?)\s*(\d{1,2})\s*(分钟?|m|min|mins|minutes?)$/iu;
/** Said of a limit, not of the unit. */
const limits = /(?:以内|之内|以上|以下|之前|左右|内|前)$/u;

/** Reads `2 小时`, `98%`, `两天半`, `within 3 days`: the number and its unit, and what else was said. Nothing is lost. */
export function readMeasure(written: string): Measure {
  const text = written
    .normalize('NFKC')
    .replace(/[\s.。,、;!]+$/u, '')
    .trim()
    .replace(/\s+/gu, ' ');
  const share = /^百分之\s*(\d{1,3}(?:\.\d{1,6})?)\s*(以上|以下|左右)?$/u.exec(text);
  if (share) return { amount: Number(share[1]), unit: '%', words: share[2] ? text : '' };
  const whole = plain.exec(text);
  const amount = numberOf(whole?.[1]);
  if (whole && amount !== null) {
    const unit = (whole[2] ?? '').trim();
    const bare = unit
      .replace(limits, '')
      .replace(/^个(?=.)/u, '')
      .trim();
    const said = unit.replace(/^个(?=.)/u, '');
    return { amount, unit: bare === '' ? null : bare, words: bare === said ? '' : text };
  }
  const timed = hoursAndMinutes.exec(text);
  if (timed) return { amount: Number(timed[1]) * 60 + Number(timed[2]), unit: timed[3] ?? null, words: text };
  const chinese = counted.exec(text);
  if (chinese && !about.test(chinese[1] ?? '')) {
    const [, numeral = '', half, unit = '', after] = chinese;
    const amount = numeral === '半' ? 0.5 : chineseNumber(numeral) + (half || after ? 0.5 : 0);
    return { amount, unit, words: limits.test(text) ? text : '' };
  }
  const found = noMeasure.test(text) ? null : anywhere.exec(text);
  const said = numberOf(found?.[1]);
  if (!found || said === null) return { amount: null, unit: null, words: text };
  const unit = (found[2] ?? '').replace(limits, '').replace(/^个(?=.)/u, '');
  return { amount: said, unit: unit === '' ? null : unit, words: text };
}

/** Null for what no number keeps digit by digit, as that of an order or a part. */
function numberOf(text = ''): number | null {
  const written = text.replaceAll(',', '');
  const [whole = '', decimals = ''] = written.replace(/^[-+]?0*/u, '').split('.');
  return written === '' || whole.length + decimals.length > 15 || decimals.length > 6 ? null : Number(written);
}

/** 两, 十二, 一百二十: up to 999. */
function chineseNumber(text: string): number {
  let [total, digit] = [0, 0];
  for (const sign of text) {
    if (sign === '百' || sign === '十') {
      total += (digit || 1) * (sign === '百' ? 100 : 10);
      digit = 0;
    } else digit = sign === '两' ? 2 : '零一二三四五六七八九'.indexOf(sign);
  }
  return total + digit;
}
