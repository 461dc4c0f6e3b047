import { nextSentence } from './headlines.ts';
import { departmentName, type Look, pathUp, personName, turnSince, unended } from './scene.ts';
import type { Happening } from './types.ts';

/** Every message of the ladder names the fact and what it blocks; the next step stands at the end of the card. */
export function climbLines(look: Look, climbed: Extract<Happening, { kind: 'climbed' }>): string[] {
  const { request, say, org } = look;
  const names = { customer: departmentName(org, request.customer), supplier: departmentName(org, request.supplier) };
  const since = turnSince(request);
  const blocks = blocksLine(look);
  switch (climbed.track) {
    case 'acknowledge':
    case 'none':
      return [say('fact.acknowledge', { ...names, filed: request.filedAt }), ...toldBefore(look), blocks];
    case 'deliver': {
      const standing = pathUp(look, request).at(-1) ?? request;
      const at = departmentName(org, standing.supplier);
      const fact =
        standing === request
          ? say('fact.deliver', names)
          : say('fact.deliverAt', { ...names, at, since: turnSince(standing) });
      return [fact, ...toldBefore(look), blocks];
    }
    case 'answer':
      return [
        say('fact.answer', {
          ...names,
          since,
          question: request.wait?.kind === 'customer' ? request.wait.question : '',
        }),
        blocks,
      ];
    case 'confirm':
      if (request.stage === 'declined')
        return [say('fact.declined', { ...names, since: request.at, reason: unended(request.reason) }), blocks];
      return [say('fact.confirm', { ...names, since }), blocks];
    case 'referee':
      return [refereeFact(look), blocks];
  }
}

/** For whoever has it now: why, and what it blocks. Whose turn it is not is told that too. */
export function heirLines(look: Look, { kind, person }: Extract<Happening, { heir: string | null }>): string[] {
  const { request, say, org } = look;
  const names = { customer: departmentName(org, request.customer), supplier: departmentName(org, request.supplier) };
  const calm = kind === 'askerLeft' && nextSentence(look) === null;
  return [
    say(`fact.${kind}`, { ...names, who: personName(org, person) }),
    blocksLine(look),
    ...(calm ? [say('fact.follow', names)] : []),
  ];
}

function blocksLine({ request, say, org }: Look): string {
  if (request.blocks) return say('blocks.known', { what: unended(request.blocks) });
  return say('blocks.unknown', { customer: departmentName(org, request.customer) });
}

/** Whom the ladder told before this person, so that nobody is asked twice. */
function toldBefore({ request, say, org, viewer }: Look): string[] {
  const before = request.told.filter((person) => person !== viewer.id && person !== request.asker);
  return before.length > 0
    ? [say('fact.toldBefore', { who: before.map((person) => personName(org, person)).join(say('list.and')) })]
    : [];
}

function refereeFact({ request, say, org }: Look): string {
  const names = { customer: departmentName(org, request.customer), supplier: departmentName(org, request.supplier) };
  if (request.dispute) return say('fact.referee', { ...names, reason: unended(request.dispute.reason) });
  const [a, b] = request.ownerless?.between ?? [request.customer, request.supplier];
  return say('fact.owner', { a: departmentName(org, a), b: departmentName(org, b) });
}
