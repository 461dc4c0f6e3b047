import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, client } from './toy.ts';

let wecom: WecomEmulator;
let api: Client;

beforeEach(async () => {
  wecom = await startWecom();
  await wecom.hire({ account: 'LiNa', name: '李娜', departments: ['生产'], title: '调度', email: 'li@x.cn' });
  await wecom.hire({ account: 'WangQiang', name: '王强', departments: ['销售', '生产'] });
  api = client(wecom.env);
});
afterEach(() => wecom.close());

describe('contacts', () => {
  test('members have names and departments, and none of what apps are not told', async () => {
    const production = wecom.department('生产');
    wecom.promotes('WangQiang', '生产');
    const wang = await api.get('user/get', { userid: 'wangqiang' });
    expect(wang).toMatchObject({
      userid: 'WangQiang',
      name: '王强',
      is_leader_in_dept: [0, 1],
      open_userid: wecom.openUserid('WangQiang'),
    });
    expect(Object.keys(wang)).not.toEqual(expect.arrayContaining(['email']));
    const { userlist } = await api.get('user/simplelist', { department_id: String(production) });
    expect(userlist).toMatchObject([{ userid: 'LiNa', department: [production] }, { userid: 'WangQiang' }]);
    expect(await api.get('department/list')).toMatchObject({
      department: [
        { id: 1, parentid: 0 },
        { name: '生产', parentid: 1, department_leader: ['WangQiang'] },
        { name: '销售' },
      ],
    });
    expect(await api.post('user/get_userid_by_email', { email: 'LI@x.cn', email_type: 1 })).toMatchObject({
      userid: 'LiNa',
    });
    expect(await api.get('user/get', { userid: 'nobody' })).toMatchObject({ errcode: 60111, department: [] });
  });

  test('an app reads whom it is visible to', async () => {
    wecom.tags = new Set(['LiNa']);
    expect(await api.get('user/get', { userid: 'LiNa' })).toMatchObject({ name: '李娜' });
    expect(await api.get('user/get', { userid: 'WangQiang' })).toMatchObject({ errcode: 60011 });
    expect(await api.get('user/simplelist', { department_id: '1' })).toMatchObject({ errcode: 60011 });
    expect(await api.get('agent/get', { agentid: wecom.env.WECOM_AGENT_ID ?? '' })).toMatchObject({
      allow_userinfos: { user: [{ userid: 'LiNa' }] },
      allow_partys: { partyid: [] },
    });
  });

  test('all ids are for the contact assistant, page by page', async () => {
    expect(await api.post('user/list_id', {})).toMatchObject({ errcode: 48002 });
    const token = await api.token(wecom.contactSecret);
    const page = async (cursor: string) => {
      const init = { method: 'POST', body: JSON.stringify({ cursor, limit: 2 }) };
      const answer = await fetch(`${wecom.env.WECOM_API_URL}/cgi-bin/user/list_id?access_token=${token}`, init);
      return (await answer.json()) as { next_cursor: string; dept_user: { userid: string }[] };
    };
    const first = await page('');
    const second = await page(first.next_cursor);
    expect([...first.dept_user, ...second.dept_user].map(({ userid }) => userid)).toEqual([
      'LiNa',
      'WangQiang',
      'WangQiang',
    ]);
    expect(second.next_cursor).toBe('');
    expect(
      await api.post('batch/openuserid_to_userid', { open_userid_list: [wecom.openUserid('lina'), 'wo1'] }),
    ).toMatchObject({
      userid_list: [{ userid: 'LiNa' }],
      invalid_open_userid_list: ['wo1'],
    });
  });
});
