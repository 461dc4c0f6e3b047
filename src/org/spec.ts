import { z } from 'zod';
import { requirementKinds } from './organisation.ts';

/**
 * What the org file says, after defaults: plain JSON, with keys of the file instead of ids. Each part is stored as one
 * row and parsed again when loaded, because a row may have been written by an older version of this program.
 */

const locale = z.enum(['zh-CN', 'en']);
const urgencies = z.object({ normal: z.string(), urgent: z.string() });
const targets = z.object({ acknowledge: urgencies, deliver: urgencies });

export const companySpec = z.object({
  name: z.string(),
  timezone: z.string(),
  locale,
  referees: z.array(z.string()),
  /** A rest of at least this many closed days in a row is prepared for: duty people confirm that they are ready. */
  readinessFrom: z.number().int(),
  /** Departments in the order of the file, which is the order in which people see them. */
  order: z.array(z.string()),
});

export const calendarSpec = z.object({
  timezone: z.string(),
  hours: z.record(z.string(), z.array(z.string())),
  holidays: z.union([z.string(), z.array(z.string())]),
  overrides: z.record(z.string(), z.array(z.string())),
  day: z.string().nullable(),
});

const dutySpec = z.object({
  weekly: z.array(z.string()),
  override: z.record(z.string(), z.string()),
  shifts: z.array(z.object({ from: z.string(), to: z.string(), people: z.array(z.string()) })),
});

export const departmentSpec = z.object({
  key: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  head: z.string().nullable(),
  deputy: z.string().nullable(),
  calendar: z.string(),
  steps: z.array(z.object({ key: z.string(), name: z.string() })),
  duty: dutySpec,
  ladder: z.string(),
  targets,
  /** Left out where there is none. */
  channel: z.object({ slack: z.string() }).optional(),
});

const personSpec = z.object({
  key: z.string(),
  name: z.string(),
  department: z.string(),
  /** Left out where there is none. */
  step: z.string().optional(),
  post: z.string().optional(),
  email: z.string().nullable(),
  locale,
  /** Null: their messenger's, else the company's. */
  timezone: z.string().nullable(),
  accounts: z.object({
    console: z.string().optional(),
    slack: z.string().optional(),
    wecom: z.string().optional(),
    dingtalk: z.string().optional(),
  }),
});

/** A person's row: the opaque id is given at the first import and kept for ever. */
export const storedPersonSpec = personSpec.extend({ id: z.string() });

export const linkSpec = z.object({
  supplier: z.string(),
  supplierStep: z.string().nullable(),
  customer: z.string(),
  customerStep: z.string().nullable(),
  kind: z.enum(['process', 'functional']),
  measure: z.string().nullable(),
});

export const serviceSpec = targets.extend({
  key: z.string(),
  supplier: z.string(),
  name: z.string(),
  ladder: z.string().nullable(),
});

const requirementSpec = z.object({
  kind: z.enum(requirementKinds),
  amount: z.number().nullable(),
  unit: z.string().nullable(),
  words: z.string(),
});

/** Only ever learned in chat. */
export const agreementSpec = z.object({
  key: z.string(),
  version: z.number().int(),
  supplier: z.string(),
  customer: z.string(),
  requirement: requirementSpec,
  service: z.string().nullable(),
  deliver: z.string().nullable(),
  since: z.iso.datetime(),
});

export const ladderSpec = z.array(
  z.object({
    at: z.union([z.object({ percent: z.number() }), z.object({ after: z.string() })]),
    to: z.enum(['duty', 'deputy', 'head', 'referee']),
  }),
);

export const orgFileSpec = z.object({
  company: companySpec,
  calendars: z.record(z.string(), calendarSpec),
  departments: z.array(departmentSpec),
  people: z.array(personSpec),
  links: z.array(linkSpec),
  services: z.array(serviceSpec),
  ladders: z.record(z.string(), ladderSpec),
});

export type OrgFile = z.infer<typeof orgFileSpec>;
export type CalendarSpecOfFile = z.infer<typeof calendarSpec>;
