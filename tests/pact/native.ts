/** Whether Pact's native library loads on this platform; where it does not, what needs it is skipped, and counted. */
export const hasVerifier: boolean = await import('@pact-foundation/pact').then(
  () => true,
  () => false,
);
