import { raw } from 'hono/html';
import qrcode from 'qrcode';
import type { View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import { departmentName } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { codeAddress, codesOf } from './codes.ts';
import { lookOf, nameOf } from './look.ts';

/** Codes drawn at once: each takes milliseconds in which nobody else is served. */
const AT_ONCE = 200;

/** A page to print and cut: a code for each person without an account. */
export const codesView: View = {
  name: 'codes',
  title: { en: 'Codes to print', 'zh-CN': '供打印的二维码' },
  async show(turn, query) {
    const look = lookOf(turn.org, turn.person);
    const address = codeAddress(turn.link(turn.person.id, 'questionnaires/codes'));
    const found = await codesOf(turn, query);
    if (!found || !address || found.sheets.length === 0)
      return { kind: 'no', card: sentence(look.say('round.no.codeSheet')) };
    const part = Math.floor((Number(query.get('from')) || 0) / AT_ONCE);
    const parts = Array.from({ length: Math.ceil(found.sheets.length / AT_ONCE) }, (_, index) => index);
    const from = (parts[part] ?? 0) * AT_ONCE;
    const sheets = await Promise.all(
      found.sheets.slice(from, from + AT_ONCE).map(async ({ person, department, code }) => ({
        name: nameOf(look, person),
        department: departmentName(turn.org, department),
        address: `${address}${code}`,
        drawn: await qrcode.toString(`${address}${code}`, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }),
      })),
    );
    const { say } = look;
    return {
      kind: 'page',
      title: say('round.codes.title', { title: found.title }),
      styles: ['codes.css'],
      content: (
        <div class="codes">
          <p class="screen-only">{say('round.codes.intro')}</p>
          {parts.length > 1 ? (
            <nav class="screen-only">
              <p>{say('round.codes.parts', { count: found.sheets.length })}</p>
              {parts.map((index) => (
                <a href={partAddress(query, index)} aria-current={index * AT_ONCE === from ? 'page' : undefined}>
                  {`${index * AT_ONCE + 1}–${Math.min((index + 1) * AT_ONCE, found.sheets.length)} `}
                </a>
              ))}
            </nav>
          ) : null}
          {sheets.map(({ name, department, address: to, drawn }) => (
            <section class="code">
              <div class="drawn">{raw(drawn)}</div>
              <div>
                <h2>
                  <Words text={name} />
                </h2>
                <p class="note">
                  <Words text={department} />
                </p>
                <p>{say('round.codes.how', { title: found.title, count: found.minutes })}</p>
                <p class="note address">{to}</p>
              </div>
            </section>
          ))}
        </div>
      ),
    };
  },
};

function partAddress(query: URLSearchParams, index: number): string {
  const asked = new URLSearchParams(query);
  asked.set('from', String(index * AT_ONCE));
  return `codes?${asked}`;
}
