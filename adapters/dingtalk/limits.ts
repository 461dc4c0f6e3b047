/** What DingTalk takes, as documented on open.dingtalk.com, with what we allow ourselves below it. */
export const limits = {
  /** People of one `oToMessages/batchSend`: 20. */
  batch: 20,
  /** People one card instance is created for at once; not documented, so that of a batch. */
  spaces: 20,
  /** Documented: 100 characters. */
  outTrackId: 100,
  /** Documented: a cardParamMap has at most 100 KB; kept below for the whole request. */
  cardBytes: 80_000,
  /** Documented as 1 KB a value, which the official samples of forms exceed: short texts stay below it, rich ones near it. */
  valueBytes: 1_000,
  bodyBytes: 3_000,
  formBytes: 30_000,
  /** Of a form in a card, all its lists together: what fits into its bytes, and nobody scrolls further. */
  formOptions: 200,
  /** Of the context a form in a card carries beside its action and the name of its drawing, all in one value. */
  contextBytes: 900,
  /** Buttons the template repeats. */
  cardButtons: 8,
  /** `sampleActionCard` to `sampleActionCard5`. */
  messageButtons: 5,
  /** Documented: 15,000 bytes of msgParam. */
  messageBytes: 12_000,
  buttonLabel: 20,
  /** Calls of one API in a second: 20 in the standard edition, and a margin, as some travel faster than others. */
  pace: { everyMs: 46, burst: 1, window: { calls: 20, ms: 1_030 } },
  /** The platform waits 3 s for a robot message's acknowledgement and 2 s for the answer to a card. */
  cardAnswerMs: 1_800,
  httpTimeoutMs: 2_000,
  /** `v2/user/list`. */
  page: 100,
} as const;

export type Edition = 'standard' | 'professional';

/** Billed calls, and messages over webhooks and streams, that an organisation has in a calendar month. */
export const monthly: Record<Edition, { calls: number; messages: number }> = {
  standard: { calls: 5_000, messages: 3_000 },
  professional: { calls: 200_000, messages: 50_000 },
};
