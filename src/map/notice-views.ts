import type { Card } from '../platform/card.ts';
import { EXTERNAL } from '../questionnaires/types.ts';
import { text } from './gap-views.ts';
import { type Look, unitName } from './look.ts';
import type { MapState } from './types.ts';
import { departmentOf } from './units.ts';

/** Nobody names a unit as supplier: the fact, how sure it is, and a question. Only its head reads it. */
export function lonelyCard(look: Look, unit: string, state: MapState): Card {
  const { say } = look;
  const names = { unit: unitName(look, unit) };
  const others = [...state.nodes.values()].filter(
    (node) => node.unit === departmentOf(node.unit) && node.unit !== EXTERNAL && node.unit !== departmentOf(unit),
  );
  const published = others.filter((node) => node.published).length;
  return {
    title: say('lonely.title', names),
    tone: 'plain',
    elements: [
      text(say('lonely.fact', { published, others: others.length }), say('lonely.mission', names), say('lonely.next')),
      text(say('lonely.private')),
    ],
    buttons: [],
  };
}
