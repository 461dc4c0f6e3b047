import { describe, expect, test } from 'vitest';
import { readEnvelope, readPush } from '../../adapters/wecom/parse.ts';
import { asCommand } from '../../adapters/wecom/words.ts';
import { readXml } from '../../adapters/wecom/xml.ts';
import { cpuMs } from '../cpu.ts';

const corp = 'wx5823bf96d3bd56c7';
const xml = (more: string, from = 'ZhangSan') =>
  `<xml><ToUserName><![CDATA[${corp}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>1754000000</CreateTime>${more}<AgentID>1000002</AgentID></xml>`;
const text = (content: string) =>
  xml(`<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>4561255354251345929</MsgId>`);
const event = (name: string, more = '', from?: string) =>
  xml(`<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${name}]]></Event>${more}`, from);
const read = (message: string) => readPush(message, corp, 1000002);

describe('what people do', () => {
  test('a text, its id kept digit by digit and the sender in lower case', () => {
    expect(read(text('hello'))).toEqual({
      id: '1000002|zhangsan|4561255354251345929',
      createdAt: 1754000000,
      from: 'zhangsan',
      what: { kind: 'text', text: 'hello' },
    });
  });

  test('a text with every trick in it stays a text', () => {
    for (const content of ['<!DOCTYPE html>', '<a href="x">y</a>', '&lt;b&gt;', ' 007 ', '<!-- -->', '\n两行\n', ''])
      expect(read(text(content))?.what).toEqual({ kind: 'text', text: content });
  });

  test('the end of CDATA in a text brings nothing in', () => {
    expect(read(text('a]]>b'))?.what).toEqual({ kind: 'text', text: 'ab]]>' });
    expect(read(text(']]></Content><FromUserName>boss</FromUserName><Content><![CDATA['))).toBeNull();
  });

  test('elements in another order, without CDATA, with new ones, and an agent in CDATA', () => {
    const shuffled = `<xml>\n<Something><New>1</New><New>2</New></Something><MsgId>9</MsgId><AgentID><![CDATA[1000002]]></AgentID><Content>a &amp; b</Content><MsgType>text</MsgType><CreateTime>1754000000</CreateTime><FromUserName>li</FromUserName><ToUserName>${corp}</ToUserName>\n</xml>\n`;
    expect(read(shuffled)).toMatchObject({ id: '1000002|li|9', what: { kind: 'text', text: 'a & b' } });
  });

  test('pictures, files, and speech that was written down', () => {
    const media = (type: string, more = '') =>
      read(xml(`<MsgType>${type}</MsgType><MediaId>M1</MediaId>${more}<MsgId>1</MsgId>`))?.what;
    expect(media('image')).toEqual({ kind: 'file', media: 'M1', name: 'photo-1754000000.jpg', heard: null });
    expect(media('file', '<FileName>图纸.pdf</FileName>')).toMatchObject({ name: '图纸.pdf' });
    expect(media('voice', '<Recognition>请求 生产部</Recognition>')).toMatchObject({ heard: '请求 生产部' });
  });

  test('a press is known by its code', () => {
    const press = event(
      'template_card_event',
      '<EventKey><![CDATA[b0|requests.accept|7]]></EventKey><TaskId><![CDATA[x-m1@m2]]></TaskId><ResponseCode><![CDATA[C1]]></ResponseCode>',
    );
    expect(read(press)).toMatchObject({
      id: 'press|1000002|zhangsan|C1',
      what: { kind: 'press', key: 'b0|requests.accept|7', task: 'x-m1@m2', code: 'C1', chosen: [] },
    });
  });

  test('one choice and several', () => {
    const items = (inner: string) =>
      read(event('template_card_event', `<EventKey>s|a|b</EventKey><SelectedItems>${inner}</SelectedItems>`))?.what;
    const item = (ids: string) => `<SelectedItem><QuestionKey>choice</QuestionKey>${ids}</SelectedItem>`;
    const ids = (...all: string[]) =>
      `<OptionIds>${all.map((id) => `<OptionId>${id}</OptionId>`).join('')}</OptionIds>`;
    expect(items('')).toMatchObject({ chosen: [] });
    expect(items(item(ids('o1')))).toMatchObject({ chosen: ['o1'] });
    expect(items(item(ids('o1', 'o007')))).toMatchObject({ chosen: ['o1', 'o007'] });
    expect(items(item(ids('o1')) + item(ids('o2')))).toMatchObject({ chosen: ['o1', 'o2'] });
    expect(items(item('<OptionIds></OptionIds>'))).toMatchObject({ chosen: [] });
  });

  test('two presses in one second are two', () => {
    const press = (key: string) => read(event('template_card_event', `<EventKey>${key}</EventKey>`))?.id;
    expect(press('a')).not.toBe(press('b'));
  });
});

describe('what the company does', () => {
  test.each([
    ['create_user', 'joined'],
    ['update_user', 'changed'],
    ['delete_user', 'left'],
  ])('%s', (type, change) => {
    const changed = event('change_contact', `<ChangeType>${type}</ChangeType><UserID>WangWu</UserID>`, 'sys');
    expect(read(changed)?.what).toEqual({ kind: 'directory', change, account: 'wangwu' });
  });

  test('a new id is the one to read', () => {
    const changed = '<ChangeType>update_user</ChangeType><UserID>a</UserID><NewUserID>B</NewUserID>';
    expect(read(event('change_contact', changed, 'sys'))?.what).toMatchObject({ account: 'b' });
  });

  test('everything else is taken note of and let be', () => {
    for (const name of ['enter_agent', 'view', 'LOCATION', 'taskcard_click', 'tomorrows_news'])
      expect(read(event(name))?.what).toEqual({ kind: 'ignored', event: name });
    expect(read(event('change_contact', '<ChangeType>create_party</ChangeType>', 'sys'))?.what.kind).toBe('ignored');
    expect(read(event('inactive_alert', '', 'sys'))?.what).toEqual({ kind: 'alert', event: 'inactive_alert' });
    expect(read(event('click', '<EventKey>/duty</EventKey>', 'sys'))?.what.kind).toBe('ignored');
    const other = text('hello').replace('1000002', '1000003');
    expect(read(other)?.what).toEqual({ kind: 'ignored', event: 'another app' });
  });
});

describe('what is not of their shape is refused', () => {
  const bad: [string, string][] = [
    ['not XML', 'hello'],
    ['nothing', ''],
    ['an open end', '<xml><Encrypt>a'],
    ['ends that do not match', '<xml><Encrypt>a</Encrpyt></xml>'],
    ['an entity of its own', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'],
    ['an outside entity', '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>'],
    ['a doctype in small letters', '<!doctype xml><xml><Encrypt>a</Encrypt></xml>'],
    [
      'a doctype between what looks like CDATA',
      '<xml><!-- <![CDATA[ --><!DOCTYPE a><!-- ]]> --><Encrypt>a</Encrypt></xml>',
    ],
    ['a comment', '<xml><!-- a --><Encrypt>a</Encrypt></xml>'],
    ['an instruction', '<?xml-stylesheet a?><xml><Encrypt>a</Encrypt></xml>'],
    ['an attribute', '<xml a="b"><Encrypt>a</Encrypt></xml>'],
    ['a prototype', '<xml><__proto__><Encrypt>a</Encrypt></__proto__></xml>'],
    ['two roots', '<xml><Encrypt>a</Encrypt></xml><xml></xml>'],
    ['words beside elements', '<xml>a<Encrypt>a</Encrypt></xml>'],
    ['another root', '<yml><Encrypt>a</Encrypt></yml>'],
    ['a byte order mark', '\uFEFF<xml><Encrypt>a</Encrypt></xml>'],
    ['great depth', `<xml>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</xml>`],
    ['great width', `<xml>${'<a></a>'.repeat(20_000)}<Encrypt>a</Encrypt></xml>`],
  ];

  test.each(bad)('%s', (_, body) => {
    expect(readXml(body)).toBeNull();
    expect(readEnvelope(body)).toBeNull();
    expect(read(body)).toBeNull();
  });

  test('two ciphertexts, none, and one with elements inside', () => {
    expect(readEnvelope('<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>')).toBeNull();
    expect(readEnvelope('<xml><Encrypted>a</Encrypted></xml>')).toBeNull();
    expect(readEnvelope('<xml><Encrypt><a>b</a></Encrypt></xml>')).toBeNull();
    expect(readEnvelope('<xml><AgentID></AgentID><Encrypt><![CDATA[YQ==]]></Encrypt></xml>')).toBe('YQ==');
  });

  const filled = (piece: string, size: number) => `<xml><Encrypt>${piece.repeat(size / piece.length)}</Encrypt></xml>`;
  test.each([
    ['entities nobody declared', '&lol;'],
    ['entities', '&#1;&amp;'],
    ['beginnings of CDATA', '<![CDATA['],
    ['empty CDATA', '<![CDATA[]]>'],
    ['beginnings of tags', `<a${' '.repeat(500)}`],
    ['angle brackets', '<'],
  ])('as many %s as fit end quickly', (_, piece) => {
    const began = cpuMs();
    readXml(filled(piece, 1024 * 1024));
    readXml(filled(piece, 64_000));
    expect(cpuMs() - began).toBeLessThan(1_000);
  });

  test('two message ids, or none where there is always one', () => {
    expect(read(text('a').replace('<MsgId>', '<MsgId>1</MsgId><MsgId>'))).toBeNull();
    expect(read(text('a').replace(/<MsgId>.*<\/MsgId>/, ''))).toBeNull();
  });

  test('for another corporation, without a sender, without a time, or with two', () => {
    expect(readPush(text('a'), 'wwother', 1000002)).toBeNull();
    expect(read(text('a').replace('<CreateTime>1754000000</CreateTime>', ''))).toBeNull();
    expect(read(text('a').replace('1754000000', '1e9'))).toBeNull();
    expect(read(text('a').replace('<AgentID>', '<FromUserName>boss</FromUserName><AgentID>'))).toBeNull();
    expect(read(text('a').replace('<![CDATA[ZhangSan]]>', '<a>b</a>'))).toBeNull();
    expect(read(text('a').replace('<Content><![CDATA[a]]></Content>', ''))).toBeNull();
  });
});

describe('plain words are commands', () => {
  const commands = [
    { name: 'request', aliases: ['请求'], help: { en: '', 'zh-CN': '' } },
    { name: 'requests', aliases: ['请求列表', 'list'], help: { en: '', 'zh-CN': '' } },
    { name: 'duty', aliases: ['值班'], help: { en: '', 'zh-CN': '' } },
  ];
  test.each([
    ['请求', '/request'],
    ['请求 生产部 500件', '/request 生产部 500件'],
    ['请求：生产部', '/request 生产部'],
    ['请求生产部 500件', '/request 生产部 500件'],
    ['请求列表', '/requests'],
    ['待办', '/requests'],
    [' 值班\n生产部', '/duty 生产部'],
    ['帮助', '/help'],
    ['/request a', '/request a'],
    ['／请求 a', '／请求 a'],
    // An answer that begins alike, and words of other commands that are no Chinese.
    ['请求加急处理', '请求加急处理'],
    ['值班的人不在', '值班的人不在'],
    ['list of parts', 'list of parts'],
    ['好的', '好的'],
    ['', ''],
  ])('%s', (said, meant) => {
    expect(asCommand(said, commands, ['生产部', '销售部', ''])).toBe(meant);
  });
});
