import { parentPort } from 'node:worker_threads';
import type { Asked, Drawn } from './index.ts';
import { createRenderer } from './render.ts';

const render = createRenderer();

parentPort?.on('message', async ({ id, drawing }: Asked) => {
  parentPort?.postMessage(await answerTo(id, drawing));
});

async function answerTo(id: number, drawing: Asked['drawing']): Promise<Drawn> {
  try {
    return { id, png: await render(drawing) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    // After a trap WebAssembly's memory is in no state to go on with.
    return { id, error: message, broken: name === 'RuntimeError' };
  }
}
