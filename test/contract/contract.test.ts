import { describe } from 'vitest';
import { contract } from './contract.ts';
import { subjects } from './subjects.ts';

for (const subject of subjects) describe(subject.name, () => contract(subject));
