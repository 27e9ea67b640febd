/** What a curl line of an exchange asks for. */
export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

/** Reads the request back out of a curl line as the suites write it; `null` where it is another command. */
export function requestIn(curl: string): CurlRequest | null {
  const method = /^curl .*?-X (\S+)/.exec(curl)?.[1];
  const url = /'(https?:[^']*)'/.exec(curl)?.[1];
  if (method === undefined || url === undefined) return null;
  return { method, url, body: /--data-binary '([\s\S]*)'$/.exec(curl)?.[1]?.replaceAll("'\\''", "'") ?? null };
}
