import type { Turn } from '../engine/feature.ts';
import { canActFor } from '../org/duty.ts';
import type { Field, Form, Option } from '../platform/form.ts';
import { targetChip, timeChips } from './chips.ts';
import { destinations, fileField } from './form-file.ts';
import { defaultPromise } from './rules-supplier.ts';
import { departmentName, idOf, type Look, sidesOf } from './scene.ts';
import { instantText } from './views.ts';

type Builder = (look: Look, turn: Turn, open: readonly Option[]) => { fields: Field[]; intro?: string };

/** Forms about one request, by name; the context of each is the request's number. */
const builders: Record<FormName, Builder> = {
  accept: (look) => ({ fields: [promiseField(look)] }),
  ask: ({ say }) => ({ fields: [{ ...long('text', say('form.question')), hint: say('form.questionHint') }] }),
  answer: ({ say, request }) => ({
    ...(request.wait?.kind === 'customer' ? { intro: request.wait.question } : {}),
    fields: [long('text', say('form.answerText'))],
  }),
  block: blockFields,
  waitOutside: (look) => ({
    fields: [
      {
        key: 'who',
        label: look.say('form.who'),
        hint: look.say('form.whoHint'),
        required: true,
        kind: 'text',
        max: 200,
      },
      { key: 'at', label: look.say('form.checkAt'), required: true, kind: 'time', chips: timeChips(asking(look)) },
    ],
  }),
  notOurs: (look) => ({
    fields: [departmentField(look, 'to', look.say('form.whose'), look.request.notOurs.length === 0)],
  }),
  own: (look) => ({
    fields: [
      departmentField(look, 'to', look.say('form.whose'), true),
      {
        key: 'name',
        label: look.say('form.serviceName'),
        hint: look.say('form.serviceNameHint'),
        required: true,
        kind: 'text',
        max: 60,
      },
    ],
  }),
  handTo: (look, turn) => ({
    fields: [
      {
        key: 'to',
        label: look.say('form.colleague'),
        required: true,
        kind: 'choice',
        search: true,
        options: colleagues(look, turn),
      },
    ],
  }),
  warn: (look) => ({
    fields: [
      { key: 'at', label: look.say('form.newPromise'), required: true, kind: 'time', chips: timeChips(asking(look)) },
      long('text', look.say('form.reason')),
    ],
  }),
  decline: ({ say }) => ({ fields: [long('text', say('form.reason'))] }),
  deliver: (look) => ({
    fields: [
      {
        ...long('text', look.say('form.note', { customer: departmentName(look.org, look.request.customer) })),
        required: false,
      },
      fileField(look.say('form.file.photo')),
    ],
  }),
  object: ({ say }) => ({ fields: [long('text', say('form.reason'))] }),
  change: (look) => ({
    intro: look.say('form.changeIntro'),
    fields: [
      { ...long('need', look.say('form.need')), initial: look.request.need },
      {
        key: 'needBy',
        label: look.say('form.needBy'),
        required: false,
        kind: 'time',
        chips: timeChips(asking(look)),
        ...(look.request.needBy
          ? { initial: look.request.needBy.toISOString() }
          : look.request.needByWords
            ? { initial: look.request.needByWords }
            : {}),
      },
    ],
  }),
  confirm: ({ say }) => ({
    fields: [
      {
        key: 'rating',
        label: say('form.rating'),
        required: true,
        kind: 'scale',
        min: 1,
        max: 5,
        minLabel: say('form.ratingMin'),
        maxLabel: say('form.ratingMax'),
      },
      { key: 'text', label: say('form.remark'), required: false, kind: 'text', max: 500 },
    ],
  }),
  return: ({ say }) => ({ fields: [long('text', say('form.what'))] }),
  withdraw: ({ say }) => ({ fields: [{ ...long('text', say('form.reason')), required: false }] }),
  dispute: ({ say }) => ({ intro: say('form.disputeIntro'), fields: [long('text', say('form.reason'))] }),
  rule: (look) => ({
    ...(look.request.dispute ? { intro: look.request.dispute.reason } : {}),
    fields: [
      {
        key: 'outcome',
        label: look.say('form.outcome'),
        required: true,
        kind: 'choice',
        options: [
          {
            value: 'owed',
            label: look.say('form.outcomeOwed', { supplier: departmentName(look.org, look.request.supplier) }),
          },
          { value: 'stands', label: look.say('form.outcomeStands') },
          { value: 'close', label: look.say('form.outcomeClose') },
        ],
      },
      long('text', look.say('form.words')),
    ],
  }),
};

export const formNames = [
  'accept',
  'ask',
  'answer',
  'block',
  'waitOutside',
  'notOurs',
  'own',
  'handTo',
  'warn',
  'decline',
  'deliver',
  'object',
  'change',
  'confirm',
  'return',
  'withdraw',
  'dispute',
  'rule',
] as const;
export type FormName = (typeof formNames)[number];

export const isFormName = (name: string): name is FormName => (formNames as readonly string[]).includes(name);

/** Which forms are the customer's and which the referee's to fill in; the others are the supplier's. */
const sideOf: Partial<Record<FormName, 'customer' | 'referee' | 'any'>> = {
  answer: 'customer',
  change: 'customer',
  confirm: 'customer',
  return: 'customer',
  withdraw: 'customer',
  dispute: 'customer',
  rule: 'referee',
  own: 'any',
};

/** Whether a person may open a form of this name; the rules decide again when it is submitted. */
export function mayOpen(look: Look, name: FormName): 'supplier' | 'customer' | 'referee' | null {
  const side = sideOf[name] ?? 'supplier';
  if (side === 'any') return null;
  return sidesOf(look.org, look.request, look.viewer.id).has(side) ? null : side;
}

/** Builds a form about a request. `open` are requests it could be blocked by. */
export function buildForm(look: Look, turn: Turn, name: FormName, open: readonly Option[]): Form {
  const { say, request, org } = look;
  const { fields, intro } = builders[name](look, turn, open);
  const title = say(`form.${name}`, { id: idOf(request.number), customer: departmentName(org, request.customer) });
  return {
    action: `requests.${name}`,
    context: String(request.number),
    title,
    ...(intro ? { intro } : {}),
    submit: say('form.submit'),
    fields,
  };
}

const long = (key: string, label: string): Field => ({
  key,
  label,
  required: true,
  kind: 'text',
  long: true,
  max: 1000,
});

function asking(look: Look) {
  const calendar =
    look.org.departments.get(look.viewer.department)?.calendar ?? [...look.org.departments.values()][0]?.calendar;
  if (!calendar) throw new Error('an organisation without departments has nobody to ask');
  return { say: look.say, viewer: look.viewer, calendar, now: look.now };
}

function promiseField(look: Look): Field {
  const { request, say, now } = look;
  const target = defaultPromise(request, now);
  const hint = request.needBy
    ? say('form.promiseHintNeedBy', {
        target: instantText(look, request.follow.due),
        needBy: instantText(look, request.needBy),
      })
    : say('form.promiseHint', { target: instantText(look, request.follow.due) });
  const chips = timeChips(asking(look), [targetChip(asking(look), target)]);
  return {
    key: 'at',
    label: say('form.promise'),
    hint,
    required: true,
    kind: 'time',
    chips,
    initial: target.toISOString(),
  };
}

function blockFields(look: Look, _turn: Turn, open: readonly Option[]): { fields: Field[] } {
  const { say } = look;
  const fresh = { when: { field: 'how', is: ['new'] } };
  const fields: Field[] = [
    departmentField(look, 'to', say('form.to'), true, true),
    { ...long('need', say('form.need')), hint: say('form.needHint') },
    { key: 'needBy', label: say('form.needBy'), required: false, kind: 'time', chips: timeChips(asking(look)) },
  ];
  if (open.length === 0) return { fields };
  const how: Field = {
    key: 'how',
    label: say('form.blockHow'),
    required: true,
    kind: 'choice',
    initial: 'new',
    options: [
      { value: 'new', label: say('form.blockNew') },
      { value: 'existing', label: say('form.blockExisting') },
    ],
  };
  const existing: Field = {
    key: 'existing',
    label: say('form.existing'),
    required: true,
    kind: 'choice',
    search: true,
    options: [...open],
    when: { field: 'how', is: ['existing'] },
  };
  return { fields: [how, existing, ...fields.map((field) => ({ ...field, ...fresh }))] };
}

function departmentField(look: Look, key: string, label: string, required: boolean, services = false): Field {
  const own = key === 'to' && !look.request.ownerless ? look.request.supplier : '';
  const all = destinations(look.org, own, look.say, false);
  const options = services ? all : all.filter((option) => !option.value.startsWith('service:'));
  return { key, label, required, kind: 'choice', search: true, options };
}

function colleagues(look: Look, turn: Turn): Option[] {
  return [...look.org.people.values()]
    .filter(
      (person) =>
        person.id !== turn.person.id &&
        canActFor(look.org, person.id, look.request.supplier) &&
        turn.reachable(person.id),
    )
    .map((person) => ({ value: person.id, label: person.name, words: [person.key] }));
}
