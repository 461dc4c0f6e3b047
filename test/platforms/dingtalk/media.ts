import type { Route } from './gate.ts';
import { limits } from './limits.ts';
import { refuseOld } from './refusal.ts';
import type { World } from './world.ts';

type Kind = keyof typeof limits.uploadBytes;

/** Files the bot uploads: a media id lasts, and works inside DingTalk only. */
export function mediaRoutes(world: World): Route[] {
  return [
    {
      host: 'oapi',
      method: 'POST',
      path: '/media/upload',
      async handle({ body }) {
        if (!(body instanceof FormData)) throw refuseOld(40035, '不合法的参数');
        const type = String(body.get('type') ?? '');
        if (!Object.hasOwn(limits.uploadBytes, type)) throw refuseOld(40004, '不合法的媒体文件类型');
        const part = body.get('media');
        if (!(part instanceof File)) throw refuseOld(41005, '缺少多媒体文件数据');
        check(type as Kind, part);
        const id = `@lADP${crypto.randomUUID().replaceAll('-', '')}`;
        world.media.set(id, { name: part.name, type: part.type, bytes: new Uint8Array(await part.arrayBuffer()) });
        return { errcode: 0, errmsg: 'ok', type, media_id: id, created_at: world.now().getTime() };
      },
    },
  ];
}

function check(type: Kind, { name, size }: File): void {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  const endings: readonly string[] = limits.uploadTypes[type];
  if (!endings.includes(ending)) throw refuseOld(40005, '不合法的文件类型');
  if (size > limits.uploadBytes[type]) throw refuseOld(40006, '不合法的文件大小');
}
