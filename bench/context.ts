import type { Row } from './report.ts';

/** Server settings of the measurements: a modest production server, with everything durable that is durable in production. */
export const postgresSettings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '10min',
  random_page_cost: '1.1',
  max_connections: 100,
} as const;

/** What a section needs to know. */
export interface Context {
  quick: boolean;
  /** A PostgreSQL server's maintenance database. */
  postgres: string;
  /** The name of a migrated database with the company and the open requests: copied, never written to. */
  template: string;
  /** Open requests in it. */
  open: number;
}

/** One part of the benchmark, run in a process of its own. */
export type Section = (context: Context) => Promise<Row[]>;
