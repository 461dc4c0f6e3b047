/**
 * What Slack allows, in UTF-16 units, items and milliseconds: the documentation at docs.slack.dev (Block Kit reference, modals,
 * rate limits, Web API methods) and the validators of Slack's SDKs. Kept apart from the adapter's own table on purpose:
 * a number misread in one of the two shows up in the tests.
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  attachments: 100,
  tables: 1,
  id: 255,

  sectionText: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  contextActions: 5,
  altText: 2000,
  imageTitle: 2000,
  url: 3000,
  label: 2000,
  hint: 2000,
  markdown: 12_000,
  listIndent: 8,
  tableRows: 100,
  tableCells: 20,
  videoTitle: 199,
  videoAuthor: 49,
  cardTitle: 150,
  cardBody: 200,
  carouselCards: 10,

  textObject: 3000,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  optionText: 75,
  // The documentation says 150, the comments of @slack/types say 75: what both allow.
  optionValue: 75,
  optionDescription: 75,
  options: 100,
  groups: 100,
  groupLabel: 75,
  overflow: 5,
  radio: 10,
  placeholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  input: 3000,
  files: 10,

  modalWord: 24,
  privateMetadata: 3000,
  viewBytes: 250_000,
  modalStack: 3,

  postText: 40_000,
  updateText: 4000,
  ephemeralText: 40_000,
  // No figure is published.
  metadataBytes: 8000,
  // Documented by its code only; about this many characters of text were reported.
  blocksText: 13_000,
  altTxt: 1000,
  pageSize: 1000,
  // From here on a list without `limit` is refused. No figure is published.
  unpagedUsers: 500,

  triggerMs: 3000,
  answerMs: 3000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  sockets: 10,

  postsPerSecond: 1,
  postBurst: 4,
  // "Several hundred" in the documentation.
  workspacePostsPerMinute: 600,
  /** Calls a minute by tier. */
  tiers: { 1: 1, 2: 20, 3: 50, 4: 100, special: 600 },
} as const;

export type Tier = keyof typeof limits.tiers;
