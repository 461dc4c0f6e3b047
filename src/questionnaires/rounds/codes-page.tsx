import { raw } from 'hono/html';
import qrcode from 'qrcode';
import type { View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import { departmentName } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { codeAddress, codesOf } from './codes.ts';
import { lookOf, nameOf } from './look.ts';

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
    const sheets = await Promise.all(
      found.sheets.map(async ({ person, department, code }) => ({
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
                <p>{say('round.codes.how', { title: found.title })}</p>
                <p class="note address">{to}</p>
              </div>
            </section>
          ))}
        </div>
      ),
    };
  },
};
