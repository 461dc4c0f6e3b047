import type { DemoControls } from '../../adapters/console/index.ts';

/** A demo that plays three sentences. */
export function toyDemo(play: (account: string) => Promise<unknown> = async () => {}): DemoControls {
  let now = new Date('2026-05-01T02:00:00Z');
  let position = 0;
  const move = (key: string, zh: string, en: string) => ({ key, label: { 'zh-CN': zh, en } });
  const say = (zh: string, en: string, watch: string) => ({ text: { 'zh-CN': zh, en }, watch });
  return {
    now: () => now,
    zone: 'Asia/Shanghai',
    moves: [
      move('15m', '+15 分钟', '+15 min'),
      move('1h', '+1 小时', '+1 h'),
      move('morning', '下个工作日早上', 'Next working morning'),
      move('due', '到下一件到期的事', 'Next thing due'),
    ],
    async move() {
      now = new Date(now.getTime() + 15 * 60_000);
    },
    story: {
      title: { 'zh-CN': '五一假期的急单', en: 'A rush order on a holiday' },
      steps: [
        say(
          '劳动节上午，销售部王芳接到出口急单 SO-2051：七天内交 100 万件，她直接向物控部提出请求。',
          'On the Labour Day holiday, sales takes rush order SO-2051 and files a request straight with material control.',
          'materials-1',
        ),
        say(
          '物控部值班的刘洋接单，发现缺 A 料，转给生产部。',
          'Whoever is on duty in material control accepts, finds stock short, and passes it on to production.',
          'production-1',
        ),
        say('生产部缺 B 料。', 'Production lacks material B.', 'purchasing-1'),
      ],
      position: async () => position,
      async next() {
        const speaker = ['sales-0', 'materials-1', 'production-1'][position] ?? 'sales-0';
        position = Math.min(position + 1, 3);
        await play(speaker);
      },
      async reset() {
        position = 0;
      },
    },
  };
}
