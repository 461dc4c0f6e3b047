import { Icon, Sign } from '../../../src/look/icons.tsx';
import { Words } from '../../../src/look/words.tsx';
import type { Organisation, Person } from '../../../src/org/organisation.ts';
import type { Say } from '../messages.ts';
import { Face } from './card.tsx';
import { accountId, type Viewer } from './view.ts';

type Role = 'referee' | 'head' | 'deputy' | 'duty';

export interface Member {
  person: Person;
  account: string;
  roles: Role[];
}

export interface Group {
  key: string;
  name: string;
  members: Member[];
}

/** Whom one can be, by department in the organisation's order; heads first, then deputies. */
export function peopleByDepartment(org: Organisation, onDuty: (department: string) => string | null): Group[] {
  const groups = new Map<string, Group>();
  for (const department of org.departments.values())
    groups.set(department.key, { key: department.key, name: department.name, members: [] });
  for (const person of org.people.values()) {
    const account = person.accounts.console;
    if (!person.active || account === undefined) continue;
    const group = groups.get(person.department) ?? { key: person.department, name: person.department, members: [] };
    groups.set(person.department, group);
    group.members.push({ person, account, roles: rolesOf(org, person, onDuty(person.department)) });
  }
  const rank = (member: Member) => (member.roles.includes('head') ? 0 : member.roles.includes('deputy') ? 1 : 2);
  for (const group of groups.values()) group.members.sort((a, b) => rank(a) - rank(b));
  return [...groups.values()].filter((group) => group.members.length > 0);
}

function rolesOf(org: Organisation, person: Person, duty: string | null): Role[] {
  const department = org.departments.get(person.department);
  const roles: Role[] = [];
  if (org.company.referees.includes(person.id)) roles.push('referee');
  if (department?.head === person.id) roles.push('head');
  if (department?.deputy === person.id) roles.push('deputy');
  if (duty === person.id) roles.push('duty');
  return roles;
}

const roleWords = { referee: 'roleReferee', head: 'roleHead', deputy: 'roleDeputy', duty: 'roleDuty' } as const;

/** The roles of a member as small labels. */
export function Roles({ member, say }: { member: Member; say: Say }) {
  return (
    <>
      {member.roles.map((role) => (
        <span class={`role role-${role}`}>{say(roleWords[role])}</span>
      ))}
    </>
  );
}

interface Props {
  groups: Group[];
  unread: ReadonlyMap<string, number>;
  viewer: Viewer | null;
  say: Say;
  company: string;
  settings: unknown;
}

/** The list of people: on a telephone a sheet, otherwise the left column. */
export function Sidebar({ groups, unread, viewer, say, company, settings }: Props) {
  return (
    <aside id="sidebar" class="sidebar" aria-label={say('people')}>
      <Brand say={say} company={company} />
      <div class="find">
        <Icon name="search" size={16} />
        <input
          type="search"
          id="find-person"
          placeholder={say('findPerson')}
          aria-label={say('findPerson')}
          autocomplete="off"
          data-find
        />
      </div>
      <nav id="people" class="people" aria-label={say('peopleHint')}>
        {groups.map((group) => (
          <section data-group>
            <h2 class="group-name">
              <Words text={group.name} />
            </h2>
            <ul>
              {group.members.map((member) => (
                <MemberRow
                  member={member}
                  group={group.name}
                  current={member.account === viewer?.account}
                  unread={unread.get(member.account) ?? 0}
                  say={say}
                />
              ))}
            </ul>
          </section>
        ))}
        <p class="hint nobody" role="status" data-nobody data-words={say('nobodyFound')} />
      </nav>
      {settings}
    </aside>
  );
}

function Brand({ say, company }: Pick<Props, 'say' | 'company'>) {
  return (
    <header class="brand">
      <Sign />
      <div class="brand-names">
        <strong>{say('product')}</strong>
        <span>
          <Words text={company} />
        </span>
      </div>
      <button type="button" class="icon-button only-narrow" data-close-people aria-label={say('closePeople')}>
        <Icon name="close" />
      </button>
    </header>
  );
}

interface RowProps {
  member: Member;
  group: string;
  current: boolean;
  unread: number;
  say: Say;
}

function MemberRow({ member, group, current, unread, say }: RowProps) {
  const { person, account } = member;
  return (
    <li data-words={`${person.name} ${person.key} ${group}`.toLowerCase()}>
      <button
        type="button"
        id={`who-${accountId(account)}`}
        class="person"
        aria-current={current ? 'true' : undefined}
        hx-post="/console/who"
        hx-vals={JSON.stringify({ account })}
        hx-target="#app"
        hx-select="#app"
        hx-swap="outerHTML"
        data-who
      >
        <Face name={person.name} />
        <span class="person-name">
          <Words text={person.name} />
        </span>
        <Roles member={member} say={say} />
        <Unread account={account} count={unread} say={say} />
      </button>
    </li>
  );
}

/** The number of unread messages of an account. Sent again by itself, it takes its own place. */
export function Unread({ account, count, say, swap }: { account: string; count: number; say: Say; swap?: boolean }) {
  return (
    <span id={`unread-${accountId(account)}`} class="unread" {...(swap ? { 'hx-swap-oob': 'true' } : {})}>
      {count > 0 ? (
        <>
          <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
          <span class="sr">{say('unread', { count })}</span>
        </>
      ) : null}
    </span>
  );
}
