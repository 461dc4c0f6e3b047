import type { Feature } from '../src/engine/feature.ts';
import { features } from '../src/features.ts';

/** What comes by itself every week, to everyone who leads a department. */
const weekly = ['meetings', 'digest'];

/** The product's features; without the weekly rhythm nothing comes by itself but what a story is about. */
export const featuresOf = ({ rhythm }: { rhythm: boolean }): readonly Feature[] =>
  rhythm
    ? features
    : features.map((feature) => (weekly.includes(feature.name) ? { ...feature, recurring: [] } : feature));
