import type { OperatorCommand, Ports, Result } from './command.ts';
import { doctor } from './doctor.ts';
import { historyVerify } from './history-verify.ts';
import { keyRotate } from './key-rotate.ts';
import { orgImport } from './org-import.ts';
import { orgSync } from './org-sync.ts';
import { outboxDead } from './outbox-dead.ts';
import { personErase } from './person-erase.ts';
import { questionnaireImport } from './questionnaire-import.ts';
import { restored } from './restored.ts';

/** What an operator can do to a database, running service or not. */
export const commands: readonly OperatorCommand[] = [
  orgImport,
  orgSync,
  historyVerify,
  outboxDead,
  restored,
  doctor,
  keyRotate,
  personErase,
  questionnaireImport,
];

/** Carries out what another process asked for over the lock's socket. */
export async function serveCommand(ports: Ports, name: string, args: unknown): Promise<Result> {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command)
    throw new Error(`The running service does not know ${name}: it is another version; restart it after upgrading.`);
  return command.run(ports, args);
}
