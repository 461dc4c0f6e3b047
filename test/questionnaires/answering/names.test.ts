import { describe, expect, test } from 'vitest';
import { formOf } from '../../world.ts';
import { answering, changes, company, draftOf, follows, heard, round, start, supplierPage } from './story.ts';

const twice = company.replace(
  'people:\n',
  `people:
  - { key: liu2, name: 刘洋, department: quality, post: 检验员 }
  - { key: ma2, name: 马超 😀, department: quality, post: 检验员 }
  - { key: ma3, name: 马超 😀, department: quality, post: 检验员 }
`,
);

const labels = (reply: Awaited<ReturnType<typeof start>>): string[] => {
  const field = formOf(reply).fields.find(({ key }) => key === 'suppliers');
  return field && 'options' in field ? field.options.map(({ label }) => label) : [];
};

describe('of people with one name', () => {
  test('whoever types it means the colleague, not themselves', async () => {
    const w = await answering({ company: twice });
    const id = await round(w, ['liu', 'zhao']);
    const next = await w.fills('liu', await start(w, 'liu', id), { mainWork: '排产', suppliersElse: '刘洋' });
    expect(formOf(next).title).toBe('来自刘洋');
    expect((await draftOf(w, id, 'liu')).get('first')).toMatchObject({ suppliers: '@liu2', suppliersElse: '' });
    // To everyone else it is two people, and the head says who is meant.
    await w.fills('zhao', await start(w, 'zhao', id), { mainWork: '贴片', suppliersElse: '刘洋' });
    expect((await draftOf(w, id, 'zhao')).get('first')).toMatchObject({ suppliers: '', suppliersElse: '刘洋' });
  });

  test('in one department, each can be told from the other where they are picked', async () => {
    const w = await answering({ company: twice });
    const offered = labels(await start(w, 'liu', await round(w, ['liu'])));
    expect(offered).toContain('刘洋（品质部）');
    expect(offered.filter((label) => label.startsWith('马超'))).toEqual([
      '马超 😀（品质部 · 检验员 · ma2）',
      '马超 😀（品质部 · 检验员 · ma3）',
    ]);
    expect(new Set(offered).size).toBe(offered.length);
  });
});

test('what the head entered says so to the head, and to the person once they have an account', async () => {
  const w = await answering();
  await changes(w, 'sun', { accounts: {} });
  const id = await round(w, ['sun']);
  const supplier = await w.fills('wang', await start(w, 'wang', id, 'sun'), {
    mainWork: '夜班',
    suppliers: 'materials',
  });
  expect(heard(await w.fills('wang', supplier, supplierPage))).toContain('录入人: 王强');
  await changes(w, 'sun', { accounts: { console: 'sun' } });
  const done = await start(w, 'sun', id);
  expect(heard(done)).toContain('录入人: 王强');
  // Once they have said it all themselves, nobody else has.
  for (const page of ['first', 's:materials']) {
    const form = await w.fills('sun', await follows(w, 'sun', done, 'change'), { page });
    await w.fills('sun', form, {});
  }
  expect(heard(await start(w, 'sun', id))).not.toContain('录入人');
});

test('the customer outside is known by whatever people call it', async () => {
  const w = await answering();
  const id = await round(w, ['liu', 'zhao']);
  const picked = async (person: string, customersElse: string) => {
    await w.fills(person, await start(w, person, id), { mainWork: '排产', customersElse });
    return (await draftOf(w, id, person)).get('first');
  };
  expect(await picked('liu', '终端客户')).toMatchObject({ customers: '~external', customersElse: '' });
  expect(await picked('zhao', 'End Customer，老王家')).toMatchObject({
    customers: '~external',
    customersElse: '老王家',
  });
});
