import type { Fault } from '../hands.ts';
import type { Host } from './http.ts';
import { type Refusal, refuse, refuseAtTop, refuseOld } from './refusal.ts';

/** Faults that wait for the calls they are meant for, in the order they were asked for. */
export class FaultPlan {
  private plans: { path: string; fault: Fault; left: number }[] = [];

  next(path: string, fault: Fault, times = 1): void {
    this.plans.push({ path, fault, left: times });
  }

  take(path: string): Fault | null {
    const plan = this.plans.find((one) => one.left > 0 && path.includes(one.path));
    if (!plan) return null;
    plan.left -= 1;
    return plan.fault;
  }

  clear(): void {
    this.plans = [];
  }
}

/** The fault as this host words it; null for those that are no answer of the platform. */
export function refusalFor(fault: Fault, host: Host, path: string): Refusal | null {
  const old = host === 'oapi';
  switch (fault.kind) {
    case 'throttled':
      if (!old)
        return refuse('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '您的服务器调用钉钉开放平台当前接口过于频繁');
      return path.startsWith('/topapi/')
        ? refuseAtTop('90018', '您的服务器调用钉钉开放平台所有接口的请求都被暂时禁用了')
        : refuseOld(path.startsWith('/robot/') ? 130101 : 90018, 'send too fast');
    case 'serverError':
      if (old) return refuseOld(-1, '系统繁忙');
      return path.includes('/gateway/') ? refuse('ServiceUnavailable') : refuse('system.busy');
    case 'refused':
      return old ? refuseOld(Number(fault.error), `error ${fault.error}`) : refuse(fault.error);
    case 'tokenExpired':
      // Where no token is sent, what stands in its place is no good.
      if (path.includes('/gateway/')) return refuse('authFailed', '鉴权失败');
      return path.startsWith('/robot/sendBySession') ? refuseOld(300001, 'session 不存在') : null;
    default:
      return null;
  }
}
