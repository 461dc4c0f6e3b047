/**
 * What WeCom documents for a self-built app, in its units: pages 90236 (messages), 94888 (card updates), 90231 (menu), 90244 to
 * 90248 (groups), 90253 and 90254 (media), 91022 (sign-in) and 90454 (frequency) of its developer documentation. Read off the
 * pages on its own, so that nobody's misreading is copied.
 */
export const limits = {
  /** Characters, and people. */
  schedule: { summary: 128, description: 1000, attendees: 1000, calendarSummary: 128, calendarDescription: 512 },
  /** Ids in one call. */
  recipients: { users: 1000, parties: 100, tags: 100 },
  /** Seconds. */
  duplicateWindow: { usual: 1800, longest: 14_400 },
  /** Bytes of UTF-8. */
  text: 2048,
  markdown: 2048,
  textcard: { titleBytes: 128, descriptionBytes: 512, urlBytes: 2048, buttonCharacters: 4 },
  news: { articles: 8, titleBytes: 128, descriptionBytes: 512, urlBytes: 2048 },
  mpnews: { articles: 8, titleBytes: 128, digestBytes: 512, contentBytes: 666 * 1024 },
  video: { titleBytes: 128, descriptionBytes: 512 },
  miniprogram: { titleCharacters: [4, 12], descriptionCharacters: [4, 12], items: 10 },
  card: {
    taskIdBytes: 128,
    keyBytes: 1024,
    optionIdBytes: 128,
    urlBytes: 2048,
    menuActions: 3,
    buttons: 6,
    selectionOptions: 10,
    voteOptions: 20,
    selects: 3,
    selectOptions: 10,
    facts: 6,
    jumps: 3,
    verticals: 4,
    aspectRatio: [1.3, 2.25],
  },
  /** Characters WeCom recommends; its clients cut what is longer. */
  shown: {
    source: 20,
    title: 36,
    desc: 44,
    emphasisTitle: 14,
    emphasisDesc: 22,
    subTitle: 160,
    keyname: 5,
    fact: 30,
    jump: 18,
    button: 10,
    selectionOption: 16,
    voteOption: 17,
    verticalTitle: 38,
    verticalDesc: 160,
  },
  /** Seconds a card can be changed after the press, or after it was sent. */
  responseCodeSeconds: 72 * 3600,
  recallSeconds: 24 * 3600,
  media: {
    seconds: 3 * 24 * 3600,
    /** A file has more bytes than this. */
    least: 5,
    image: 10 * 1024 * 1024,
    voice: 2 * 1024 * 1024,
    video: 10 * 1024 * 1024,
    file: 20 * 1024 * 1024,
    /** Pictures that stay: bytes. */
    uploadimg: 2 * 1024 * 1024,
  },
  group: { nameCharacters: 50, fewest: 2, most: 2000, idBytes: 32 },
  menu: {
    top: 3,
    sub: 5,
    topNameBytes: 16,
    subNameBytes: 40,
    keyBytes: 128,
    /** WeCom's own error text names fewer bytes for a key below the top. */
    subKeyBytes: 60,
    urlBytes: 1024,
  },
  oauth: { codeSeconds: 300, stateBytes: 128 },
  contacts: { pageRows: 10_000, openIds: 1000 },
} as const;

/** How often things may be asked for. Counted on the machine's clock, and only when the emulator is told to. */
export interface Rates {
  /** Calls of one API. */
  apiPerMinute: number;
  apiPerHour: number;
  /** Messages one member gets from the app; more are dropped without a word. */
  memberPerMinute: number;
  memberPerHour: number;
  /** Messages a day for each account of the company. */
  dayPerAccount: number;
  groupsPerDay: number;
  groupChangesPerHour: number;
  /** Messages to members through groups, all together and for one member. */
  groupPersonsPerMinute: number;
  groupMemberPerMinute: number;
  /** Length of what is called a minute, milliseconds: tests shorten it. */
  minuteMs: number;
}

export const documentedRates: Rates = {
  apiPerMinute: 10_000,
  apiPerHour: 150_000,
  memberPerMinute: 30,
  memberPerHour: 1000,
  dayPerAccount: 200,
  groupsPerDay: 1000,
  groupChangesPerHour: 1000,
  groupPersonsPerMinute: 20_000,
  groupMemberPerMinute: 200,
  minuteMs: 60_000,
};
