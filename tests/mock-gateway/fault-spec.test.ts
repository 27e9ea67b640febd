import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_KINDS, FAULT_NAMES, faultHelp, kindOf } from '../../mock-gateway/engine/fault-kinds.js';
import { type Fault, FaultSpecError, parseFault, printFault } from '../../mock-gateway/engine/fault-spec.js';
import { startMockGateway } from '../../mock-gateway/index.js';

const count = (min: number) => fc.integer({ min, max: 999_999_999 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const time = fc.oneof(
  fc.integer({ min: 0, max: 99_999 }),
  fc.integer({ min: 1, max: 1440 }).map((m) => m * 60_000),
);
const VALUES = {
  status: fc.integer({ min: 400, max: 599 }),
  time,
  'time?': maybe(time),
  count: count(1),
  'difference?': maybe(
    fc.oneof(
      count(1),
      count(1).map((n) => -n),
    ),
  ),
};
const event = (min: number) => count(min).map((n) => ({ unit: 'event' as const, count: n }));
const after = fc.oneof(
  event(0),
  count(0).map((n) => ({ unit: 'byte' as const, count: n })),
);
const POINTS = { one: event(1), 'one?': maybe(event(1)), after, 'after?': maybe(after) };

/** Every fault that can be said. */
const faults: fc.Arbitrary<Fault> = fc.constantFrom(...FAULT_NAMES).chain((kind) => {
  const { value, where } = kindOf(kind);
  return fc
    .record({
      value: value === undefined ? fc.constant(undefined) : VALUES[value],
      at: where === undefined ? fc.constant(undefined) : POINTS[where],
      retryAfter: kind === 'status' ? maybe(count(1)) : fc.constant(undefined),
      times: maybe(count(1)),
      rate: maybe(fc.double({ min: 1e-12, max: 1, noNaN: true })),
      path:
        kind === 'refuse-connection' ? fc.constant(undefined) : maybe(fc.stringMatching(/^[/*][a-z0-9:@=*/.-]{0,20}$/)),
    })
    .map((parts) => ({ kind, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) }));
});

describe('the language of faults', () => {
  test('what is printed is read as it was', () => {
    fc.assert(
      fc.property(faults, (fault) => {
        expect(parseFault(printFault(fault))).toEqual(fault);
      }),
    );
  });

  test('what is read is printed as it was, but for the order of options', () => {
    fc.assert(
      fc.property(faults.map(printFault), (spec) => {
        expect(printFault(parseFault(spec))).toBe(spec);
      }),
    );
    expect(printFault(parseFault('stall=2000ms@event:3,path=/x*,times=2'))).toBe('stall=2s@event:3,times=2,path=/x*');
  });

  test('whatever is no fault is told so, never taken for one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          printFault(parseFault(text));
        } catch (error) {
          expect(error).toBeInstanceOf(FaultSpecError);
        }
      }),
    );
  });

  test.each(FAULT_NAMES)('the example of %s is one', (name) => {
    expect(printFault(parseFault(FAULT_KINDS[name].form))).toBe(FAULT_KINDS[name].form);
    expect(faultHelp()).toContain(FAULT_KINDS[name].form);
  });

  test.each([
    ['explode', /no kind "explode"/],
    ['', /no kind is named/],
    ['status', /write it as status=503/],
    ['status=200', /from 400 to 599/],
    ['delay=soon', /such as 500ms/],
    ['delay=2000m', /such as 500ms/],
    ['silence=3', /takes no value/],
    ['reset', /does not say where.*reset@event:3/],
    ['reset@3', /event:N or byte:N/],
    ['drop@byte:3', /event:N, counted from 1/],
    ['drop@event:0', /counted from 1/],
    ['bom@event:1', /happens at no place/],
    ['split=0', /at least 1/],
    ['length-lie=0', /not 0/],
    ['silence,times=0', /times is/],
    ['silence,rate=1.5', /rate is/],
    ['silence,retry-after=2', /no option "retry-after"/],
    ['silence,twice', /no option "twice"/],
    ['silence,times=1,times=2', /said twice/],
    ['silence,path=x', /begins with/],
    ['refuse-connection,path=/x', /no path yet/],
  ])('%j is refused with the kinds that there are', (spec, words) => {
    expect(() => parseFault(spec)).toThrow(words);
    expect(() => parseFault(spec)).toThrow(/Kinds: .*status=503.*truncate@byte:120/);
  });

  test('a mock does not start with one', async () => {
    await expect(startMockGateway({ faults: ['explode'] })).rejects.toThrow(FaultSpecError);
  });
});
