import { type Asked, type Endpoints, get, jsonOf, post } from './endpoint.ts';
import { decline, refuse } from './errors.ts';
import { limits } from './limits.ts';
import { trustedDomain } from './oauth.ts';
import { type Department, folded, isVisible, type Member, type State } from './state.ts';
import { openUserid, subtree } from './tree.ts';

/** Only the contact assistant reads everything; an app reads what sees it. */
const sees = ({ state, holder }: Asked, userid: string) => holder === 'contacts' || isVisible(state, userid);
const seesDepartments = ({ state, holder }: Asked) => holder === 'contacts' || state.settings.tags === 'root';

export const contactEndpoints: Endpoints = {
  'department/list': get((asked) => ({ department: departmentsOf(asked).map(described) })),
  'department/simplelist': get((asked) => ({
    department_id: departmentsOf(asked).map(({ id, parent }) => ({ id, parentid: parent, order: order(id) })),
  })),
  'department/get': get((asked) => {
    const id = asked.query.get('id');
    if (!id) refuse(40063, 'id is missing');
    const department = asked.state.departments.get(Number(id));
    if (!department) decline(60123, 'invalid party id');
    if (!seesDepartments(asked)) decline(60011, 'no privilege');
    return { department: described(department) };
  }),
  'user/get': get((asked) => {
    const userid = asked.query.get('userid');
    if (!userid) refuse(40063, 'userid is missing');
    const member = asked.state.members.get(folded(userid));
    if (!member) decline(60111, 'userid not found', { department: [] });
    if (!sees(asked, userid)) decline(60011, 'no privilege', { department: [] });
    return profile(asked.state, member);
  }),
  'user/simplelist': get((asked) => ({
    userlist: inDepartment(asked).map((member) => ({
      userid: member.userid,
      name: member.name,
      department: member.departments,
      open_userid: openUserid(asked.state, member.userid),
    })),
  })),
  'user/list': get((asked) => ({ userlist: inDepartment(asked).map((member) => profile(asked.state, member)) })),
  'user/list_id': post(listIds),
  'user/getuserid': post((asked) => {
    const request = jsonOf(asked);
    request.text('mobile', { missing: 40063 });
    request.end();
    // Nobody here has a telephone: apps made since 2022 are not told numbers.
    decline(46004, 'user not exist');
  }),
  'user/get_userid_by_email': post((asked) => {
    const request = jsonOf(asked);
    const email = request.text('email', { missing: 40063 }).toLowerCase();
    request.int('email_type', [1, 2]);
    request.end();
    const found = [...asked.state.members.values()].find((member) => member.email?.toLowerCase() === email);
    if (!found || !sees(asked, found.userid)) decline(46004, 'user not exist');
    return { userid: found.userid };
  }),
  'batch/openuserid_to_userid': post((asked) => {
    const request = jsonOf(asked);
    const given = request.texts('open_userid_list', limits.contacts.openIds);
    request.has('source_agentid');
    request.end();
    const visible = [...asked.state.members.values()].filter(({ userid }) => sees(asked, userid));
    const byOpen = new Map(visible.map(({ userid }) => [openUserid(asked.state, userid), userid]));
    return {
      userid_list: given.flatMap((id) => (byOpen.has(id) ? [{ open_userid: id, userid: byOpen.get(id) }] : [])),
      invalid_open_userid_list: given.filter((id) => !byOpen.has(id)),
    };
  }),
  'agent/get': get(({ state, query }) => {
    if (query.get('agentid') !== String(state.keys.agentId)) refuse(301002, 'agentid is of another app');
    const { tags } = state.settings;
    return {
      agentid: state.keys.agentId,
      name: 'Xiayou',
      square_logo_url: `${state.url}/pic/logo`,
      description: '',
      allow_userinfos: { user: tags === 'root' ? [] : [...tags].map((userid) => ({ userid })) },
      allow_partys: { partyid: tags === 'root' ? [1] : [] },
      allow_tags: { tagid: [] },
      close: 0,
      redirect_domain: trustedDomain(state),
      report_location_flag: 0,
      isreportenter: 1,
      home_url: '',
    };
  }),
};

const order = (id: number) => 100_000_000 - id * 1000;

const described = ({ id, name, parent, leaders }: Department) => ({
  id,
  name,
  name_en: '',
  department_leader: leaders,
  parentid: parent,
  order: order(id),
});

function departmentsOf(asked: Asked): Department[] {
  const id = asked.query.get('id');
  if (id && !asked.state.departments.has(Number(id))) decline(60123, 'invalid party id');
  if (!seesDepartments(asked)) return [];
  return subtree(asked.state, id ? Number(id) : 1);
}

function inDepartment(asked: Asked): Member[] {
  const id = Number(asked.query.get('department_id') ?? refuse(40063, 'department_id is missing'));
  if (!asked.state.departments.has(id)) decline(60123, 'invalid party id', { userlist: [] });
  if (!seesDepartments(asked)) decline(60011, 'no privilege', { userlist: [] });
  return [...asked.state.members.values()].filter(({ departments }) => departments.includes(id));
}

/** Without telephone, mail, picture, gender and address: apps made since June 2022 do not get them. */
function profile(state: State, member: Member) {
  return {
    userid: member.userid,
    name: member.name,
    department: member.departments,
    order: member.departments.map(() => 0),
    position: member.title,
    is_leader_in_dept: member.departments.map((id) => (member.leads.includes(id) ? 1 : 0)),
    direct_leader: [],
    telephone: '',
    alias: '',
    status: 1,
    open_userid: openUserid(state, member.userid),
    main_department: member.departments[0] ?? 1,
    extattr: { attrs: [] },
    external_profile: {},
  };
}

function listIds(asked: Asked) {
  if (asked.holder !== 'contacts') decline(48002, 'api forbidden');
  const request = jsonOf(asked);
  const rows = [...asked.state.members.values()].flatMap(({ userid, departments }) =>
    departments.map((department) => ({ userid, department })),
  );
  const limit = request.has('limit') ? Number(request.raw.limit) : limits.contacts.pageRows;
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.contacts.pageRows) refuse(40058, 'limit is out of range');
  const from = Number(request.text('cursor', { pattern: /^\d+$/ }) || '0');
  request.end();
  const next = from + limit < rows.length ? String(from + limit) : '';
  return { next_cursor: next, dept_user: rows.slice(from, from + limit) };
}
