import type { Locale } from '../../src/org/organisation.ts';
import { storeFile } from '../../src/platform/files.ts';
import { hours, minutes, shanghai } from '../world.ts';
import { digest } from './gallery-digest.ts';
import { map } from './gallery-map.ts';
import { meetings } from './gallery-meetings.ts';
import { photos } from './gallery-photos.ts';
import { questionnaires } from './gallery-questionnaires.ts';
import { Play } from './play.ts';

const iso = (text: string) => shanghai(text).toISOString();

/** Every card and form of the product in one language, as it is drawn now. */
export async function gallery(locale: Locale): Promise<string> {
  const play = new Play(locale);
  for (const chapter of [
    work,
    questions,
    late,
    returns,
    owners,
    ladders,
    leaving,
    ring,
    refusing,
    roster,
    talk,
    poorest,
    own,
    photos,
    questionnaires,
    map,
    meetings,
    digest,
  ]) {
    await chapter(play);
  }
  return play.text;
}

const need = ['500 pcs of part A for SO-2051', 'SO-2051 要 500 件 A 料'] as const;
const blocks = ['export order SO-2051, 1,000,000', '出口订单 SO-2051，100 万元'] as const;

async function files(play: Play, more: Record<string, string> = {}): Promise<void> {
  const opened = await play.says('lin', [`/request production ${need[0]}`, `/请求 生产部 ${need[1]}`]);
  await play.fill('lin', opened, { blocks: play.pick(blocks), ...more });
}

async function work(play: Play): Promise<void> {
  await play.chapter(['A request from filing to closing', '一个请求从提出到关闭']);
  await files(play, { needBy: iso('2026-05-08T17:00') });
  await play.press('sun', 'accept', 1001, { at: iso('2026-05-07T12:00') });
  play.scene(['Waiting outside, and going on', '等外部，再继续']);
  const who = play.pick(['the plating shop', '电镀厂']);
  await play.press('sun', 'waitOutside', 1001, { who, at: iso('2026-05-06T14:00') });
  await play.until('2026-05-06T14:00');
  await play.press('sun', 'resume', 1001);
  play.scene(['An early warning, and what the customer thinks of it', '提前预警，以及对方的意见']);
  const reason = play.pick(['a machine is down', '一台设备在修']);
  await play.press('sun', 'warn', 1001, { at: iso('2026-05-09T10:00'), text: reason });
  await play.press('lin', 'agreeLater', 1001);
  await play.press('sun', 'handTo', 1001, { to: 'zhao' });
  play.scene(['Delivered, confirmed, and a word in return', '交付、确认和反馈']);
  await play.press('zhao', 'deliver', 1001, { text: play.pick(['500 pcs in the warehouse', '500 件已入库']) });
  await play.until('2026-05-07T15:00');
  await play.press('lin', 'confirm', 1001, { rating: '5', text: play.pick(['Thank you', '谢谢']) });
  await play.press('zhao', 'clear', 1001);
  await play.says('lin', ['/requests', '/请求列表']);
}

async function questions(play: Play): Promise<void> {
  await play.chapter(['Questions, changes, withdrawing, declining', '提问、更改、撤回、无法承接']);
  await files(play);
  await play.press('sun', 'ask', 1001, { text: play.pick(['Tinned or bare?', '要镀锡的还是裸的？']) });
  await play.says('lin', ['/requests', '/请求列表']);
  await play.advance(hours(5));
  await play.press('lin', 'answer', 1001, { text: play.pick(['Tinned', '镀锡的']) });
  await play.press('sun', 'accept', 1001, {});
  await play.press('lin', 'change', 1001, { need: play.pick(['800 pcs of part A', '改成 800 件 A 料']) });
  await play.says('sun', ['/requests', '/请求列表']);
  await play.press('lin', 'withdraw', 1001, { text: play.pick(['The order is off', '订单取消了']) });
  play.scene(['Declined, and agreed to', '无法承接，对方同意']);
  await files(play);
  await play.press('sun', 'decline', 1002, { text: play.pick(['No mould for it', '没有这个模具']) });
  await play.press('sun', 'deliver', 1002, {});
  await play.until('2026-05-08T10:00');
  await play.press('lin', 'agreeDecline', 1002);
  play.scene(['Delivered, and nobody says anything', '交付后没有人说话']);
  await files(play);
  await play.press('sun', 'deliver', 1003, {});
  await play.until('2026-05-20T10:00');
}

async function late(play: Play): Promise<void> {
  await play.chapter(['A promise later than needed', '承诺晚于需要的时间']);
  await files(play, { needBy: iso('2026-05-07T12:00') });
  await play.press('sun', 'accept', 1001, { at: iso('2026-05-12T12:00') });
  await play.press('lin', 'keepTarget', 1001);
  await files(play);
  await play.press('sun', 'accept', 1002, { at: iso('2026-05-12T12:00') });
  play.scene(['Blocked by a request that exists', '被已有的请求卡住']);
  const opened = await play.says('sun', ['/request purchasing 2 t of copper foil', '/请求 采购部 铜箔 2 吨']);
  await play.fill('sun', opened, {});
  await play.press('sun', 'block', 1001, { how: 'existing', existing: '1003' });
  await play.says('guo', ['/chain R-1001', '/链路 R-1001']);
  await play.says('wang', ['/requests', '/请求列表']);
  await play.says('lin', ['/requests', '/请求列表']);
  await play.until('2026-05-11T12:00');
}

async function returns(play: Play): Promise<void> {
  await play.chapter(['A return, an objection, a decision', '退回、异议和裁定']);
  await files(play, { urgency: 'urgent' });
  await play.press('sun', 'deliver', 1001, { text: play.pick(['Done', '已完成']) });
  await play.press('lin', 'return', 1001, { text: play.pick(['Only 480 pcs in the box.', '箱里只有 480 件。']) });
  await play.press('sun', 'object', 1001, { text: play.pick(['The note says 480.', '送货单写的就是 480 件。']) });
  await play.advance(hours(1));
  await play.press('chen', 'rule', 1001, { outcome: 'owed', text: play.pick(['20 pcs today', '今天补 20 件']) });
  await play.press('sun', 'deliver', 1001, {});
  await play.press('lin', 'return', 1001, { text: play.pick(['Still 490', '还是 490 件']) });
  await play.press('sun', 'object', 1001, { text: '…' });
  await play.press('sun', 'deliver', 1001, {});
  await play.press('lin', 'dispute', 1001, { text: play.pick(['Still 490', '还是 490 件']) });
  await play.press('chen', 'rule', 1001, { outcome: 'close', text: play.pick(['Settled by phone', '已当面谈妥']) });
}

async function owners(play: Play): Promise<void> {
  await play.chapter(['Whose work is this?', '这项工作归谁？']);
  const opened = await play.says('xu', ['/request mend the gate', '/请求 修理大门']);
  await play.fill('xu', opened, { to: '?', need: play.pick(['Mend the gate', '修理大门']) });
  await play.press('lin', 'own', 1001, { to: 'quality', name: play.pick(['Repairs', '维修']) });
  await play.press('guo', 'notOurs', 1001, { to: 'production' });
  await play.press('sun', 'notOurs', 1001, { to: 'quality' });
  await play.press('wang', 'own', 1001, { to: 'quality', name: play.pick(['Repairs', '维修']) });
  await play.advance(hours(6));
  await play.press('chen', 'own', 1001, { to: 'production', name: play.pick(['Gate', '大门维修']) });
}

async function ladders(play: Play): Promise<void> {
  await play.chapter(['Silence climbs: nobody has answered', '无人响应时逐级提醒'], '2026-05-01T10:00');
  await files(play, { urgency: 'urgent' });
  await play.advance(hours(2));
  play.scene(['Not delivered by the target', '到时限还没有交付']);
  await play.press('wang', 'accept', 1001, {});
  await play.advance(hours(24));
  play.scene(['A normal request on a holiday', '节假日里的普通请求']);
  await files(play);
}

/** The messenger says that someone has left. */
async function leaves(play: Play, who: string): Promise<void> {
  await play.world.engine.receive({ kind: 'left', id: `left-${who}`, platform: 'console', account: who });
  await play.advance(0);
}

async function leaving(play: Play): Promise<void> {
  await play.chapter(['Someone leaves the company', '有人离开公司']);
  await files(play);
  await play.press('sun', 'accept', 1001, { at: iso('2026-05-07T12:00') });
  play.scene(['Whoever had taken it', '承接的人离开']);
  await leaves(play, 'sun');
  play.scene(['Whoever filed it', '提出的人离开']);
  await leaves(play, 'lin');
  play.scene(['Whoever alone was told of it', '只通知过的人离开']);
  const opened = await play.says('xu', [`/request quality ${need[0]}`, `/请求 品质部 ${need[1]}`]);
  await play.fill('xu', opened, { urgency: 'urgent', blocks: play.pick(blocks) });
  const [told] = play.world.transcript.flatMap(({ account }) => (['guo', 'priya'].includes(account) ? [account] : []));
  await leaves(play, told ?? '');
}

async function ring(play: Play): Promise<void> {
  await play.chapter(['A chain, and the ring it closes', '一条链，和它围成的环'], '2026-05-01T10:00');
  const opened = await play.says('lin', [`/request materials ${need[0]}`, `/请求 物控部 ${need[1]}`]);
  await play.fill('lin', opened, { urgency: 'urgent', blocks: play.pick(blocks) });
  const links = [
    ['luo', 1001, 'production', ['600 pcs short', '缺 600 件成品']],
    ['zhao', 1002, 'purchasing', ['2 t of copper foil short', '缺铜箔 2 吨']],
    ['feng', 1003, 'finance', ['The supplier wants 300,000 first', '供应商要先付 30 万元']],
    ['song', 1004, 'sales', ['Collect 500,000 of SO-1988', '先收回 SO-1988 的 50 万元']],
  ] as const;
  for (const [who, number, to, what] of links.slice(0, 3)) {
    await play.press(who, 'block', number, { to, need: play.pick(what) });
    await play.advance(minutes(3));
  }
  await play.says('lin', ['/chain R-1001', '/链路 R-1001']);
  const [who, number, to, what] = links[3];
  await play.press(who, 'block', number, { to, need: play.pick(what) });
  play.scene(['Offers', '提议']);
  await play.press('song', 'offer', 1, {
    what: play.pick(['100,000 as a part payment.', '先付 10 万元定金。']),
    by: iso('2026-05-01T14:00'),
  });
  await play.press('zhao', 'offer', 1, {
    what: play.pick(['100 pcs', '100 件']),
    by: play.pick(['as soon as there is foil', '铜箔一到']),
  });
  await play.press('guo', 'offer', 1);
  await play.press('he', 'callReferee', 1);
  await play.press('he', 'callReferee', 1);
  await play.says('lin', ['/chain R-1001', '/链路 R-1001']);
  play.scene(['It opens, and unwinds link by link', '环解开，一环一环完成']);
  await play.press('song', 'unblock', 1004);
  await play.press('song', 'offer', 1);
  await play.press('song', 'deliver', 1004, { text: play.pick(['Part payment made', '已付定金']) });
  await play.press('feng', 'confirm', 1004, { rating: '5' });
  await play.advance(hours(1));
  await play.press('feng', 'deliver', 1003, {});
  await play.press('zhao', 'confirm', 1003, { rating: '4' });
  await play.press('zhao', 'deliver', 1002, {});
  await play.press('luo', 'confirm', 1002, { rating: '4' });
  await play.says('luo', ['/requests', '/请求列表']);
  await play.press('luo', 'deliver', 1001, {});
  await play.press('lin', 'confirm', 1001, { rating: '5' });
}

async function refusing(play: Play): Promise<void> {
  await play.chapter(['A “no” says what is true instead', '不能做时，说明现在的情况']);
  await files(play, { needBy: iso('2026-05-08T17:00') });
  for (const [who, action] of [
    ['feng', 'accept'],
    ['sun', 'confirm'],
    ['lin', 'rule'],
    ['lin', 'resume'],
    ['sun', 'resume'],
    ['sun', 'unblock'],
    ['lin', 'agreeLater'],
    ['lin', 'agreeDecline'],
    ['sun', 'clear'],
    ['chen', 'rule'],
  ] as const)
    await play.press(who, action, 1001, { outcome: 'owed', text: '…', rating: '5', at: iso('2026-05-08T17:00') });
  await play.press('sun', 'accept', 1001, { at: iso('2026-05-05T12:00') });
  await play.press('sun', 'accept', 1001, { at: '2099-01-01 10:00' });
  await play.press('sun', 'accept', 1001, { at: play.pick(['soon', '尽快']) });
  await play.press('sun', 'accept', 1001, {});
  await play.press('sun', 'accept', 1001, {});
  await play.press('sun', 'notOurs', 1001, { to: 'sales' });
  await play.press('sun', 'block', 1001, { to: 'sales', need: '…' });
  await play.press('sun', 'own', 1001, { to: 'quality', name: '…' });
  await play.press('sun', 'object', 1001, { text: '…' });
  await play.press('lin', 'confirm', 1001, { rating: '5' });
  await play.press('lin', 'answer', 1001, { text: '…' });
  await play.until('2026-05-09T09:00');
  await play.press('sun', 'warn', 1001, { at: iso('2026-05-12T12:00'), text: '…' });
  await play.press('sun', 'deliver', 1001, {});
  await play.press('sun', 'deliver', 1001, {});
  await play.press('lin', 'dispute', 1001, { text: '…' });
  await play.press('lin', 'confirm', 1001, { rating: '5' });
  await play.press('chen', 'rule', 1001, { outcome: 'close', text: '…' });
  await play.press('lin', 'confirm', 1001, { rating: '5' });
  await play.press('sun', 'late', 1001);
  await play.press('sun', 'unclear', 1001);
  await play.press('lin', 'confirm', 9999, { rating: '5' });
  await play.press('lin', 'confirm', 'NaN', { rating: '5' });
  await play.press('lin', 'offer', 7);
}

async function roster(play: Play): Promise<void> {
  await play.chapter(['The duty roster', '值班表'], '2026-04-30T09:59');
  await play.says('lin', ['/duty', '/值班']);
  await play.says('lin', ['/duty prodution', '/值班 生产不']);
  play.scene(['Ready for the holiday?', '为假期做好准备了吗？']);
  await play.until('2026-04-30T10:00');
  await play.press('luo', 'duty.ready', 'materials|2026-05-01');
  await play.press('luo', 'duty.ready', 'materials|2026-05-01');
  await play.says('xu', ['/duty materials', '/值班 物控部']);
  const reason = play.pick(['Visiting my parents', '回老家']);
  await play.press('tang', 'duty.cannot', 'materials', { date: 'materials|2026-05-05', to: 'xie', reason });
  await play.press('xie', 'duty.refuse', 1);
  await play.press('tang', 'duty.handOver', 'materials', { date: 'materials|2026-05-05', to: 'luo', reason });
  await play.press('tang', 'duty.handOver', 'materials', { date: 'materials|2026-05-05', to: 'xie', reason });
  await play.press('luo', 'duty.agree', 2);
  await play.press('luo', 'duty.refuse', 2);
  await play.press('he', 'duty.agree', 2);
  await play.until('2026-04-30T15:00');
  await play.press('luo', 'duty.change', 'materials');
  await play.press('he', 'duty.change', 'materials', { date: 'materials|2026-05-03', person: 'tang' });
  await play.press('lin', 'duty.handOver', '');
}

async function talk(play: Play): Promise<void> {
  await play.chapter(['Commands, and what is none', '命令，以及不是命令的话']);
  await play.says('james', ['/help', '/帮助']);
  await play.says('lin', ['/requst 500 pcs', '/请球 500 件']);
  await play.says('lin', ['/weather', '/天气预报']);
  await play.says('lin', ['hi', '你好']);
  await play.says('lin', ['Production, please send 500 pcs of A tomorrow', '生产部明天送 500 件 A 料']);
  await play.says('lin', 'SO-2051 '.repeat(70).trim());
  await play.says('lin', ['/requests', '/请求列表']);
  await play.says('lin', ['/chain', '/链路']);
  await play.says('lin', ['/chain R-7', '/链路 R-7']);
  await play.says('lin', ['/request Producton 500 pcs of A tomorrow', '/请求 生产不 明天要 500 件']);
  await play.says('lin', ['/called materials sales check stock', '/转电话 物控 销售 查库存']);
  await play.says('lin', `/request ${'A'.repeat(2100)}`);
  await play.press('lin', 'gone.button', 1);
  play.scene(['The referee passes a call on', '裁判转电话']);
  await play.says('chen', ['/called sales Lin check the order', '/转电话 销售 林晓燕 确认订单']);
  await play.says('chen', ['/called', '/转电话']);
  await play.says('chen', ['/called materials Lin check stock SO-2051', '/转电话 物控 林晓燕 查库存 SO-2051']);
  await play.says('chen', ['/called materials sales check stock SO-2051', '/转电话 物控 销售 查库存 SO-2051']);
  await play.says('nobody', '/help');
}

async function poorest(play: Play): Promise<void> {
  await play.chapter(
    ['On the simplest messenger: one question at a time', '最简单的聊天工具：一题一题地问'],
    '2026-05-06T09:00',
    { poorest: true },
  );
  await play.says('lin', ['/request', '/请求']);
  for (const answer of [
    ['producton', '生铲部'],
    ['moon', '月亮'],
    ['production', '生产部'],
    ['long '.repeat(500), '长'.repeat(2001)],
    need,
    ['Friday 15:00', '周五 15:00'],
    ['skip', '跳过'],
    ['2', '2'],
    ['back', '返回'],
    ['urgent', '紧急'],
    ['no photo', '没有照片'],
    ['skip', '跳过'],
  ] as const)
    await play.says('lin', answer);
  await play.world.clicks('sun', 'engine.more', await more(play, 'sun'));
  await play.says('sun', ['cancel', '取消']);
  await play.press('sun', 'accept', 1001);
  await play.says('sun', '2026-01-01 10:00');
  await play.says('sun', ['skip', '跳过']);
  await play.press('sun', 'deliver', 1001);
  await play.says('sun', ['500 pcs in the warehouse', '500 件已入库']);
  await play.says('sun', ['/requests', '/请求列表']);
  await play.says('sun', ['skip', '跳过']);
  await play.press('lin', 'confirm', 1001);
  await play.says('lin', '9');
  await play.press('lin', 'return', 1001);
  await play.says('lin', ['cancel', '取消']);
  await play.says('lin', '5');
  await play.says('lin', ['skip', '跳过']);
  await play.press('lin', 'engine.answer', '1|to|production');
  play.scene(['A photo before it is asked for', '提前发来的照片']);
  const bytes = new Uint8Array(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  const now = play.world.clock.now();
  const photo = { name: 'a.png', bytes, declaredType: 'image/png', owner: 'lin', now };
  const stored = await storeFile(play.world.db.reader, photo);
  const id = 'file' in stored ? stored.file.id : '';
  await play.says('lin', ['/request production 500 pcs', '/请求 生产部 500 件']);
  await play.sends('lin', id);
  await play.says('lin', ['cancel', '取消']);
  await play.press('sun', 'clear', 1001);
  await play.press('lin', 'chain', 1001);
}

async function own(play: Play): Promise<void> {
  await play.chapter(['The bot’s own page, and files that cannot be taken', '机器人主页，以及收不下的文件']);
  await files(play, { urgency: 'urgent' });
  await play.opens('sun');
  await play.opens('lin');
  for (const why of ['empty', 'tooLarge', 'wrongKind', 'unreachable'] as const)
    await play.sendsBadly('lin', { name: 'A.zip', why });
}

async function more(play: Play, who: string): Promise<string> {
  const cards = await play.world.messages(who);
  return cards.flatMap(({ card }) => card.buttons).findLast((button) => button.action === 'engine.more')?.value ?? '';
}
