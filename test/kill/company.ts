/** A small company whose ladders climb within seconds, so that many rungs fall due while processes are being killed. */
export const hastyCompany = `
company: { name: 急件工厂, timezone: Asia/Shanghai, locale: zh-CN, referees: [boss] }
calendars:
  always: { hours: { mon-sun: ["00:00-24:00"] } }
departments:
  - { key: office, name: 总经办, head: boss, calendar: always }
  - { key: sales, name: 销售部, head: s1, deputy: s2, calendar: always, duty: { weekly: [s3] } }
  - { key: plant, name: 生产部, head: p1, deputy: p2, calendar: always, duty: { weekly: [p3] } }
  - { key: store, name: 仓库, head: w1, deputy: w2, calendar: always, duty: { weekly: [w3] } }
people:
  - { key: boss, name: 老板, department: office }
  - { key: s1, name: 销一, department: sales }
  - { key: s2, name: 销二, department: sales }
  - { key: s3, name: 销三, department: sales }
  - { key: p1, name: 产一, department: plant }
  - { key: p2, name: 产二, department: plant }
  - { key: p3, name: 产三, department: plant }
  - { key: w1, name: 仓一, department: store }
  - { key: w2, name: 仓二, department: store }
  - { key: w3, name: 仓三, department: store }
services:
  - { key: plant-now, supplier: plant, name: 立即生产, acknowledge: { normal: PT4S, urgent: PT4S }, deliver: { normal: 1d, urgent: 1d } }
  - { key: store-now, supplier: store, name: 立即备货, acknowledge: { normal: PT4S, urgent: PT4S }, deliver: { normal: 1d, urgent: 1d } }
`;

/** Steps of the default ladder: 50 %, 100 %, 150 %, 200 %. */
export const rungs = 4;

/** A company of `people`, always at work, in departments of fifty. */
export function largeCompany(people: number): string {
  const departments = Array.from({ length: people / 50 }, (_, d) => `d${d}`);
  const staff = departments.flatMap((key, d) =>
    Array.from({ length: 50 }, (_, p) =>
      d === 0 && p === 0
        ? '  - { key: boss, name: 老板, department: d0 }'
        : `  - { key: ${key}p${p}, name: 员工${d}-${p}, department: ${key} }`,
    ),
  );
  return `company: { name: 大厂, timezone: Asia/Shanghai, locale: zh-CN, referees: [boss] }
calendars:
  always: { hours: { mon-sun: ["00:00-24:00"] } }
departments:
${departments.map((key) => `  - { key: ${key}, name: 部门${key}, head: ${key === 'd0' ? 'boss' : `${key}p0`}, calendar: always }`).join('\n')}
people:
${staff.join('\n')}
`;
}
