import { type Command, type Outcome, type Turn, type View, whisper } from '../engine/feature.ts';
import { leads } from '../org/leaders.ts';
import { findDepartment } from '../org/match.ts';
import type { Department } from '../org/organisation.ts';
import { type Card, type Element, sentence } from '../platform/card.ts';
import { byWeight } from './gap-rules.ts';
import { button, gapsCard, text } from './gap-views.ts';
import { type Look, lookOf, namedOf } from './look.ts';
import { differing } from './notices.ts';
import { wholeMap } from './page/index.tsx';
import { around, gapsOf, pictureOf } from './picture.ts';
import { mapState } from './state.ts';
import type { MapState } from './types.ts';
import { departmentOf } from './units.ts';

/** What the map is asked for in chat, and its pages. */
export const commands: readonly Command[] = [
  {
    name: 'map',
    aliases: ['地图'],
    help: {
      en: 'who hands work to a department and who takes it, e.g. {{/map}} production',
      'zh-CN': '部门的供方和内部客户，例如 {{/map|地图}} 生产部',
    },
  },
];

export const views: readonly View[] = [wholeMap];

/** What they load. */
export const assets = { folder: 'src/map/assets' } as const;

/** Shows the department someone names, or their own. */
export async function commanded(turn: Turn, _command: string, words: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const own = turn.org.departments.get(turn.person.department);
  if (words.trim() === '') return own ? show(turn, own) : whisper(sentence(look.say('map.nameOne')));
  const match = findDepartment(turn.org, words);
  return 'found' in match ? show(turn, match.found) : whisper(notFound(look, words, match.candidates));
}

/** Someone pressed a department. */
export async function showDepartment(turn: Turn, key: string): Promise<Outcome> {
  const department = turn.org.departments.get(key);
  if (department) return show(turn, department);
  return whisper(sentence(lookOf(turn.org, turn.person).say('no.department', { text: key })));
}

/** The open gaps of a department, to whoever asks. */
export async function showGaps(turn: Turn, key: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const state = await mapState(turn.tx, turn.org);
  const gaps = byWeight(gapsOf(state, key), state.edges);
  return whisper(gapsCard(look, key, gaps, differing(state, edgesOf(state, key)).length));
}

const edgesOf = (state: MapState, department: string) =>
  state.edges.filter((edge) => [edge.supplier, edge.customer].some((unit) => departmentOf(unit) === department));

/** As a message, because a picture takes its time and stays to be looked at. */
async function show(turn: Turn, department: Department): Promise<Outcome> {
  const card = departmentCard(turn, await mapState(turn.tx, turn.org), department);
  return { effects: [{ kind: 'post', to: turn.person.id, card, priority: 'reply' }] };
}

function departmentCard(turn: Turn, state: MapState, { key, name }: Department): Card {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const beside = around(state, key);
  const gaps = gapsOf(state, key).length;
  const links = differing(state, edgesOf(state, key)).length;
  const picture = pictureOf(look, state, key);
  const page = turn.link(turn.person.id, `map/whole?focus=${encodeURIComponent(key)}`);
  const elements: Element[] = [
    ...(picture ? [{ kind: 'drawing' as const, ...picture }] : []),
    { kind: 'facts', facts: factsOf(look, state, key) },
    text(
      openWords(look, state, key, { gaps, name, drawn: picture !== null }),
      links > 0 ? say('gaps.differing', { count: links }) : '',
    ),
    ...(page ? [{ kind: 'link' as const, label: say('map.page'), url: page }] : []),
  ];
  const counts = { department: name, suppliers: beside.supplier.length, customers: beside.customer.length };
  return {
    title: say('map.title', counts),
    tone: 'plain',
    elements,
    buttons: [
      ...(gaps > 0 ? [button(look, 'gaps', key, leads(turn.org, turn.person.id, key) ? 'primary' : 'plain')] : []),
      ...(links > 0 ? [button(look, 'file', key)] : []),
    ],
  };
}

/** How many differences are open; where nobody could differ because nobody has published, that. */
function openWords(
  { say }: Look,
  state: MapState,
  key: string,
  { gaps, name, drawn }: { gaps: number; name: string; drawn: boolean },
): string {
  const published = [...state.nodes.values()].filter((node) => node.published).map(({ department }) => department);
  if (published.length === 0) return say('map.nobodyYet');
  if (!drawn) return say('map.nothing');
  if (gaps > 0) return say('map.gaps', { count: gaps });
  const here = new Set(edgesOf(state, key).flatMap(({ supplier, customer }) => [supplier, customer].map(departmentOf)));
  const compared = [key, ...here].some((department) => published.includes(department));
  return compared ? say('map.noGaps') : say('map.notYetHere', { department: name });
}

function factsOf({ say }: Look, state: MapState, key: string): { label: string; value: string }[] {
  const node = state.nodes.get(key);
  const named = node?.namedCustomer ?? null;
  const away = node?.steps ?? null;
  return [
    { label: say('map.steps'), value: away === null ? say('map.noWay') : say('map.stepsAway', { count: away }) },
    ...(named ? [{ label: say('map.named'), value: namedOf({ say }, named) }] : []),
  ];
}

function notFound(look: Look, words: string, candidates: readonly Department[]): Card {
  const { say } = look;
  const shown = { text: [...words].slice(0, 40).join('') };
  return {
    title: say(candidates.length > 0 ? 'no.departmentMeant' : 'no.department', shown),
    tone: 'plain',
    elements: [],
    buttons: candidates
      .slice(0, 4)
      .map(({ key, name }) => ({ action: 'map.show', value: key, label: name, style: 'plain' as const })),
  };
}
