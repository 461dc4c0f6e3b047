import { limits } from './limits.ts';

/** What the company has used up in the calendar month of its clock. */
export interface Usage {
  /** `2026-01`. */
  month: string;
  /** Billed API calls. */
  calls: number;
  /** Messages by Stream and webhook. */
  messages: number;
  callLimit: number;
  messageLimit: number;
}

export interface QuotaOptions {
  calls?: number;
  messages?: number;
}

/** Counters of the standard edition: they begin anew with each month, which is the one of China. */
export class Quota {
  private readonly now: () => Date;
  private readonly callLimit: number;
  private readonly messageLimit: number;
  private month = '';
  private calls = 0;
  private messages = 0;

  constructor(now: () => Date, options: QuotaOptions = {}) {
    this.now = now;
    this.callLimit = options.calls ?? limits.monthlyCalls;
    this.messageLimit = options.messages ?? limits.monthlyMessages;
  }

  /** False, and nothing counted, when the month's calls are used up. */
  call(): boolean {
    this.turn();
    if (this.calls >= this.callLimit) return false;
    this.calls += 1;
    return true;
  }

  /** False, and nothing counted, when the month's messages are used up. */
  message(): boolean {
    this.turn();
    if (this.messages >= this.messageLimit) return false;
    this.messages += 1;
    return true;
  }

  usage(): Usage {
    this.turn();
    const { month, calls, messages, callLimit, messageLimit } = this;
    return { month, calls, messages, callLimit, messageLimit };
  }

  private turn(): void {
    const china = new Date(this.now().getTime() + 8 * 3_600_000);
    const month = china.toISOString().slice(0, 7);
    if (month === this.month) return;
    this.month = month;
    this.calls = 0;
    this.messages = 0;
  }
}

/** 20 calls a second to each API, on the machine's clock. */
export class Rate {
  private readonly windows = new Map<string, number[]>();

  allows(api: string, at: number): boolean {
    const recent = (this.windows.get(api) ?? []).filter((one) => one > at - 1000);
    this.windows.set(api, recent);
    if (recent.length >= limits.perSecond) return false;
    recent.push(at);
    return true;
  }
}
