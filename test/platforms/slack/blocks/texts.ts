import { limits } from '../limits.ts';
import { anything, boolean, byType, list, object, type Rule, text, url } from './rules.ts';

export function plain(max: number, min = 1): Rule {
  return byType({ plain_text: object({ type: anything, text: text(max, min) }, { emoji: boolean }) });
}

export function mrkdwn(max: number): Rule {
  return byType({ mrkdwn: object({ type: anything, text: text(max) }, { verbatim: boolean }) });
}

export function anyText(max: number): Rule {
  return byType({
    plain_text: plain(max),
    mrkdwn: mrkdwn(max),
  });
}

export const confirm: Rule = object(
  {
    title: plain(limits.confirmTitle),
    text: anyText(limits.confirmText),
    confirm: plain(limits.confirmButton),
    deny: plain(limits.confirmButton),
  },
  {
    style: (value, at) =>
      value === 'primary' || value === 'danger' ? [] : [{ at, message: 'invalid style', code: 'invalid_enum' }],
  },
);

/** An option; menus take plain text only, radio buttons and checkboxes mrkdwn too. */
export function option(kind: 'menu' | 'box' | 'overflow'): Rule {
  const words = kind === 'box' ? anyText : plain;
  return object(
    { text: words(limits.optionText), value: text(limits.optionValue) },
    {
      description: words(limits.optionDescription),
      ...(kind === 'overflow' ? { url: url(limits.url) } : {}),
    },
  );
}

export const optionGroups: Rule = list(
  object({ label: plain(limits.groupLabel), options: list(option('menu'), limits.options) }),
  limits.groups,
);
