import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { questionnaireImport } from '../../../src/operator/questionnaire-import.ts';
import { parseQuestionnaire } from '../../../src/questionnaires/answering/file.ts';
import { loadQuestionnaire } from '../../../src/questionnaires/answering/questionnaires.ts';
import { refusal, run } from '../../operator/run.ts';
import { answering, example } from './story.ts';

function problems(text: string): string[] {
  const parsed = parseQuestionnaire(text);
  return 'problems' in parsed ? parsed.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`) : [];
}

const head = 'key: a\ntitle: { zh-CN: 甲, en: A }\nquestions:\n';
const ask = 'ask: { zh-CN: 甲？, en: A? }';
const two = 'options: [ { value: x, label: { zh-CN: 一, en: X } }, { value: y, label: { zh-CN: 二, en: Y } } ]';

describe('a questionnaire’s file', () => {
  test('is read with every kind of question, in both languages', async () => {
    const parsed = parseQuestionnaire(await example());
    if (!('spec' in parsed)) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.spec).toMatchObject({
      kind: 'own',
      key: 'morale',
      title: { en: 'A short question for the quarter' },
    });
    expect(parsed.spec.questions.map(({ key, answer }) => [key, answer.kind])).toEqual([
      ['feeling', 'scale'],
      ['obstacle', 'choice'],
      ['which', 'text'],
      ['hours', 'number'],
      ['tools', 'choices'],
      ['helped', 'party'],
      ['since', 'time'],
      ['photo', 'file'],
      ['remark', 'text'],
      ['leaving', 'choice'],
      ['reason', 'text'],
    ]);
    expect(parsed.spec.questions[1]).toEqual({
      key: 'obstacle',
      ask: { 'zh-CN': '最大的阻碍是什么？', en: 'What was most in the way?' },
      hint: null,
      required: true,
      when: { question: 'feeling', is: ['1', '2', '3'] },
      anonymous: false,
      answer: {
        kind: 'choice',
        options: [
          { value: 'material', label: { 'zh-CN': '缺料', en: 'Missing material' } },
          { value: 'rework', label: { 'zh-CN': '返工', en: 'Rework' } },
          { value: 'other', label: { 'zh-CN': '其他', en: 'Something else' } },
        ],
      },
    });
  });

  const wrong: [string, string, string][] = [
    ['is empty', '', '1 the file: is empty; begin with the example in the documentation'],
    [
      'has no questions',
      `${head.replace('questions:\n', 'questions: []')}`,
      '3 questions: is empty; write at least one question',
    ],
    [
      'has words where a key is meant',
      head.concat(`  - { key: 心情, ${ask}, kind: text }`),
      '4 questions[心情].key: "心情" cannot be a key: use 1 to 40 letters a-z, digits, "-" and "_"; put the words in "ask"',
    ],
    [
      'lacks a language',
      head.replace(', en: A', '').concat(`  - { key: q, ${ask}, kind: text }`),
      '2 title: "en" is missing',
    ],
    [
      'has a key that is taken',
      head.replace('key: a', 'key: self-awareness').concat(`  - { key: q, ${ask}, kind: text }`),
      '1 key: "self-awareness" is the questionnaire that comes with Xiayou; choose another key',
    ],
    [
      'has a kind that is not known',
      `${head}  - { key: q, ${ask}, kind: choise, ${two} }`,
      '4 questions[q].kind: "choise" is not possible here; did you mean "choice"? Write text, longText, number, choice, choices, scale, time, file, party or parties',
    ],
    [
      'has a question twice',
      `${head}  - { key: q, ${ask}, kind: text }\n  - { key: q, ${ask}, kind: text }`,
      '5 questions[q].key: "q" is another question\'s key already; each has its own',
    ],
    [
      'has options where there are none',
      `${head}  - { key: q, ${ask}, kind: text, ${two} }`,
      '4 questions[q].options: "options" means nothing for a question of kind text; leave it out',
    ],
    [
      'has no options where they are needed',
      `${head}  - { key: q, ${ask}, kind: choice }`,
      '4 questions[q]: "options" is missing; write the answers to choose from',
    ],
    [
      'has one option only',
      `${head}  - { key: q, ${ask}, kind: choice, options: [ { value: x, label: { zh-CN: 一, en: X } } ] }`,
      '4 questions[q].options: needs at least two options',
    ],
    [
      'has an option twice',
      `${head}  - { key: q, ${ask}, kind: choice, ${two.replace('value: y', 'value: x')} }`,
      '4 questions[q].options[#2].value: "x" is another option\'s value already',
    ],
    [
      'has an option that cannot be stored',
      `${head}  - { key: q, ${ask}, kind: choice, ${two.replace('value: y', 'value: "一,二"')} }`,
      '4 questions[q].options[#2].value: "一,二" cannot be a value: use 1 to 40 letters a-z, digits, "-" and "_"; put the words in "label"',
    ],
    [
      'has a scale without ends',
      `${head}  - { key: q, ${ask}, kind: scale, minLabel: { zh-CN: 差, en: bad } }`,
      '4 questions[q]: "maxLabel" is missing; say what that end of the scale means',
    ],
    [
      'has a scale of too many steps',
      `${head}  - { key: q, ${ask}, kind: scale, max: 100, minLabel: { zh-CN: 差, en: bad }, maxLabel: { zh-CN: 好, en: good } }`,
      '4 questions[q]: a scale goes in whole numbers over 2 to 10 steps, such as min: 1, max: 5',
    ],
    [
      'has a number that can be none',
      `${head}  - { key: q, ${ask}, kind: number, min: 5, max: 2 }`,
      '4 questions[q].min: 5 is more than max, which is 2; exchange them',
    ],
    [
      'has a number that is none',
      `${head}  - { key: q, ${ask}, kind: number, min: five }`,
      '4 questions[q].min: "five" is not a number; write digits, like 10 or 2.5',
    ],
    [
      'has a condition on a question that is not there',
      `${head}  - { key: first, ${ask}, kind: choice, ${two} }\n  - { key: q, ${ask}, kind: text, when: { question: frist, is: [x] } }`,
      '5 questions[q].when.question: "frist" is no question before this one; did you mean "first"?',
    ],
    [
      'has a condition on a later question',
      `${head}  - { key: q, ${ask}, kind: text, when: { question: later, is: [x] } }\n  - { key: later, ${ask}, kind: choice, ${two} }`,
      '4 questions[q].when.question: "later" is no question before this one; conditions look back',
    ],
    [
      'has a condition on words',
      `${head}  - { key: w, ${ask}, kind: text }\n  - { key: q, ${ask}, kind: text, when: { question: w, is: [x] } }`,
      '5 questions[q].when.question: "w" is of kind text; a condition can look at a choice or a scale',
    ],
    [
      'has a condition on an answer there is not',
      `${head}  - { key: w, ${ask}, kind: choice, ${two} }\n  - { key: q, ${ask}, kind: text, when: { question: w, is: [z] } }`,
      '5 questions[q].when.is[#1]: "z" is no answer to "w"; possible: x, y',
    ],
    [
      'asks anonymously what depends on a name',
      `${head}  - { key: w, ${ask}, kind: choice, ${two} }\n  - { key: q, ${ask}, kind: text, anonymous: true, when: { question: w, is: [x] } }`,
      '5 questions[q].when.question: an anonymous question and one with a name cannot depend on each other: the answer would tell who gave it',
    ],
    [
      'asks anonymously for a file',
      `${head}  - { key: q, ${ask}, kind: file, anonymous: true }`,
      '4 questions[q].anonymous: a file tells who made it, so a question for one cannot be anonymous',
    ],
    [
      'asks too much anonymously',
      head + Array.from({ length: 9 }, (_, i) => `  - { key: q${i}, ${ask}, kind: text, anonymous: true }`).join('\n'),
      '12 questions[q8].anonymous: at most 8 questions can be anonymous: they are given once, on one page',
    ],
    [
      'has a key that means something else to a program',
      `${head}  - { key: constructor, ${ask}, kind: text }`,
      '4 questions[constructor].key: "constructor" has a meaning of its own; choose another key',
    ],
    [
      'asks too much',
      head + Array.from({ length: 61 }, (_, i) => `  - { key: q${i}, ${ask}, kind: text }`).join('\n'),
      '4 questions: has 61 questions; a questionnaire has at most 60',
    ],
  ];
  test.each(wrong)('is refused when it %s', (_, text, message) => {
    expect(problems(text)).toContain(message);
  });

  test('is refused when it is a spreadsheet, or in another encoding', () => {
    const spreadsheet = parseQuestionnaire(new Uint8Array([0x50, 0x4b, 3, 4]));
    expect(spreadsheet).toMatchObject({
      problems: [
        { message: 'is a spreadsheet or archive, not a questionnaire; write it as in docs/questionnaires.md' },
      ],
    });
    const ansi = parseQuestionnaire(new Uint8Array([0x6b, 0x65, 0x79, 0x3a, 0x20, 0xc9, 0xfa]));
    expect(ansi).toMatchObject({ problems: [{ message: expect.stringContaining('is not UTF-8') }] });
  });
});

describe('npm run questionnaire:import', () => {
  async function file(text: string): Promise<string> {
    const path = join(await mkdtemp(join(tmpdir(), 'questionnaire-')), 'morale.yaml');
    await writeFile(path, text);
    return path;
  }

  test('writes a version when the file says something new, and only then', async () => {
    const w = await answering();
    const text = await example();
    const dry = await run(w, questionnaireImport, await file(text), '--dry-run');
    expect(dry.text).toContain('morale: version 1, 11 questions\n  + feeling: How did work go this quarter?');
    expect(dry.text).toContain('Nothing was written: this was a dry run.');
    expect(await loadQuestionnaire(w.db.reader, 'morale', 1)).toBeNull();
    expect((await run(w, questionnaireImport, await file(text))).text).toContain('Imported.');
    expect((await run(w, questionnaireImport, await file(text))).text).toBe(
      'morale says what version 1 says: there is nothing to import.',
    );
    const changed = text
      .replace('Anything else?', 'One more word?')
      .replace(/ {2}- key: photo[\s\S]*?kind: file\n/, '');
    const second = await run(w, questionnaireImport, await file(changed));
    expect(second.text).toBe(
      [
        'morale: version 2, 10 questions',
        '  ~ remark: One more word?',
        '  - photo: Is there a photo?',
        'Imported. Rounds begun from now on ask version 2; those that run keep theirs.',
      ].join('\n'),
    );
    expect(await loadQuestionnaire(w.db.reader, 'morale', 1)).toMatchObject({ version: 1 });
    expect(await loadQuestionnaire(w.db.reader, 'morale', 2)).toMatchObject({ version: 2 });
  });

  test('says line by line what is wrong, and what to do without a file', async () => {
    const w = await answering();
    const broken = await file(`${head}  - { key: q, kind: text }`);
    expect(await refusal(run(w, questionnaireImport, broken))).toContain(
      `${broken}:4 questions[q]: "ask" is missing\nNothing was imported: correct these lines first.`,
    );
    expect(await refusal(run(w, questionnaireImport, '/nowhere/a.yaml'))).toContain(
      'there is no file /nowhere/a.yaml; check the path (the name after questionnaire:import)',
    );
    expect(await refusal(run(w, questionnaireImport))).toContain(
      'Usage: npm run questionnaire:import -- FILE [--dry-run]',
    );
  });
});
