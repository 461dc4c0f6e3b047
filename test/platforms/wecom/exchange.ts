import { type IncomingHttpHeaders, request } from 'node:http';

export interface Exchanged {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Exchange {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** The whole answer has to be there by then; the connection is cut otherwise. */
  timeoutMs: number;
}

/** One request on a connection of its own, no redirect followed. Rejects when there is no answer, or none in time. */
export function exchange(url: string, { method, headers = {}, body, timeoutMs }: Exchange): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(timer);
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, body: Buffer.concat(chunks).toString() });
      });
    });
    const timer = setTimeout(() => asking.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    asking.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    asking.end(body);
  });
}
