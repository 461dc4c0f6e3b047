import { Sign } from '../../../src/look/icons.tsx';
import type { Card, Element } from '../../../src/platform/card.ts';
import type { FileInfo } from '../../../src/platform/files.ts';
import type { Message } from '../store.ts';
import { CardView, ElementView } from './card.tsx';
import { dayAndTime, type Viewer } from './view.ts';

type Files = ReadonlyMap<string, FileInfo>;

/** Ids of the files a card shows. */
export const filesIn = (cards: readonly Card[]): string[] =>
  cards.flatMap((card) => card.elements.flatMap((element) => (element.kind === 'image' ? [element.file] : [])));

/** Messages in order, with a line where a day begins. `before` is when the message ahead of the first was sent. */
export function Entries({
  messages,
  files,
  viewer,
  before,
}: {
  messages: readonly Message[];
  files: Files;
  viewer: Viewer;
  before: Date | null;
}) {
  return (
    <>
      {messages.map((message, index) => (
        <Entry message={message} files={files} viewer={viewer} before={messages[index - 1]?.sentAt ?? before} />
      ))}
    </>
  );
}

/** One message; a day's first one carries the day's name. */
export function Entry({
  message,
  files,
  viewer,
  before,
}: {
  message: Message;
  files: Files;
  viewer: Viewer;
  before: Date | null;
}) {
  const zone = viewer.person.zone;
  const { day, time } = dayAndTime(message.sentAt, viewer.locale, zone);
  const newDay = before === null || dayAndTime(before, viewer.locale, zone).day !== day;
  const today = dayAndTime(viewer.now, viewer.locale, zone).day === day;
  return (
    <div class="entry" data-revision={message.revision}>
      {newDay ? (
        <p class="day">
          <span>{today ? `${viewer.say('today')} · ${day}` : day}</span>
        </p>
      ) : null}
      {message.author === 'person' ? (
        <Own message={message} files={files} viewer={viewer} time={time} />
      ) : (
        <article class="message" id={`m${message.id}`} aria-labelledby={`m${message.id}-title`}>
          <Sign size={30} />
          <div class="message-main">
            <CardView
              card={message.card}
              context={{ say: viewer.say, files, id: `m${message.id}`, whole: wholeOf(message) }}
            />
            <p class="stamp">
              <time datetime={message.sentAt.toISOString()}>{time}</time>
              {message.editedAt
                ? ` · ${viewer.say('edited')} ${dayAndTime(message.editedAt, viewer.locale, zone).time}`
                : ''}
            </p>
          </div>
        </article>
      )}
    </div>
  );
}

const wholeOf = (message: Message) => `/console/messages/${message.id}/text`;

function Own({ message, files, viewer, time }: { message: Message; files: Files; viewer: Viewer; time: string }) {
  const id = `m${message.id}`;
  return (
    <article class="message own" id={id} aria-label={viewer.person.name}>
      <div class="message-main">
        <div class="bubble">
          {message.card.elements.map((element: Element) => (
            <ElementView element={element} context={{ say: viewer.say, files, id, whole: wholeOf(message) }} />
          ))}
        </div>
        <p class="stamp">
          <time datetime={message.sentAt.toISOString()}>{time}</time>
        </p>
      </div>
    </article>
  );
}

/** What only this person sees, at once; it is not kept. */
export function Whisper({ card, files, viewer, id }: { card: Card; files: Files; viewer: Viewer; id: string }) {
  return (
    <div class="entry">
      <article class="message whisper" id={id} aria-labelledby={`${id}-title`}>
        <Sign size={30} />
        <div class="message-main">
          <CardView card={card} context={{ say: viewer.say, files, id }} />
          <p class="stamp">{viewer.say('onlyYou')}</p>
        </div>
      </article>
    </div>
  );
}
