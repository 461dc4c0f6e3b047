import { afterEach } from 'vitest';
import { everythingSeen } from './world.ts';

// Here, because this file is the one that is run anew for every test file.
afterEach(everythingSeen);
