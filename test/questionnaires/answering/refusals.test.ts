import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../src/platform/adapter.ts';
import { roundPeople } from '../../../src/questionnaires/tables.ts';
import { formOf, type World } from '../../world.ts';
import {
  answering,
  asks,
  changes,
  company,
  draftOf,
  end,
  follows,
  heard,
  imports,
  pageIn,
  round,
  said,
  start,
  statusOf,
  supplierPage,
} from './story.ts';

/** What is wrong with a form that was sent, by field. */
function problems(reply: Reply | null): Record<string, string> {
  if (reply?.kind !== 'problems') throw new Error(`no problems, but ${JSON.stringify(reply)}`);
  return reply.fields;
}

describe('whoever cannot answer learns why, and what to do', () => {
  test('after the round has ended, whatever form is still open', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const first = await start(w, 'liu', id);
    await end(w, id);
    const ended = '“自我认知”这一轮已于 5月1日(周五) 10:00 结束。此前的回答有效，下一轮会再问。';
    expect(heard(await w.fills('liu', first, { mainWork: '排产' }))).toBe(ended);
    for (const action of ['start', 'same', 'confirm', 'adopt', 'change', 'more'])
      expect(heard(await w.clicks('liu', `questionnaires.answer.${action}`, `${id}||`))).toBe(ended);
    expect((await draftOf(w, id, 'liu')).size).toBe(0);
  });

  test('when the round does not ask them, or there is none', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    await w.db.reader.update(roundPeople).set({ status: 'gone' }).where(eq(roundPeople.person, 'liu'));
    for (const value of [String(id), '999', '', 'x', '-1', '1e9', `${id}|nobody`])
      expect(heard(await start2(w, 'liu', value))).toBe('这份问卷没有问到您。发送 /我的 可以看到哪些问卷等您回答。');
    expect(heard(await start2(w, 'zhao', String(id)))).toContain('没有问到您');
  });

  test('when the questions are not there any more', async () => {
    const w = await answering();
    const id = await round(w, ['liu'], { questionnaire: 'gone', version: 1 });
    expect(heard(await start(w, 'liu', id))).toBe('这一轮的题目已经不在了。请告诉发起人，新的一轮会再问。');
  });

  test('when a page is not part of the questionnaire any more', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    for (const page of ['nothing', 'which', 's:', 'x:materials', `s:${'a'.repeat(200)}`, 'anonymous', '']) {
      const reply = await w.clicks('liu', 'questionnaires.answer.page', `${id}||${page}`);
      expect(heard(reply)).toBe('这一页已经不在问卷里了，请从现有的那一页继续。\n[继续]');
      expect(asks(await follows(w, 'liu', reply, 'start'))).toContain('mainWork');
    }
    expect(heard(await w.clicks('liu', 'questionnaires.answer.more', `${id}||`))).toContain('请从现有的那一页继续');
    expect(heard(await w.clicks('liu', 'questionnaires.answer.unheardOf', `${id}||`))).toContain(
      '请从现有的那一页继续',
    );
  });
});

const start2 = (w: World, person: string, value: string) => w.clicks(person, 'questionnaires.answer.start', value);

describe('what cannot be stored is said beside the field', () => {
  test('oneself as supplier or customer', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const first = await start(w, 'liu', id);
    const reply = await w.fills('liu', first, {
      mainWork: '排产',
      suppliersElse: '生产部、外协厂',
      customersElse: '刘洋',
    });
    expect(problems(reply)).toEqual({
      suppliersElse: '“生产部”就是您自己。请写您前面或后面的一方，或者留空。',
      customersElse: '“刘洋”就是您自己。请写您前面或后面的一方，或者留空。',
    });
    expect((await draftOf(w, id, 'liu')).size).toBe(0);
    const picked = await w.fills('liu', first, { mainWork: '排产', suppliers: 'production' });
    expect(Object.keys(problems(picked))).toEqual(['suppliers']);
  });

  test('names that are too long or too many, and pages left empty', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const first = await start(w, 'liu', id);
    const long = await w.fills('liu', first, { mainWork: '排产', suppliersElse: '长'.repeat(41) });
    expect(problems(long)).toEqual({ suppliersElse: '一个名称最多 40 个字。请写短一些，几个之间用逗号隔开。' });
    const many = Array.from({ length: 11 }, (_, index) => `第${index}家`).join('，');
    const much = await w.fills('liu', first, { mainWork: '排产', customersElse: many });
    expect(problems(much)).toEqual({ customersElse: '这里最多写 10 个名称，请保留最要紧的。' });
    expect(Object.keys(problems(await w.fills('liu', first, { mainWork: ' ' })))).toEqual(['mainWork']);
    const supplier = await w.fills('liu', first, { mainWork: '排产', suppliers: 'sales' });
    expect(Object.keys(problems(await w.fills('liu', supplier, {}))).sort()).toEqual([
      'handsOn',
      'kind',
      'requireKind',
      'troubleAbout',
    ]);
    const trouble = { ...supplierPage, troubleWords: '' };
    expect(Object.keys(problems(await w.fills('liu', supplier, trouble)))).toEqual(['troubleWords']);
  });

  test('more than two who matter most', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const first = await start(w, 'liu', id);
    const which = await w.fills('liu', first, { mainWork: '排产', suppliers: 'sales,quality,purchasing' });
    expect(Object.keys(problems(await w.fills('liu', which, { suppliers: 'sales,quality,purchasing' })))).toEqual([
      'suppliers',
    ]);
    expect(Object.keys(problems(await w.fills('liu', which, { suppliers: '' })))).toEqual(['suppliers']);
  });
});

describe('the head answers for someone without an account', () => {
  /** Sun Hao is reached by no messenger. */
  async function withoutAccount(text = company): Promise<World> {
    const w = await answering({ company: text });
    await changes(w, 'sun', { accounts: {} });
    return w;
  }

  test('in the words of the person, marked by who entered them', async () => {
    const w = await withoutAccount();
    const id = await round(w, ['sun']);
    const first = await start(w, 'wang', id, 'sun');
    expect(formOf(first).intro).toContain('代孙浩填写，会注明由王强录入。');
    const supplier = await w.fills('wang', first, { mainWork: '夜班组装', suppliers: 'materials' });
    const done = await w.fills('wang', supplier, supplierPage);
    expect(heard(done)).toContain('孙浩的回答已保存');
    expect(await statusOf(w, id, 'sun')).toBe('finished');
    expect(await said(w, id)).toEqual([
      expect.objectContaining({ person: 'sun', department: 'production', enteredBy: 'wang' }),
    ]);
    const change = await follows(w, 'wang', done, 'change');
    expect(formOf(change).context).toBe(`${id}|sun|`);
  });

  test('and is not asked what is anonymous', async () => {
    const w = await withoutAccount();
    const id = await round(w, ['sun'], { questionnaire: 'morale', version: await imports(w) });
    const second = await w.fills('wang', await start(w, 'wang', id, 'sun'), { feeling: '5' });
    expect(heard(await w.fills('wang', second, {}))).toContain('孙浩的回答已保存');
    const apart = await w.clicks('wang', 'questionnaires.answer.page', `${id}|sun|anonymous`);
    expect(heard(apart)).toContain('这一页已经不在问卷里了');
  });

  test('by head or deputy of the department, and by nobody else', async () => {
    const w = await withoutAccount();
    const id = await round(w, ['sun', 'zhao']);
    expect(heard(await start(w, 'lin', id, 'sun'))).toBe(
      '孙浩的回答由生产部的负责人或副职录入：王强、刘洋。请找他们。',
    );
    expect(heard(await start(w, 'wang', id, 'zhao'))).toBe('赵敏有账号，可以发送 /我的 自己回答，因此不由别人代填。');
    const first = await start(w, 'liu', id, 'sun');
    expect(pageIn(first)).toBe('first');
    expect(
      formOf(first)
        .fields.flatMap((one) => ('options' in one ? one.options : []))
        .map(({ value }) => value),
    ).not.toContain('@sun');
    // The form of another person's answers is checked again when it comes back.
    const forged = { ...formOf(first), context: `${id}|sun|first` };
    const reply = await w.fills('zhao', { kind: 'form', form: forged }, { mainWork: '别人的' });
    expect(heard(reply)).toContain('由生产部的负责人或副职录入');
    expect((await draftOf(w, id, 'sun')).size).toBe(0);
  });

  test('but reads and changes nothing the person has answered themselves, in this round or an earlier one', async () => {
    const w = await answering();
    const id = await round(w, ['sun']);
    await w.fills('sun', await start(w, 'sun', id), { mainWork: '只有自己知道', suppliers: 'materials' });
    await changes(w, 'sun', { accounts: {} });
    const no = '孙浩已经自己开始回答，内容不给别人看。下一步：重新打印一张二维码，由本人接着回答。';
    for (const action of ['start', 'change', 'more', 'page', 'same', 'confirm', 'adopt'])
      expect(heard(await w.clicks('wang', `questionnaires.answer.${action}`, `${id}|sun|first`))).toBe(no);
    const first = {
      action: 'questionnaires.answer.page',
      context: `${id}|sun|first`,
      fields: [],
      title: '',
      submit: '',
    };
    expect(heard(await w.fills('wang', { kind: 'form', form: first }, { mainWork: '别的' }))).toBe(no);
    expect((await draftOf(w, id, 'sun')).get('first')).toMatchObject({ mainWork: '只有自己知道' });
    await w.db.reader.update(roundPeople).set({ status: 'finished', finishedAt: w.clock.now() });
    await end(w, id);
    const second = await round(w, ['sun']);
    expect(
      formOf(await start(w, 'wang', second, 'sun')).fields.every(({ initial }) => !initial?.includes('自己')),
    ).toBe(true);
    for (const action of ['same', 'confirm', 'adopt'])
      expect(heard(await w.clicks('wang', `questionnaires.answer.${action}`, `${second}|sun|${id}`))).not.toContain(
        '只有',
      );
    expect((await draftOf(w, second, 'sun')).size).toBe(0);
  });

  test('of the department above, where there is neither', async () => {
    const headless = company.replace('    head: wang\n    deputy: liu\n', '');
    const w = await withoutAccount(headless);
    const id = await round(w, ['sun']);
    expect(pageIn(await start(w, 'chen', id, 'sun'))).toBe('first');
    expect(heard(await start(w, 'liu', id, 'sun'))).toContain('陈志远、顾明华');
  });

  test('by a referee, where nobody leads any more', async () => {
    const w = await withoutAccount(
      company.replace('    head: wang\n    deputy: liu\n', '').replace('    head: chen\n    deputy: gu\n', ''),
    );
    const id = await round(w, ['sun']);
    expect(pageIn(await start(w, 'gu', id, 'sun'))).toBe('first');
    expect(heard(await start(w, 'liu', id, 'sun'))).toContain('陈志远、顾明华');
  });
});
