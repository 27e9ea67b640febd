import { describe, expect, test } from 'vitest';
import { toolTurn } from '../../../suites/gateway/vai/bodies.js';
import { ABSENT, changed } from '../../../suites/gateway/vai/change.js';
import { member } from '../../../suites/gateway/vai/client.js';

describe('a change spoils one thing of a valid body', () => {
  test('members and elements are reached by the paths of error.param', () => {
    const path = 'messages[2].content[0].content[0].type';
    const spoiled = changed(toolTurn, { [path]: 'hologram' });
    expect(member(spoiled, path)).toBe('hologram');
    expect(changed(spoiled, { [path]: 'text' })).toEqual(toolTurn);
  });

  test('the valid body stays as it is', () => {
    const before = structuredClone(toolTurn);
    changed(toolTurn, { 'messages[0].role': 'system' });
    expect(toolTurn).toEqual(before);
  });

  test('ABSENT takes a member away, null does not', () => {
    expect(changed({ model: 'a/b', stream: true }, { model: ABSENT, stream: null })).toEqual({ stream: null });
  });

  test('objects on the way are made where they are missing', () => {
    expect(changed({}, { 'run.max_turns': 0 })).toEqual({ run: { max_turns: 0 } });
  });

  test('a path through a text is a mistake of the table', () => {
    expect(() => changed({ model: 'a/b' }, { 'model.name': 1 })).toThrow('model');
  });
});
