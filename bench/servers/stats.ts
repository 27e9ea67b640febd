/** What a server under measure says of itself. */
export interface ServerStats {
  /** Resident set, bytes. */
  readonly rss: number;
  /** Processor time used so far, milliseconds. */
  readonly cpuMs: number;
}

/** Answers the parent's questions for stats; asks nothing of the event loop until there is one. */
export function answerStats(): void {
  // A server does not outlive its bench.
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const stats: ServerStats = { rss: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
    process.send?.(stats);
  });
}
