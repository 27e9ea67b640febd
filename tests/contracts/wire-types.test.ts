import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import { packageRoot } from '../../contracts/package-root.js';
import { vaiSchemas } from '../../contracts/vai/schemas.js';
import type * as ours from '../../contracts/vai/types.js';
import type * as wire from '../../contracts/vai/wire.js';
import { wireTypes } from '../../scripts/wire-types.js';

test('the types of the wire are those that the schemas say', async () => {
  const files = vaiSchemas.names().map((name) => ({ name, schema: vaiSchemas.source(name) }));
  const committed = readFileSync(join(packageRoot, 'contracts/vai/wire.ts'), 'utf8');
  expect(await wireTypes(files), 'run `npm run docs`').toBe(committed);
});

/** Two types with the same members; `tsc` checks it. What a member holds may be said more strictly by either. */
function sameMembers<One, Other>(same: Same<keyof One, keyof Other>): void {
  expect(same).toBe(true);
}

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

test('the types that the rooms use have the members of the wire', () => {
  sameMembers<ours.MessageResponse, wire.MessageResponse>(true);
  sameMembers<ours.Message, wire.Message>(true);
  sameMembers<ours.MessageRequest, wire.MessageRequest>(true);
  sameMembers<ours.RunRequest, wire.RunRequest>(true);
  sameMembers<ours.RunOptions, NonNullable<wire.RunRequest['run']>>(true);
  sameMembers<ours.ExecuteRequest, wire.ExecuteRequest>(true);
  sameMembers<ours.RunEnvelope, wire.RunEnvelope>(true);
  sameMembers<ours.RunResult, wire.RunResult>(true);
  sameMembers<ours.RunStep, wire.RunStep>(true);
  sameMembers<ours.GatewayError, wire.GatewayError>(true);
  sameMembers<ours.ReadyResponse, wire.Ready>(true);
  sameMembers<ours.ModelInfo, wire.ModelModels>(true);
  expectTypeOf<wire.Usage>().toExtend<ours.Usage>();
  expectTypeOf<wire.Models>().toExtend<ours.ModelList>();
});

test('every event and block that the rooms know is one of the wire', () => {
  expectTypeOf<ours.KnownMessageStreamEvent['type']>().toEqualTypeOf<wire.KnownMessageStreamEvent['type']>();
  expectTypeOf<ours.KnownRunStreamEvent['type']>().toEqualTypeOf<wire.KnownRunStreamEvent['type']>();
  expectTypeOf<ours.KnownBlock['type']>().toEqualTypeOf<wire.KnownContentBlock['type']>();
});
