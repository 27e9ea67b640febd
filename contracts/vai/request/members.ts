import { at, isObject, type Json, kindOf, type Refuse } from './refuse.js';
import type { Member, MemberKind, Shape } from './shapes.js';

const EXPECTED: Readonly<Record<MemberKind, string>> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  strings: 'an array of strings',
  array: 'an array',
  any: 'a value',
};

/** How the members of one object are checked. */
export interface MembersCheck {
  readonly refuse: Refuse;
  readonly shape: Shape;
  /** Path of the object; empty for the body itself. */
  readonly path: string;
  /** Prefix of the rules' slugs: `request` makes `request.stream.type` and `request.unknown-key`. */
  readonly rule: string;
  /** Path by which faults are named instead of their own, where an object around this one asks for that. */
  readonly owner?: string;
  readonly ownsUnknown?: boolean;
  readonly code?: string;
}

/**
 * Refuses members that the shape does not know and members of the wrong type. A `null` where the shape knows the type means
 * absence, so it is taken out. What members mean is for the chapters to say.
 */
export function checkMembers(object: Json, check: MembersCheck): void {
  const { refuse, shape, path, rule } = check;
  const ownsUnknown = check.ownsUnknown === true || shape.faultAt === 'object';
  const owner = check.owner ?? (shape.faultAt === 'member' ? undefined : path);
  const details = check.code === undefined ? undefined : { code: check.code };
  for (const key in object) {
    const member = shape.members.get(key);
    if (member === undefined) {
      const param = ownsUnknown && owner !== undefined ? owner : at(path, key);
      if (!shape.free)
        refuse(`${rule}.unknown-key`, param, `${at(path, key)} is not a member that the contract knows`, details);
      continue;
    }
    const value = object[key];
    if (member.kind === 'any') continue;
    if (value === null) {
      delete object[key];
      continue;
    }
    const wrong = misfit(member, value);
    if (wrong !== undefined) {
      const param = owner ?? `${at(path, key)}${wrong.where}`;
      const message = `${at(path, key)}${wrong.where} has to be ${wrong.expected}, it is ${kindOf(wrong.value)}`;
      refuse(`${rule}.${key}.type`, param, message, details);
    }
    if (member.shape !== undefined && isObject(value)) {
      checkMembers(value, {
        refuse,
        shape: member.shape,
        path: at(path, key),
        rule: `${rule}.${key}`,
        ...(owner === undefined ? {} : { owner, ownsUnknown }),
        ...details,
      });
    }
  }
}

interface Misfit {
  readonly where: string;
  readonly expected: string;
  readonly value: unknown;
}

function misfit(member: Member, value: unknown): Misfit | undefined {
  if (member.kind === 'strings' && Array.isArray(value)) {
    const index = value.findIndex((each) => typeof each !== 'string');
    return index < 0 ? undefined : { where: `[${index}]`, expected: 'a string', value: value[index] };
  }
  return fits(member.kind, value) ? undefined : { where: '', expected: EXPECTED[member.kind], value };
}

function fits(kind: MemberKind, value: unknown): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'strings':
      return false;
    case 'any':
      return true;
  }
}
