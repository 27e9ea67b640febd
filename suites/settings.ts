import type { Setting } from '../contracts/dialect.js';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as `150ms`, `2s`, `1m30s`; `undefined` where it is none. */
export function durationMs(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text.trim()) return undefined;
  return parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS[part[2] ?? ''] ?? 0), 0);
}

/** Whether two values of a setting mean the same, by the setting's type. */
export function sameSetting(setting: Setting | undefined, left: string, right: string): boolean {
  return normal(setting, left) === normal(setting, right);
}

function normal(setting: Setting | undefined, value: string): string {
  switch (setting?.type) {
    case 'duration':
      return String(durationMs(value) ?? value);
    case 'integer':
    case 'number':
      return String(Number(value));
    case 'list':
      return value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .sort()
        .join(',');
    case 'flag':
      return String(/^(1|true|yes|on)$/i.test(value));
    default:
      return value.trim();
  }
}
