import type { Section } from './context.ts';
import { digest } from './sections/digest.ts';
import { fanOut } from './sections/fan-out.ts';
import { http } from './sections/http.ts';
import { kill } from './sections/kill.ts';
import { map } from './sections/map.ts';
import { pictures } from './sections/pictures.ts';
import { planner } from './sections/planner.ts';
import { rederive } from './sections/rederive.ts';
import { round } from './sections/round.ts';
import { timers } from './sections/timers.ts';
import { worktime } from './sections/worktime.ts';

/** All parts, in the order of the table. */
export const sections: Record<string, { title: string; run: Section; seeded: boolean }> = {
  worktime: { title: 'Work time', run: worktime, seeded: false },
  timers: { title: 'Timers of open requests', run: timers, seeded: true },
  kill: { title: 'After kill -9 of the instance that holds the work', run: kill, seeded: true },
  rederive: { title: 'A calendar changes', run: rederive, seeded: true },
  'fan-out': { title: 'A message to everyone', run: fanOut, seeded: false },
  round: { title: 'A round of questionnaires', run: round, seeded: false },
  pictures: { title: 'Pictures for cards', run: pictures, seeded: false },
  http: { title: 'Requests over HTTP', run: http, seeded: false },
  map: { title: 'The map', run: map, seeded: false },
  planner: { title: 'Slots for meetings', run: planner, seeded: false },
  digest: { title: 'The digest', run: digest, seeded: false },
};
