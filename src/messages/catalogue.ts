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
  const templates = new Map<string, string>();
  // i18next chooses the text and its plural once; it takes ten times as long to fill in the values as we do.
  const templateOf = (locale: Locale, key: string, count: unknown) => {
    const name = `${locale} ${key} ${count ?? ''}`;
    let template = templates.get(name);
    if (template === undefined) {
      const options = typeof count === 'number' ? { count, skipInterpolation: true } : { skipInterpolation: true };
      template = String(instance.getFixedT(locale)(key as never, options as never));
      if (templates.size >= KEPT_AT_MOST) templates.clear();
      templates.set(name, template);
    }
    return template;
  };
  const speak = (locale: Locale, zone: string): Say<KeyOf<T>> => {
    const shown = (value: Params[string] | undefined) =>
      value instanceof Date ? showTime(value, locale, zone) : String(value ?? '');
    return (key, params = {}) =>
      templateOf(locale, key, params.count).replace(/\{\{(\w+)\}\}/g, (_, name: string) => shown(params[name]));
  };
  return Object.assign(speak, { texts: { en, 'zh-CN': zh } });
}

/** Counted texts are kept by their count, and counts have no end. */
const KEPT_AT_MOST = 5_000;
