import type { Department, Locale, Organisation, Person } from '../../src/org/organisation.ts';
import { compileCalendar } from '../../src/worktime/index.ts';

const zone = 'Asia/Shanghai';
const calendar = compileCalendar({ zone, hours: { mon: [['08:00', '17:00']] }, holidays: [], overrides: {} });
const targets = { acknowledge: { normal: '2h', urgent: '30m' }, deliver: { normal: '2d', urgent: '8h' } };

const staff: Record<string, [name: string, people: string[]]> = {
  sales: ['销售部', ['王芳', '李雷', '赵敏']],
  materials: ['物控部', ['陈静', '刘洋', '周涛', '孙丽']],
  production: ['生产部', ['张伟', '黄强', '吴迪', '郑爽', '何平']],
  purchasing: ['采购部', ['林娜', '徐凯', '马超']],
  finance: ['财务部', ['高洁', '郭明', '罗兰']],
  quality: ['品质部', ['梁晨', '宋佳']],
  office: ['总经办', ['杨总', 'Anna Maria Schmidt-Rottenburg']],
};

/** A company of seven departments; accounts are `sales-0`, `sales-1` and so on. The first is head, the second deputy. */
export function company(locale: Locale = 'zh-CN'): Organisation {
  const departments = new Map<string, Department>();
  const people = new Map<string, Person>();
  for (const [key, [name, names]] of Object.entries(staff)) {
    departments.set(key, departmentOf(key, name));
    for (const [index, one] of names.entries()) people.set(`p-${key}-${index}`, personOf(key, index, one, locale));
  }
  const referees = ['p-office-0'];
  return {
    version: 1,
    agreements: [],
    company: { name: '长江精密制造', zone, locale, referees, readinessFrom: 2 },
    calendars: new Map([['default', calendar]]),
    coveredYears: new Map(),
    formerDepartments: new Map(),
    byAccount: new Map([...people.values()].map((person) => [`console:${person.accounts.console}`, person])),
    departments,
    people,
    services: new Map(),
    links: [],
    ladders: new Map(),
  };
}

function departmentOf(key: string, name: string): Department {
  const duty = { weekly: [`p-${key}-1`], override: {}, shifts: [] };
  const posts = { parent: null, head: `p-${key}-0`, deputy: `p-${key}-1` };
  return {
    key,
    name,
    ...posts,
    calendar,
    calendarKey: 'default',
    steps: [],
    duty,
    ladder: 'default',
    targets,
    channel: null,
  };
}

function personOf(department: string, index: number, name: string, locale: Locale): Person {
  const account = `${department}-${index}`;
  const own = name.startsWith('Anna') ? 'en' : locale;
  return {
    id: `p-${account}`,
    key: account,
    name,
    department,
    step: null,
    post: null,
    email: null,
    locale: own,
    zone,
    active: true,
    accounts: { console: account },
  };
}
