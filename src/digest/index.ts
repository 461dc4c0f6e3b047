import type { Feature } from '../engine/feature.ts';

/** What managers read every Monday: how their department serves and is served, and what needs them. */
export const digest: Feature = { name: 'digest', commands: [] };
