import type { State } from './state.ts';

interface Window {
  count: number;
  ms: number;
}

/** Counts `amount` more at `key`; false when that would be more than a window takes, and then nothing is counted. */
export function takes(state: State, key: string, windows: readonly Window[], amount = 1): boolean {
  if (!state.settings.limits) return true;
  const now = performance.now();
  const longest = Math.max(...windows.map(({ ms }) => ms));
  const past = (state.counted.get(key) ?? []).filter((at) => at > now - longest);
  state.counted.set(key, past);
  if (windows.some(({ count, ms }) => past.filter((at) => at > now - ms).length + amount > count)) return false;
  for (let one = 0; one < amount; one++) past.push(now);
  return true;
}

/** As `takes`, for limits whose overrun closes the API for as long as the window that was full. */
export function takesOrBlocks(state: State, key: string, windows: readonly Window[], amount = 1): boolean {
  if (!state.settings.limits) return true;
  if (isBlocked(state, key)) return false;
  const full = windows.find((window) => !takes(state, `${key} per ${window.ms}`, [window], amount));
  if (full) state.blocked.set(key, performance.now() + full.ms);
  return !full;
}

/** Closed after an overrun, or by a fault. */
export function isBlocked(state: State, key: string): boolean {
  return (state.blocked.get(key) ?? 0) > performance.now();
}

/** The windows of one API, of one member, of a day. */
export function windowsOf(state: State) {
  const { rates } = state.settings;
  const hour = 60 * rates.minuteMs;
  return {
    api: [
      { count: rates.apiPerMinute, ms: rates.minuteMs },
      { count: rates.apiPerHour, ms: hour },
    ],
    member: [
      { count: rates.memberPerMinute, ms: rates.minuteMs },
      { count: rates.memberPerHour, ms: hour },
    ],
    day: [{ count: rates.dayPerAccount * state.members.size, ms: 24 * hour }],
    groups: [{ count: rates.groupsPerDay, ms: 24 * hour }],
    groupChanges: [{ count: rates.groupChangesPerHour, ms: hour }],
    groupPersons: [{ count: rates.groupPersonsPerMinute, ms: rates.minuteMs }],
    groupMember: [{ count: rates.groupMemberPerMinute, ms: rates.minuteMs }],
  };
}
