import type { TimeTurn, View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import { ledBy } from '../../org/leaders.ts';
import { departmentName, type Person } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { readSigningKey } from '../../service/settings.ts';
import { type Look, lookOf } from '../look.ts';
import { type Owner, pathOf, readFeeds } from './address.ts';

/** The address of someone's calendar, and of those of the departments they lead: to copy, and seen by nobody else. */
export const calendarPage: View = {
  name: 'calendar',
  title: { en: 'Address of your calendar', 'zh-CN': '日历订阅地址' },
  async show(turn) {
    const look = lookOf(turn.org, turn.person);
    const { say } = look;
    const feeds = await addressesOf(turn);
    if (feeds.length === 0) return { kind: 'no', card: sentence(say('feeds.none')) };
    return {
      kind: 'page',
      title: say('feeds.card'),
      content: (
        <article>
          <h1>{say('feeds.card')}</h1>
          <p>{say('feeds.how')}</p>
          {feeds.map(({ owner, address }) => (
            <section>
              <h2>
                <Words text={whoseOf(look, owner)} />
              </h2>
              <p>
                <code class="address">{address}</code>
              </p>
              <p>
                <a href={address.replace(/^https?:/, 'webcal:')}>{say('feeds.subscribe')}</a>
              </p>
            </section>
          ))}
          <p class="note">{say('feeds.private')}</p>
        </article>
      ),
    };
  },
};

/** Whose calendars someone is shown: their own, and those of the departments they lead. */
export const ownersFor = ({ org, person }: Pick<TimeTurn, 'org'> & { person: Person }): Owner[] => [
  { person: person.id },
  ...ledBy(org, person.id).map((department) => ({ department })),
];

export const whoseOf = ({ org, say }: Look, owner: Owner): string =>
  'person' in owner
    ? say('feeds.mine')
    : say('feeds.ofDepartment', { department: departmentName(org, owner.department) });

async function addressesOf(turn: TimeTurn & { person: Person }): Promise<{ owner: Owner; address: string }[]> {
  const key = await readSigningKey(turn.tx);
  const feeds = await readFeeds(turn.tx, ownersFor(turn));
  return feeds.flatMap((feed) => {
    const address = turn.address?.(pathOf(feed, key));
    return address ? [{ owner: feed.owner, address }] : [];
  });
}
