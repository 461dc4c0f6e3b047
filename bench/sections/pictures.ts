import { createPictures } from '../../src/pictures/index.ts';
import type { Drawing } from '../../src/platform/card.ts';
import type { Context } from '../context.ts';
import { keep, ms, percentile, type Row } from '../report.ts';

/** A department in the middle, its suppliers on the left and its customers on the right. */
function neighbours(many: number): Drawing {
  const beside = Array.from({ length: many }, (_, index) => `第${index + 1}事业部物控科`);
  const place = (index: number) => ({ x: index % 2 === 0 ? 0 : 200, y: index * 20 });
  return {
    width: 720,
    height: 420,
    option: {
      title: { text: '物控部的供方与客户' },
      series: [
        {
          type: 'graph',
          layout: 'none',
          edgeSymbol: ['none', 'arrow'],
          label: { show: true, position: 'right' },
          data: [{ name: '物控部', x: 100, y: many * 10 }, ...beside.map((name, index) => ({ name, ...place(index) }))],
          links: beside.map((name, index) =>
            index % 2 === 0 ? { source: name, target: '物控部' } : { source: '物控部', target: name },
          ),
        },
      ],
    },
  };
}

/** How long a picture of a department among its neighbours takes: the first, which starts the thread, and later ones. */
export async function pictures({ quick }: Context): Promise<Row[]> {
  const rounds = quick ? 20 : 100;
  const rows: Row[] = [];
  for (const many of [8, 40]) {
    const drawer = createPictures();
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round <= rounds; round++) {
      const begun = performance.now();
      bytes = (await drawer.png(neighbours(many))).byteLength;
      times.push(performance.now() - begun);
    }
    await drawer.stop();
    const [first = 0, ...later] = times;
    keep(`pictures-${many}-neighbours`, later);
    rows.push({
      what: `a picture of ${many} neighbours, 1440 × 840`,
      result: `first ${ms(first)}, later p50 ${ms(percentile(later, 0.5))}, p99 ${ms(percentile(later, 0.99))}`,
      settings: `${rounds} pictures, ${Math.round(bytes / 1024)} KiB each; the first starts the thread and reads the font`,
    });
  }
  return rows;
}
