/** What the browser calls one press of a button or one sending: the same name twice is one event. */
export function eventName(header: string | undefined): string | undefined {
  return header && /^[\w-]{8,64}$/.test(header) ? header : undefined;
}
