import { type Card, sentence } from '../../platform/card.ts';
import { type Look, personName } from '../look.ts';
import type { Meeting } from '../types.ts';
import type { Refusal } from './rules.ts';

/** Why something cannot be done, and who could. */
export function refusalCard(look: Look, meeting: Meeting | null, refusal: Refusal): Card {
  return sentence(refusalText(look, meeting, refusal));
}

function refusalText(look: Look, meeting: Meeting | null, refusal: Refusal): string {
  const { say } = look;
  switch (refusal.why) {
    case 'noMeeting':
      return say('life.no.meeting');
    case 'notYours': {
      const people = refusal.people.map((person) => personName(look, person)).join(say('list'));
      return say('life.no.notYours', { people });
    }
    case 'handedOn':
      return say('life.no.handedOn', { name: personName(look, refusal.to) });
    case 'begun':
    case 'notBegun':
      return say(`life.no.${refusal.why}`, { at: refusal.at });
    case 'over':
      return refusal.status === 'announced' || refusal.status === 'running'
        ? say('life.no.noMinutes')
        : say(`life.no.${refusal.status}`);
    case 'alreadyConfirmed':
      return say('life.no.alreadyConfirmed', { name: personName(look, refusal.by) });
    case 'sitsAlready':
      return say('life.no.sitsAlready', { name: personName(look, refusal.person) });
    case 'movedMeanwhile':
      return say('life.other.moved', { name: personName(look, refusal.by), at: meeting?.from ?? '' });
    default:
      return say(`life.no.${refusal.why}`);
  }
}
