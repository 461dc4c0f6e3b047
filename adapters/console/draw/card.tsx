import { Icon } from '../../../src/look/icons.tsx';
import { fileSize, Words } from '../../../src/look/words.tsx';
import type { Button, Card, Element, Tone } from '../../../src/platform/card.ts';
import type { FileInfo } from '../../../src/platform/files.ts';
import { linkAddress } from '../../../src/platform/link.ts';
import type { Say } from '../messages.ts';
import { Block } from './text.tsx';

/** What drawing a card needs to know beside the card. */
export interface CardContext {
  say: Say;
  /** Files that exist, by id. */
  files: ReadonlyMap<string, FileInfo>;
  /** Unique on the page: element ids begin with it. */
  id: string;
  /** Address of the message's whole text. */
  whole?: string;
}

const tones = {
  act: { icon: 'hand', words: 'toneAct' },
  warn: { icon: 'clock', words: 'toneWarn' },
  good: { icon: 'check', words: 'toneGood' },
} as const satisfies Record<Exclude<Tone, 'plain'>, unknown>;

/** A whole card with its buttons. */
export function CardView({ card, context }: { card: Card; context: CardContext }) {
  const { say, id } = context;
  const tone = card.tone === 'plain' ? null : tones[card.tone];
  return (
    <div class={`card tone-${card.tone}`}>
      <div class="card-head">
        {tone ? (
          <span class="tone">
            <Icon name={tone.icon} size={15} />
            {say(tone.words)}
          </span>
        ) : null}
        <h2 id={`${id}-title`}>
          <Words text={card.title} />
        </h2>
      </div>
      {card.elements.length > 0 ? (
        <div class="card-body">
          {card.elements.map((element) => (
            <ElementView element={element} context={context} />
          ))}
        </div>
      ) : null}
      {card.buttons.length > 0 ? <Buttons buttons={card.buttons} context={context} /> : null}
    </div>
  );
}

/** A fieldset, because disabling it disables all of a card's buttons while one of them is on its way. */
function Buttons({ buttons, context }: { buttons: Button[]; context: CardContext }) {
  return (
    <fieldset class="buttons" aria-labelledby={`${context.id}-title`}>
      {buttons.map((button, index) => (
        <button
          type="button"
          id={`${context.id}-b${index}`}
          class={`button ${button.style}`}
          hx-post="/console/click"
          hx-vals={JSON.stringify({ action: button.action, value: button.value })}
          hx-disabled-elt="closest fieldset"
          hx-sync="closest fieldset:drop"
          hx-target="#sheet"
        >
          <Words text={button.label} />
        </button>
      ))}
    </fieldset>
  );
}

/** One element, whatever its kind. */
export function ElementView({ element, context }: { element: Element; context: CardContext }) {
  const { say, whole } = context;
  switch (element.kind) {
    case 'text':
      return <Block text={element.text} say={say} whole={whole} />;
    case 'quote':
      return <Quote {...element} say={say} whole={whole} />;
    case 'facts':
      return <Facts facts={element.facts} say={say} />;
    case 'list':
      return <List items={element.items} say={say} />;
    case 'people':
      return <People people={element.people} />;
    case 'progress':
      return <Progress {...element} />;
    case 'chart':
      return <Chart {...element} />;
    case 'image':
      return <Attachment file={context.files.get(element.file)} alt={element.alt} say={say} />;
    case 'drawing':
      return <Block text={element.alt} say={say} whole={whole} />;
    case 'link':
      return <Link {...element} />;
  }
}

function Link({ label, url }: { label: string; url: string }) {
  // Pages of ours are reached here under the very address the console has.
  const address = /^\/views\/[\w./~-]+$/.test(url) ? url : linkAddress(url);
  if (!address) return <Words text={label} />;
  return (
    <p class="words">
      <a href={address} target="_blank" rel="noopener">
        <Words text={label} />
      </a>
    </p>
  );
}

function Quote({ text, by, say, whole }: { text: string; by?: string; say: Say; whole: string | undefined }) {
  return (
    <figure class="quote">
      <blockquote>
        <Block text={text} say={say} whole={whole} />
      </blockquote>
      {by ? (
        <figcaption>
          <Words text={by} />
        </figcaption>
      ) : null}
    </figure>
  );
}

function Facts({ facts, say }: { facts: { label: string; value: string }[]; say: Say }) {
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div>
          <dt>
            <Words text={fact.label} />
          </dt>
          <dd>
            <Block text={fact.value} say={say} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Items = Extract<Element, { kind: 'list' }>['items'];
const marks = { done: 'markDone', now: 'markNow', todo: 'markTodo' } as const;

/** A list; with marks it is the drawing of a chain, the link where it stands standing out. */
function List({ items, say }: { items: Items; say: Say }) {
  const chain = items.some((item) => item.mark);
  return (
    <ol class={chain ? 'chain' : 'list'}>
      {items.map((item) => (
        <li class={item.mark ? `is-${item.mark}` : ''} aria-current={item.mark === 'now' ? 'step' : undefined}>
          {chain ? <span class="dot">{item.mark === 'done' ? <Icon name="check" size={12} /> : null}</span> : null}
          <div class="item">
            <span class="item-text">
              <Words text={item.text} />
              {item.mark ? <span class="sr"> ({say(marks[item.mark])})</span> : null}
            </span>
            {item.note ? (
              <span class="note">
                <Words text={item.note} />
              </span>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function People({ people }: { people: { name: string; role: string }[] }) {
  return (
    <ul class="faces">
      {people.map((person) => (
        <li>
          <Face name={person.name} />
          <span class="face-name">
            <Words text={person.name} />
          </span>
          <span class="note">
            <Words text={person.role} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A round picture with a letter of the name; its colour belongs to the name. */
export function Face({ name, size = 'small' }: { name: string; size?: 'small' | 'large' }) {
  const hue = [...name].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 997, 7) % 6;
  const letters = /^\p{Script=Han}/u.test(name)
    ? [...name].slice(-1).join('')
    : [...name].slice(0, 1).join('').toUpperCase();
  return (
    <span class={`face face-${hue} ${size}`} aria-hidden="true">
      {letters}
    </span>
  );
}

const percent = (share: number) => Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * 100);

function Bar({ share, class: name }: { share: number; class?: string }) {
  return (
    <svg class={`bar ${name ?? ''}`} aria-hidden="true">
      <rect width={`${percent(share)}%`} height="100%" />
    </svg>
  );
}

function Progress({ label, share }: { label: string; share: number }) {
  return (
    <div
      class="progress"
      role="progressbar"
      aria-valuenow={percent(share)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <span class="progress-label">
        <Words text={label} />
        <span class="number">{percent(share)}%</span>
      </span>
      <Bar share={share} class={share > 1 ? 'over' : ''} />
    </div>
  );
}

function Chart({ title, bars }: { title: string; bars: { label: string; value: number; text: string }[] }) {
  const most = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE);
  return (
    <figure class="chart">
      <figcaption>
        <Words text={title} />
      </figcaption>
      <dl>
        {bars.map((bar) => (
          <div>
            <dt>
              <Words text={bar.label} />
            </dt>
            <dd>
              <Bar share={bar.value / most} />
              <span class="number">
                <Words text={bar.text} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

/** A picture as a picture, any other file as something to open. */
function Attachment({ file, alt, say }: { file: FileInfo | undefined; alt: string; say: Say }) {
  if (!file) return <p class="hint">{say('fileGone')}</p>;
  const url = `/console/files/${file.id}`;
  const name = alt || file.name;
  if (file.type.startsWith('image/')) {
    return (
      <a class="picture" href={url} target="_blank" rel="noopener" aria-label={say('openFile', { name })}>
        <img src={url} alt={name} loading="lazy" />
      </a>
    );
  }
  return (
    <a class="document" href={url} aria-label={say('openFile', { name: file.name })}>
      <Icon name="file" />
      <span class="document-name">
        <Words text={file.name} />
      </span>
      <span class="note">{fileSize(file.size)}</span>
    </a>
  );
}
