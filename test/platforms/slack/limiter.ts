import { limits, type Tier } from './limits.ts';

/**
 * Slack's rate limits, counted for the app as a whole and by real time: a method's tier, and for posts each channel and the
 * workspace. Resolves to the whole seconds to wait, or null when the call may go on.
 */
export interface Limiter {
  take(method: string, tier: Tier, channel: string | null): number | null;
}

interface Bucket {
  level: number;
  at: number;
}

export function limiter(): Limiter {
  const buckets = new Map<string, Bucket>();
  const wait = (key: string, burst: number, perSecond: number): number => {
    const now = performance.now();
    const bucket = buckets.get(key) ?? { level: burst, at: now };
    const level = Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * perSecond);
    buckets.set(key, { level, at: now });
    return level >= 1 ? 0 : Math.ceil((1 - level) / perSecond);
  };
  const spend = (key: string) => {
    const bucket = buckets.get(key);
    if (bucket) bucket.level -= 1;
  };

  return {
    take(method, tier, channel) {
      // A method's minute may be used up at once; what a workspace takes of posts may not.
      const perMinute = channel === null ? limits.tiers[tier] : limits.workspacePostsPerMinute;
      const waits = [wait(method, channel === null ? perMinute : perMinute / 4, perMinute / 60)];
      const posts = channel === null ? null : `${method} ${channel}`;
      if (posts !== null) waits.push(wait(posts, limits.postBurst, limits.postsPerSecond));
      const longest = Math.max(...waits);
      if (longest > 0) return longest;
      spend(method);
      if (posts !== null) spend(posts);
      return null;
    },
  };
}
