import type { Feature } from '../engine/feature.ts';
import { clicked, formFor, submitted } from './chat.ts';
import { commanded, commands, home, overheard } from './commands.ts';
import { departed } from './departed.ts';
import { undelivered, wakes } from './time.ts';

/** Requests: a blocked department asks the responsible one, and it climbs there without the boss. */
export const requests: Feature = {
  name: 'requests',
  commands,
  commanded,
  overheard,
  clicked,
  form: formFor,
  submitted,
  home,
  wakes,
  departed,
  undelivered,
};
