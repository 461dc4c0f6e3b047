import { Words } from '../../look/words.tsx';
import type { Card, Element } from '../../platform/card.ts';
import { linkAddress } from '../../platform/link.ts';
import { buttonName } from '../names.ts';
import { html, Page } from './document.tsx';
import type { Reader } from './form.tsx';

/** After the form: what was answered, or that it was sent. `press` is where the card's buttons go. */
export function lastPage(reader: Reader, card: Card | null, press: string): string {
  const { say, locale, asset } = reader;
  const title = card?.title ?? say('sentTitle');
  return html(
    <Page locale={locale} title={title} asset={asset}>
      <article class={`last tone-${card?.tone ?? 'good'}`}>
        <h1>
          <Words text={title} />
        </h1>
        {card?.elements.map((element) => (
          <Drawn element={element} />
        ))}
        {card && card.buttons.length > 0 ? <Buttons card={card} press={press} /> : null}
        <p class="hint">{say('closePage')}</p>
      </article>
    </Page>,
  );
}

function Buttons({ card, press }: { card: Card; press: string }) {
  return (
    <form method="post" action={press} class="last-buttons">
      {card.buttons.map((button, index) => (
        <button type="submit" name={buttonName} value={String(index)} class={`button ${button.style}`}>
          <Words text={button.label} />
        </button>
      ))}
    </form>
  );
}

/** A part of a card, in words. */
export function Drawn({ element }: { element: Element }) {
  switch (element.kind) {
    case 'text':
      return <Paragraph text={element.text} />;
    case 'quote':
      return (
        <blockquote>
          <Paragraph text={element.text} />
          {element.by ? (
            <footer class="note">
              <Words text={element.by} />
            </footer>
          ) : null}
        </blockquote>
      );
    case 'facts':
      return <Pairs pairs={element.facts.map(({ label, value }) => [label, value])} />;
    case 'list':
      return (
        <ul class="points">
          {element.items.map((item) => (
            <li>
              <Words text={item.text} />
              {item.note ? (
                <span class="note">
                  {' '}
                  <Words text={item.note} />
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      );
    case 'people':
      return <Pairs pairs={element.people.map(({ name, role }) => [role, name])} />;
    case 'progress':
      return <Pairs pairs={[[element.label, `${Math.round(element.share * 100)} %`]]} />;
    case 'chart':
      return <Pairs pairs={element.bars.map(({ label, text }) => [label, text])} />;
    case 'image':
    case 'drawing':
      return element.alt ? <Paragraph text={element.alt} /> : null;
    case 'link':
      return <Link label={element.label} url={element.url} />;
  }
}

function Link({ label, url }: { label: string; url: string }) {
  const address = linkAddress(url);
  if (!address) return <Paragraph text={label} />;
  return (
    <p>
      <a href={address}>
        <Words text={label} />
      </a>
    </p>
  );
}

const Paragraph = ({ text }: { text: string }) => (
  <p class="words" dir="auto">
    <Words text={text} />
  </p>
);

const Pairs = ({ pairs }: { pairs: [string, string][] }) => (
  <dl class="pairs">
    {pairs.map(([label, value]) => (
      <div>
        <dt>
          <Words text={label} />
        </dt>
        <dd>
          <Words text={value} />
        </dd>
      </div>
    ))}
  </dl>
);
