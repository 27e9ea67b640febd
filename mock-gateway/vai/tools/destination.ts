/** IPv4 networks that a fetch must not reach: this host, private, shared, link-local, test, multicast, reserved. */
const BLOCKED_V4: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Whether a host, as a URL parser gives it, is an address that a fetch must not reach. Names are not resolved. */
export function addressBlocked(host: string): boolean {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (bare.includes(':')) return blockedV6(bare);
  const address = v4(bare);
  return address !== undefined && blockedV4(address);
}

/** Whether a domain of a list covers a host: itself, and what lies under it. */
export function domainCovers(domain: string, host: string): boolean {
  const wanted = domain
    .trim()
    .toLowerCase()
    .replace(/^\*?\./, '');
  const bare = host.toLowerCase().replace(/\.$/, '');
  return wanted !== '' && (bare === wanted || bare.endsWith(`.${wanted}`));
}

function blockedV4(address: number): boolean {
  return BLOCKED_V4.some(([network, bits]) => address >>> (32 - bits) === (v4(network) ?? 0) >>> (32 - bits));
}

function v4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

function blockedV6(text: string): boolean {
  const words = v6(text);
  if (words === undefined) return true;
  const [first = 0] = words;
  const embedded = (words[6] ?? 0) * 65_536 + (words[7] ?? 0);
  const leading = words.slice(0, 5).every((word) => word === 0);
  // ::, ::1, and IPv4 written as IPv6.
  if (leading && (words[5] === 0 || words[5] === 0xffff)) return embedded <= 1 || blockedV4(embedded);
  if (first === 0x64 && words[1] === 0xff9b) return blockedV4(embedded);
  // Unique local fc00::/7, link-local fe80::/10, multicast ff00::/8.
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80 || (first & 0xff00) === 0xff00;
}

function v6(text: string): number[] | undefined {
  const [head = '', tail] = text.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const left = words(head);
  const right = tail === undefined ? [] : words(tail);
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 0) return undefined;
  const all = [...left, ...new Array<number>(gap).fill(0), ...right];
  return all.some(Number.isNaN) ? undefined : all;
}
