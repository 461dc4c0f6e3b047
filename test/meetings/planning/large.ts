const DEPARTMENTS = 300;
const PAIRS = 800;

/** A company in which departments supply their neighbours, near and far. */
export function large(): string {
  const keys = Array.from({ length: DEPARTMENTS }, (_, at) => `d${at}`);
  const links: string[] = [];
  for (let at = 0; links.length < PAIRS; at++) {
    const [supplier, customer] = [
      keys[at % DEPARTMENTS],
      keys[(at * 7 + 1 + Math.floor(at / DEPARTMENTS)) % DEPARTMENTS],
    ];
    const link = `  - { supplier: ${supplier}, customer: ${customer}, kind: process }`;
    if (supplier !== customer && !links.includes(link)) links.push(link);
  }
  return [
    'company: { name: Large, timezone: Asia/Shanghai, locale: en, referees: [h0] }',
    'calendars: { office: { hours: { mon-fri: ["09:00-12:00", "13:00-17:00"] }, holidays: cn } }',
    'departments:',
    ...keys.map((key, at) => `  - { key: ${key}, name: Department ${at}, head: h${at} }`),
    'people:',
    ...keys.map((key, at) => `  - { key: h${at}, name: Head ${at}, department: ${key} }`),
    'links:',
    ...links,
  ].join('\n');
}
