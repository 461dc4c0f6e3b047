/** A company large enough that nobody is responsible for thousands of requests alone: an org file as text. */
export function benchCompany(departments = 40, peopleEach = 10): string {
  const keys = Array.from({ length: departments }, (_, d) => `d${d}`);
  const person = (d: number, p: number) => `d${d}p${p % peopleEach}`;
  const people = keys.flatMap((key, d) =>
    Array.from(
      { length: peopleEach },
      (_, p) => `  - { key: ${person(d, p)}, name: 员工${d}-${p}, department: ${key} }`,
    ),
  );
  const list = keys.map(
    (key, d) =>
      `  - { key: ${key}, name: 部门${d}, head: ${person(d, 0)}, deputy: ${person(d, 1)}, calendar: ${d % 2 ? 'office' : 'factory'}, duty: { weekly: [${[2, 3, 4].map((p) => person(d, p)).join(', ')}] } }`,
  );
  return `company: { name: 测量公司, timezone: Asia/Shanghai, locale: zh-CN, referees: [d0p0, d1p0] }
calendars:
  factory: { hours: { mon-fri: ["08:00-12:00", "13:00-17:00"], sat: ["08:00-12:00"] }, holidays: cn }
  office: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: cn }
defaults:
  acknowledge: { normal: 2h, urgent: 30m }
  deliver: { normal: 2d, urgent: 8h }
departments:
${list.join('\n')}
people:
${people.join('\n')}
ladders:
  default: [ { at: 50%, to: duty }, { at: 100%, to: deputy }, { at: 150%, to: head }, { at: 200%, to: referee } ]
`;
}
