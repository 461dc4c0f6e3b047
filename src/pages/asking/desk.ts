import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Seal } from '../ticket.ts';

/** What asking in the chat needs. */
export interface AskDesk {
  db: Database;
  clock: Clock;
  seal: Seal;
  engine: () => Pick<Engine, 'turn'>;
}
