// What the mock gateway takes for granted of Node, for places that lack it. In Node its own are taken.
import { Buffer as StandIn } from 'buffer/';

export const Buffer = globalThis.Buffer ?? StandIn;

const turns = [];
let channel;

/** A turn of the event loop: a message to oneself, as timers of browsers wait for at least four milliseconds. */
function nextTurn(callback) {
  if (channel === undefined) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => turns.shift()?.();
  }
  turns.push(callback);
  channel.port2.postMessage(0);
}

export const setImmediate = globalThis.setImmediate ?? nextTurn;
