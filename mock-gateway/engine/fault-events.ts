import type { Fault } from './fault-spec.js';

/** Another sequence of events in place of the one that came. */
export interface FrameChange {
  /** What is sent where this event came, the `number`-th. */
  event(frame: Buffer, number: number): readonly Buffer[];
  /** What is still sent when the body ends well. */
  end?(): readonly Buffer[];
}

/** Puts bytes together to whole frames, each with the blank line that ends it. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete with these bytes. */
  feed(bytes: Uint8Array): Buffer[] {
    const all = Buffer.concat([this.#rest, bytes]);
    const frames: Buffer[] = [];
    let from = 0;
    for (const match of all.toString('latin1').matchAll(/\r?\n\r?\n/g)) {
      const end = match.index + match[0].length;
      frames.push(all.subarray(from, end));
      from = end;
    }
    this.#rest = all.subarray(from);
    return frames;
  }

  /** What came after the last whole frame; given once. */
  rest(): Buffer[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.byteLength === 0 ? [] : [rest];
  }
}

/** What a fault makes of the events. `firing` is called before the first that is not as it was. */
export function eventDamage({ kind, at }: Fault, firing: () => void): FrameChange {
  const target = at?.count ?? 1;
  const held: Buffer[] = [];
  const damaged = (frame: Buffer): readonly Buffer[] => {
    firing();
    switch (kind) {
      case 'drop':
        return [];
      case 'duplicate':
        return [frame, frame];
      case 'garble':
        return [halved(frame)];
      case 'junk':
        return [frame, withData(frame, 'this is not JSON')];
      default:
        return [frame];
    }
  };
  switch (kind) {
    case 'reorder':
      return {
        event(frame, number) {
          if (number !== target) return [frame, ...held.splice(0)];
          firing();
          held.push(frame);
          return [];
        },
        end: () => held.splice(0),
      };
    case 'no-end':
      // The last is known only when nothing follows it, so each event waits for the next.
      return {
        event(frame) {
          const before = held.splice(0);
          held.push(frame);
          return before;
        },
        end() {
          firing();
          return [];
        },
      };
    default:
      return { event: (frame, number) => (number === target ? damaged(frame) : [frame]) };
  }
}

function halved(frame: Buffer): Buffer {
  const data = /^data: ?(.*)$/m.exec(frame.toString('latin1'))?.[1] ?? '';
  return withData(frame, Buffer.from(data.slice(0, data.length >> 1), 'latin1'));
}

/** The frame with its name, and other data. */
function withData(frame: Buffer, data: string | Buffer): Buffer {
  const bytes = typeof data === 'string' ? data : data.toString('latin1');
  // Latin-1 keeps every byte as it is; a function, as `$` has a meaning in a text.
  return Buffer.from(
    frame.toString('latin1').replace(/^(data: ?)[^\r\n]*/m, (_all, field: string) => field + bytes),
    'latin1',
  );
}
