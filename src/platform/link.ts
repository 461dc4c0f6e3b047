/**
 * The address as it may be drawn as a link, with nothing in it that would end one early in markup; null for what leads to no
 * page: anything but http and https.
 */
export function linkAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  return href.replace(/[()<>'"`*|\\]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
