import { digest } from './digest/index.ts';
import { duty } from './duty/index.ts';
import type { Feature } from './engine/feature.ts';
import { map } from './map/index.ts';
import { meetings } from './meetings/index.ts';
import { pages } from './pages/asking/feature.ts';
import { questionnaires } from './questionnaires/index.ts';
import { requests } from './requests/index.ts';

/** Everything the product does beside moving messages: start reading here. */
export const features: readonly Feature[] = [requests, duty, questionnaires, map, meetings, digest, pages];
