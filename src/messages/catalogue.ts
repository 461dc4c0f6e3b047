import i18next from 'i18next';
import type { Locale } from '../org/organisation.ts';
import { showTime } from './time.ts';

type Texts = Record<string, string>;

/** A parameter of a text: dates are shown in the reader's zone. */
export type Params = Record<string, string | number | Date>;

/** Says `key` in one reader's language and zone. */
export type Say<Key extends string> = (key: Key, params?: Params) => string;

/** Keys without i18next's plural endings. */
export type KeyOf<T extends Texts> = Stem<keyof T & string>;
type Stem<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;

/** One feature's words in both languages. */
export interface Catalogue<Key extends string> {
  (locale: Locale, zone: string): Say<Key & string>;
  readonly texts: Record<Locale, Texts>;
}

/**
 * Makes a feature's catalogue. Texts use `{{name}}`; English plurals end in `_one` and `_other` and are chosen by `count`.
 * A user's words are inserted as they are: escaping is the business of whoever draws.
 */
export function catalogue<T extends Texts>(en: T, zh: Texts): Catalogue<KeyOf<T>> {
  const instance = i18next.createInstance();
  void instance.init({
    initAsync: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
  });
  const speak = (locale: Locale, zone: string): Say<KeyOf<T>> => {
    const t = instance.getFixedT(locale);
    return (key, params = {}) => {
      const shown = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          value instanceof Date ? showTime(value, locale, zone) : value,
        ]),
      );
      return String(t(key as never, shown as never));
    };
  };
  return Object.assign(speak, { texts: { en, 'zh-CN': zh } });
}
