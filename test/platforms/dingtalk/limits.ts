/** What DingTalk allows, as its documentation says. Nothing here is shared with the code under test. */
export const limits = {
  /** Seconds an access token lives. */
  tokenSeconds: 7200,
  /** Milliseconds a ticket for one connection is good for. */
  ticketMs: 90_000,
  /** Milliseconds after which a pushed frame counts as unanswered; a click on a card is given less. */
  frameMs: 3_000,
  cardMs: 2_000,
  /** How often one robot message, one event and one click are delivered at most, redeliveries included. */
  robotTries: 2,
  eventTries: 3,
  cardTries: 1,
  /** Recipients of one call of oToMessages/batchSend, and keys of one recall. */
  recipients: 20,
  recalled: 20,
  recallMs: 24 * 3_600_000,
  /** Bytes of `msgParam` in a group; the table for one-to-one names no number and its error code `msgParam.tooLong` does. */
  msgParamBytes: 15_000,
  /** Milliseconds a sessionWebhook lives: 90 minutes in every payload seen. */
  sessionMs: 90 * 60_000,
  /** Characters of an outTrackId. */
  outTrackId: 100,
  /** Bytes of a variable's name, and of all variables together. */
  variableName: 100,
  cardBytes: 100 * 1024,
  /** Bytes of a variable's value: documented for all, and not kept to by the official samples of the form component. */
  valueBytes: 1024,
  /** Bytes of those variables that carry a list, a form or a text of several paragraphs: a fifth of a card. */
  richValueBytes: 20 * 1024,
  buttons: 8,
  /** Characters and people of an event, events a person makes in a day, and people asked about at once. */
  eventTitle: 2048,
  eventDescription: 5000,
  eventAttendees: 500,
  eventsPerDay: 100,
  busyPeople: 20,
  /** Calls to one API in one second. */
  perSecond: 20,
  /** The standard edition: billed calls, and Webhook and Stream messages, of one company in one calendar month. */
  monthlyCalls: 5_000,
  monthlyMessages: 3_000,
  /** Members of one page of a department. */
  page: 100,
  uploadBytes: { image: 20 << 20, voice: 2 << 20, video: 20 << 20, file: 20 << 20 },
  uploadTypes: {
    image: ['jpg', 'jpeg', 'gif', 'png', 'bmp'],
    voice: ['amr', 'mp3', 'wav'],
    video: ['mp4'],
    file: ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'pdf', 'rar'],
  },
  sampleFileTypes: ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx'],
} as const;
