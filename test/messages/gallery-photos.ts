import { photo } from '../requests/photo.ts';
import { minutes } from '../world.ts';
import type { Play } from './play.ts';

/** Photos people send, with words and without. */
export async function photos(play: Play): Promise<void> {
  await play.chapter(['Photos sent in the conversation', '在对话里发来的照片']);
  const one = (who: string, name = '1.png') => photo(play.world, who, name);
  play.scene(['Together with a command', '和命令一起发来']);
  const words = ['/request production a scratched part', '/请求 生产部 零件有划痕'] as const;
  const opened = await play.says('lin', words, [await one('lin'), await one('lin', '2.png')]);
  await play.fill('lin', opened, {});
  await play.says('lin', ['/help', '/帮助'], [await one('lin')]);
  await play.says('lin', ['/help', '/帮助'], [await one('lin'), await one('lin', '2.png')]);
  play.scene(['A moment after filing', '刚提完请求']);
  await play.says('lin', ['Here', '如图'], [await one('lin')]);
  await play.advance(minutes(1));
  play.scene(['Later, and with words that could be a request of their own', '过后发来，或附有可以单独成为请求的话']);
  await play.advance(minutes(15));
  const leak = ['The gate is scratched', '大门有划痕，请看图'] as const;
  const where = await play.says('lin', leak, [await one('lin')]);
  const [add] = where?.kind === 'whisper' ? where.card.buttons : [];
  await play.says('lin', [`${leak[0]} ${'long '.repeat(120)}`, leak[1].repeat(60)], [await one('lin')]);
  const second = await play.says('lin', ['/request materials 5 boxes', '/请求 物控部 5 个箱子']);
  await play.fill('lin', second, {});
  await play.press('lin', add?.action ?? '', add?.value ?? '', { to: '1001' });
  await play.press('lin', 'attach', '{}');
  const first = await play.says('wang', '', [await one('wang')]);
  const [nowhere] = first?.kind === 'whisper' ? first.card.buttons : [];
  await play.press('wang', nowhere?.action ?? '', nowhere?.value ?? '');
}
