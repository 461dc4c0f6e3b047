/** What WeCom takes and shows, as documented on its pages 90236, 94888, 90231 and 90244 (developer.work.weixin.qq.com/document/path/…). */

/** Bytes of UTF-8 beyond which a field is refused or cut by the platform. */
export const bytes = {
  text: 2048,
  key: 1024,
  optionId: 128,
  taskId: 128,
  url: 2048,
  /** A link in a text, which is broken only between lines: two of them fit. */
  anchor: 960,
} as const;

/** Characters a client shows of a card's field: what is longer is cut on the screen, so it is told elsewhere. */
export const shown = {
  source: 20,
  title: 36,
  titleBeneath: 44,
  body: 160,
  factLabel: 5,
  factValue: 30,
  quote: 100,
  quoteBy: 20,
  option: 17,
  dropDownOption: 16,
} as const;

/** How many there may be. */
export const counts = {
  buttons: 6,
  facts: 6,
  /** Ways out of a notice: `jump_list`. */
  jumps: 3,
  options: 20,
  dropDownOptions: 10,
  groupName: 50,
  groupMembers: 2000,
} as const;

/** Days and hours WeCom keeps things valid for, in milliseconds. */
export const lives = {
  /** A code that changes a card: page 94888. */
  responseCodeMs: 72 * 3600_000,
  /** An uploaded file: page 90253. */
  mediaMs: 3 * 24 * 3600_000,
} as const;

/** Seconds an identical text is not delivered again within: the longest there is. */
export const duplicateCheckS = 14_400;

/** Text messages before one card: what is longer still is cut. */
export const mostTexts = 5;
