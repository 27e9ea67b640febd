/** A moment that something waits for: `come()` lets everybody go on who awaits `has`. */
export interface Moment {
  readonly has: Promise<void>;
  come(): void;
}

export function moment(): Moment {
  let come = () => {};
  const has = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { has, come: () => come() };
}

/** Resolves when so many have arrived, or after `withinMs`: an SDK may have a smaller pool than a test has calls. */
export function gathering(of: number, withinMs: number): { arrive(): Promise<void> } {
  const full = moment();
  let arrived = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    arrive() {
      arrived++;
      timer ??= setTimeout(full.come, withinMs);
      if (arrived < of) return full.has;
      clearTimeout(timer);
      full.come();
      return full.has;
    },
  };
}
