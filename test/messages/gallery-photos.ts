import { photo } from '../requests/photo.ts';
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
}
