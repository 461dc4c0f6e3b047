import type { Turn } from '../engine/feature.ts';
import { departmentsOf } from '../org/duty.ts';
import { findDepartment, leadingDepartment } from '../org/match.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Field, Form, Option } from '../platform/form.ts';
import { storable } from '../platform/storable.ts';
import { attachedText, ownFiles } from './attached.ts';
import { readChip, timeChips } from './chips.ts';
import { words } from './messages.ts';

/** What a form begins with, carried in its context. */
export interface Prefill {
  to?: string;
  need?: string;
  /** How long the words were, when they are too long to begin with. */
  tooLong?: number;
  /** Ids of files that came with the words; whose they are is looked at when they are used. */
  files?: string[];
}

const unknown = '?';
const needMax = 2000;
const fileLimits = {
  maxBytes: 5 * 1024 * 1024,
  types: ['image/*', 'application/pdf', '.xlsx', '.docx', 'text/plain', 'text/csv'],
};

/** Reads `/request 生产部 明早要500件A料`: the department when the text begins with one, all other words verbatim. */
export function prefillOf(org: Organisation, text: string, files: readonly string[] = []): Prefill {
  const came = files.length > 0 ? { files: [...files] } : {};
  if (text === '') return came;
  const leading = leadingDepartment(org, text);
  if (!leading) return { ...needOf(text), ...came };
  const to = leading.service ? `service:${leading.service.key}` : leading.found.key;
  return { to, ...(leading.rest ? needOf(leading.rest) : {}), ...came };
}

/** Longer words than a request takes are asked for again rather than cut in silence, and contexts stay short. */
function needOf(text: string): Prefill {
  const length = [...text].length;
  return length > needMax ? { tooLong: length } : { need: text };
}

export const contextOf = (prefill: Prefill): string => JSON.stringify(prefill);

export function readPrefill(context: string): Prefill {
  try {
    const parsed: unknown = JSON.parse(context || '{}');
    if (parsed === null || typeof parsed !== 'object') return {};
    // Escapes in JSON can hold what the port took out of the text around them.
    const { to, need, tooLong, files } = storable(parsed) as Record<string, unknown>;
    return {
      ...(typeof to === 'string' ? { to } : {}),
      ...(typeof need === 'string' ? { need } : {}),
      ...(typeof tooLong === 'number' ? { tooLong } : {}),
      ...(Array.isArray(files) ? { files: files.filter((id) => typeof id === 'string') } : {}),
    };
  } catch {
    return {};
  }
}

/** The form behind `/request`. */
export async function fileForm(turn: Turn, context: string): Promise<Form> {
  const { person, org, now } = turn;
  const say = words(person.locale, person.zone);
  const prefill = readPrefill(context);
  const own = departmentsOf(org, person.id)[0];
  const options = destinations(org, own ?? '', say);
  const calendar = org.departments.get(person.department)?.calendar;
  const asking = calendar ? { say, viewer: person, calendar, now } : null;
  const proposed = asking && prefill.need ? readChip(asking, prefill.need) : [];
  const attached = attachedText(say, await ownFiles(turn, prefill.files));
  const chips = asking ? timeChips(asking, proposed) : [];
  const intro = prefill.tooLong
    ? say('form.fileTooLong', { length: prefill.tooLong, max: needMax })
    : say('form.fileIntro');
  return {
    action: 'requests.file',
    context,
    title: say('form.file'),
    intro: [...attached, intro].join('\n'),
    submit: say('form.submit'),
    fields: fileFields({ org, prefill, options, say, chips, more: attached.length > 0 }),
  };
}

interface Asked {
  org: Organisation;
  prefill: Prefill;
  options: Option[];
  chips: Option[];
  say: ReturnType<typeof words>;
  /** Files are attached already. */
  more: boolean;
}

function fileFields({ org, prefill, options, chips, say, more }: Asked): Field[] {
  return [
    {
      key: 'to',
      label: say('form.to'),
      required: true,
      kind: 'choice',
      options,
      search: true,
      ...initial(options, prefill.to),
      ...didYouMean(org, prefill, say),
    },
    {
      key: 'need',
      label: say('form.need'),
      hint: say('form.needHint'),
      required: true,
      kind: 'text',
      long: true,
      max: needMax,
      ...(prefill.need ? { initial: prefill.need } : {}),
    },
    {
      key: 'needBy',
      label: say('form.needBy'),
      required: false,
      kind: 'time',
      chips,
    },
    { key: 'blocks', label: say('form.blocks'), hint: say('form.blocksHint'), required: false, kind: 'text', max: 300 },
    {
      key: 'urgency',
      label: say('form.urgency'),
      required: true,
      kind: 'choice',
      initial: 'normal',
      options: [
        { value: 'normal', label: say('form.normal'), words: ['normal', '普通'] },
        { value: 'urgent', label: say('form.urgent'), words: ['urgent', '紧急'] },
      ],
    },
    fileField(say(more ? 'form.file.more' : 'form.file.photo')),
  ];
}

/** When the words begin with something like a department's name, and it is none. */
function didYouMean(org: Organisation, { to, need }: Prefill, say: ReturnType<typeof words>): { hint?: string } {
  const [first = '', ...rest] = need?.trim().split(/\s+/u, 2) ?? [];
  if (to || rest.length === 0 || [...first].length > 20) return {};
  const match = findDepartment(org, first);
  if (!('candidates' in match) || match.candidates.length === 0) return {};
  const options = match.candidates.map((department) => department.name).join(' · ');
  return { hint: say('form.toUnclear', { text: first, options }) };
}

export const fileField = (label: string): Field => ({
  key: 'file',
  label,
  required: false,
  kind: 'file',
  ...fileLimits,
});

const initial = (options: readonly Option[], value: string | undefined) =>
  value && options.some((option) => option.value === value) ? { initial: value } : {};

/** Departments and what they offer; one's own suppliers first, and at the end "I don't know who". */
export function destinations(
  org: Organisation,
  own: string,
  say: ReturnType<typeof words>,
  withUnknown = true,
): Option[] {
  const suppliers = new Set(org.links.filter((link) => link.customer === own).map((link) => link.supplier));
  const departments = [...org.departments.values()].filter((department) => department.key !== own);
  departments.sort((a, b) => Number(suppliers.has(b.key)) - Number(suppliers.has(a.key)));
  const options = departments.flatMap((department): Option[] => [
    {
      value: department.key,
      label: department.name,
      words: [department.key, ...department.steps.map((step) => step.name)],
    },
    ...[...org.services.values()]
      .filter((service) => service.supplier === department.key)
      .map((service) => ({
        value: `service:${service.key}`,
        label: say('form.service', { service: service.name, department: department.name }),
        words: [service.name],
      })),
  ]);
  return withUnknown
    ? [...options, { value: unknown, label: say('form.unknown'), words: ['?', '不知道', 'unknown'] }]
    : options;
}

/** The department and service behind a chosen destination; both null for "I don't know who". */
export function destinationOf(org: Organisation, value: string): { supplier: string | null; service: string | null } {
  if (value.startsWith('service:')) {
    const service = org.services.get(value.slice('service:'.length));
    return { supplier: service?.supplier ?? null, service: service?.key ?? null };
  }
  return { supplier: value === unknown ? null : value, service: null };
}
