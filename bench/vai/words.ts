/** What the scripted model says, in pieces as models give them: with the frame around it a piece makes about 120 bytes. */
export const WORDS: readonly string[] = [
  'tide ',
  'mooring ',
  'keel, ',
  'windward sail ',
  'rope.\n',
  'oar ',
  'the harbour at ',
  'dusk — ',
  'and "so" on ',
  'mast ',
];
