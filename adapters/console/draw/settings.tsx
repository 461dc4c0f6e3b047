import type { Locale } from '../../../src/org/organisation.ts';
import type { Say } from '../messages.ts';

const swapApp = { 'hx-target': '#app', 'hx-select': '#app', 'hx-swap': 'outerHTML' };
const names: Record<Locale, string> = { 'zh-CN': '中文', en: 'English' };

/** Below the list of people: language, the poorest messenger, and the way out. */
export function Settings({
  say,
  locale,
  poorest,
  password,
}: {
  say: Say;
  locale: Locale;
  poorest: boolean;
  password: boolean;
}) {
  return (
    <section class="settings" aria-label={say('settings')}>
      <button
        type="button"
        role="switch"
        id="poorest"
        class="switch"
        aria-checked={poorest ? 'true' : 'false'}
        aria-describedby="poorest-hint"
        hx-post="/console/poorest"
        hx-vals={JSON.stringify({ on: poorest ? '' : 'yes' })}
        {...swapApp}
      >
        <span>{say('poorest')}</span>
        <span class="knob" aria-hidden="true" />
      </button>
      <p id="poorest-hint" class="hint">
        {say('poorestHint')}
      </p>
      <div class="settings-row">
        <fieldset class="languages" aria-label={say('language')}>
          {(['zh-CN', 'en'] as const).map((one) => (
            <button
              type="button"
              id={`language-${one}`}
              lang={one}
              aria-pressed={one === locale ? 'true' : 'false'}
              hx-post="/console/language"
              hx-vals={JSON.stringify({ language: one })}
              {...swapApp}
            >
              {names[one]}
            </button>
          ))}
        </fieldset>
        {password ? (
          <form method="post" action="/console/logout">
            <button type="submit" class="link">
              {say('signOut')}
            </button>
          </form>
        ) : null}
      </div>
    </section>
  );
}
