import { describe, expect, test } from 'vitest';
import type { Feature } from '../../src/engine/feature.ts';
import { readNames } from '../../src/engine/read-names.ts';
import { dialogues } from '../../src/engine/tables.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Field, Option, RawAnswers } from '../../src/platform/form.ts';
import { cpuMs } from '../cpu.ts';
import { read as cardText } from '../world.ts';
import { rig } from './rig.ts';

const option = (label: string, words: string[] = []): Option => ({ value: `v-${label}`, label, words });

/** Departments, their steps, and people: as many as a large company has. */
const company: Option[] = [
  option('物控部', ['material control']),
  option('生产部', ['production']),
  option('采购部', ['purchasing']),
  option('品质部', ['quality']),
  option('品质部 · 来料检验', ['incoming inspection']),
  option('品质部 · 过程检验', ['process inspection']),
  option('品质部 · 出货检验', ['outgoing inspection']),
  ...Array.from({ length: 640 }, (_, index) => option(`第${index + 1}事业部`, [`division ${index + 1}`])),
  ...Array.from({ length: 2_360 }, (_, index) => option(`员工${String(index).padStart(4, '0')}`, [`person ${index}`])),
];

interface Asked {
  says(text: string): Promise<string>;
  presses(label: string): Promise<string>;
  buttons(): string[];
  taken: RawAnswers[];
  waiting(): Promise<RawAnswers[]>;
}

/** A form whose first question takes several of `options`, asked in a conversation. */
async function asked(options: Option[], more: Partial<Field & { kind: 'choices' }> = {}, selects = 0): Promise<Asked> {
  const taken: RawAnswers[] = [];
  const feature: Feature = {
    name: 'toy',
    commands: [{ name: 'ask', aliases: [], help: { en: 'asks', 'zh-CN': '提问' } }],
    commanded: async (turn) => ({
      effects: [],
      reply: { kind: 'form', form: (await feature.form?.(turn, 'pick', '')) as never },
    }),
    form: async () => ({
      action: 'toy.pick',
      context: '',
      title: 'Suppliers',
      submit: 'Send',
      fields: [
        {
          key: 'who',
          label: 'Who hands work to you?',
          required: true,
          kind: 'choices',
          search: true,
          options,
          ...more,
        },
        { key: 'why', label: 'What troubles you?', required: false, kind: 'text', max: 100 },
      ],
    }),
    submitted: async (_turn, _name, _context, answers) => {
      taken.push(answers);
      return { effects: [] };
    },
  };
  const r = await rig({ features: [feature], can: { sheets: null, selects, buttons: 6, elements: 20, text: 2000 } });
  let last: Card | undefined;
  r.messenger.plan = ({ card, replaces }) => {
    if (!replaces) last = card;
  };
  let count = 0;
  const event = () => {
    count += 1;
    return { id: `e${count}`, platform: 'console', account: 'sales-0' } as const;
  };
  const read = async () => {
    await r.engine.flush();
    return last ? cardText(last) : '';
  };
  const self: Asked = {
    taken,
    buttons: () => last?.buttons.map(({ label }) => label) ?? [],
    async says(text) {
      await r.engine.receive({ ...event(), kind: 'said', text });
      return read();
    },
    async presses(label) {
      const button = last?.buttons.find((one) => one.label === label);
      if (!button) throw new Error(`no button ${label} among ${self.buttons()}`);
      await r.engine.receive({ ...event(), kind: 'clicked', action: button.action, value: button.value });
      return read();
    },
    waiting: async () =>
      (await r.db.reader.select({ answers: dialogues.answers }).from(dialogues)).map(({ answers }) => answers),
  };
  await self.says('/ask');
  return self;
}

describe('several of three thousand, asked in a conversation', () => {
  test('are named in one message, whatever stands between the names, by label, part, word or number', async () => {
    const a = await asked(company);
    expect(await a.says('生产、采购部；incoming，4\n第640事业部')).toContain(
      'Noted: 生产部, 采购部, 品质部 · 来料检验, 品质部, 第640事业部',
    );
    await a.says('skip');
    expect(a.taken).toEqual([
      { who: ['v-生产部', 'v-采购部', 'v-品质部 · 来料检验', 'v-品质部', 'v-第640事业部'].join(','), why: '' },
    ]);
  });

  test('the question lists a few, and says how to find the others', async () => {
    const a = await asked(company);
    const text = await a.says('月亮');
    expect(text).toContain('I could not match “月亮” to one of the options.');
    expect(text).toContain('10. 第3事业部');
    expect(text).not.toContain('11. ');
    expect(text).toContain('and 2997 more');
    // A number nobody was shown is no choice, however many there are.
    expect(await a.says('999')).toContain('Did you mean: 员工0999 · 员工1999?');
  });

  test('what is unclear is told with what it may mean, and what was understood stays', async () => {
    const a = await asked(company);
    const text = await a.says('生产部、检验、xyz');
    expect(text).toContain(
      'I could not match “检验”. Did you mean: 品质部 · 来料检验 · 品质部 · 过程检验 · 品质部 · 出货检验?',
    );
    expect(text).toContain('I could not match “xyz” to one of the options.');
    expect(text).toContain('Chosen so far: 生产部');
    expect(a.buttons()).toEqual(['品质部 · 来料检验', '品质部 · 过程检验', '品质部 · 出货检验', 'Done']);
    expect(await a.presses('品质部 · 过程检验')).toContain('Chosen so far: 生产部, 品质部 · 过程检验');
    expect(await a.says('-生产部，采购')).toContain('Chosen so far: 品质部 · 过程检验, 采购部');
    expect(await a.presses('Done')).toContain('What troubles you?');
    await a.says('skip');
    expect(a.taken).toEqual([{ who: 'v-品质部 · 过程检验,v-采购部', why: '' }]);
  });

  test('survive another command, a step back, and a second look', async () => {
    const a = await asked(company);
    await a.says('生产部, xyz');
    expect(await a.waiting()).toEqual([{ who: 'v-生产部' }]);
    await a.says('/help');
    expect(await a.says('采购部')).toContain('Noted: 生产部, 采购部');
    expect(await a.says('back')).toContain('Chosen so far: 生产部, 采购部');
    expect(await a.says('物控部')).toContain('Noted: 生产部, 采购部, 物控部');
    await a.says('back');
    expect(await a.says('clear')).not.toContain('Chosen so far');
    expect(await a.says('done')).toContain('This is needed to go on.');
    expect(await a.says('品质部')).toContain('Noted: 品质部');
    await a.says('skip');
    expect(a.taken).toEqual([{ who: 'v-品质部', why: '' }]);
  });

  test('are no more than there is room for, and none is lost by naming one too many', async () => {
    const a = await asked(company, { most: 2 });
    const text = await a.says('生产部，采购部，物控部');
    expect(text).toContain('Please choose at most 2.');
    expect(text).toContain('Chosen so far: 生产部, 采购部, 物控部');
    expect(await a.says('done')).toContain('Please choose at most 2.');
    expect(await a.says('-物控部')).toContain('Chosen so far: 生产部, 采购部');
    expect(await a.says('好了')).toContain('What troubles you?');
  });

  test('are read in milliseconds', () => {
    const text = ['生产部', '第77事业部', '员工1234', '检验', '员工 9999', '不存在的部门', 'division 12', 'xyz'].join(
      '、',
    );
    readNames(company, text, true);
    const begun = cpuMs();
    for (let round = 0; round < 5; round++) readNames(company, text, true);
    const ms = (cpuMs() - begun) / 5;
    process.stdout.write(`eight names among ${company.length}: ${Math.round(ms)} ms\n`);
    expect(ms).toBeLessThan(500);
  });
});

describe('several of a few', () => {
  const few = company.slice(0, 3);

  test('are pressed one after the other, and the last press says that these are all', async () => {
    const a = await asked(few);
    expect(a.buttons()).toEqual(['物控部', '生产部', '采购部']);
    expect(await a.presses('生产部')).toContain('Chosen so far: 生产部');
    expect(a.buttons()).toEqual(['物控部', '采购部', 'Done']);
    await a.presses('采购部');
    expect(await a.presses('物控部')).toContain('What troubles you?');
    await a.says('skip');
    expect(a.taken).toEqual([{ who: 'v-生产部,v-采购部,v-物控部', why: '' }]);
  });

  test('that stood there from the beginning are kept, or taken out by name', async () => {
    const a = await asked(few, { initial: 'v-生产部,v-采购部' });
    expect(await a.says('-采购部')).toContain('Chosen so far: 生产部');
    expect(await a.presses('Done')).toContain('What troubles you?');
    const b = await asked(few, { initial: 'v-生产部,v-采购部' });
    await b.says('skip');
    await b.says('skip');
    expect(b.taken).toEqual([{ who: 'v-生产部,v-采购部', why: '' }]);
  });
});

describe('names', () => {
  const read = (text: string, options: readonly Option[] = company) => {
    const { add, remove, unclear } = readNames(options, text, true);
    return [
      ...add.map(({ label }) => `+${label}`),
      ...remove.map(({ label }) => `-${label}`),
      ...unclear.map((one) => `?${one.text}`),
    ].join(' ');
  };
  const english = ['Material control', 'Production', 'Research and development', 'Sales'].map((label) => option(label));

  test.each([
    ['生产部 物控部', '+生产部 +物控部'],
    ['生产部和物控部', '+生产部 +物控部'],
    ['生产部的同事', '+生产部'],
    ['1 2 3', '+物控部 +生产部 +采购部'],
    ['1、2；3', '+物控部 +生产部 +采购部'],
    ['１，２', '+物控部 +生产部'],
    ['品质部', '+品质部'],
    ['生产部、生产部', '+生产部 +生产部'],
    ['，；', ''],
  ])('%s', (text, meant) => expect(read(text)).toBe(meant));

  test.each([
    ['material control and production', '+Material control +Production'],
    ['Research and development', '+Research and development'],
    ['research and development, sales', '+Research and development +Sales'],
    ['material', '+Material control'],
    ['prod & sales', '+Production +Sales'],
    ['mars', '?mars'],
  ])('%s', (text, meant) => expect(read(text, english)).toBe(meant));

  test('are no numbers where none were shown, nor pieces of what is used inside', () => {
    const [first] = company;
    expect(readNames(company, '1', true).add).toEqual([first]);
    expect(readNames(company, '1', false).add).toEqual([]);
    expect(readNames([{ value: 'dept-77', label: '物控部' }], '77', false).add).toEqual([]);
    expect(readNames([{ value: 'dept-77', label: '物控部' }], 'dept-77', false).add).toHaveLength(1);
  });

  test('that two people share are told apart by the person, not by us', () => {
    const people = [option('李强 · 销售部', ['李强']), option('李强 · 生产部', ['李强'])];
    expect(readNames(people, '李强', true).unclear).toEqual([{ text: '李强', closest: people }]);
    expect(read('李强 · 生产部', people)).toBe('+李强 · 生产部');
  });

  test('of a whole page are read as far as anybody reads', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `无${index}`).join('、');
    const begun = cpuMs();
    expect(readNames(company, many, true).unclear).toHaveLength(101);
    expect(cpuMs() - begun).toBeLessThan(5_000);
  });
});
