import type { TimelineReport } from '../../contracts/results.js';
import { html, type Markup } from './markup.js';

/**
 * The picture is as wide as its place, and its text stays as large as the page's: what lies along time is placed in
 * percent, what lies across it in pixels. The wait for the head would leave no room for a stream that then takes a
 * few milliseconds, so it has a fixed share of the width, and its end is marked as a break of the scale.
 */
const SENT_AT = 1;
const HEAD_AT = 11;
const END_AT = 97;
/** Events nearer to each other than this share of the width are counted, not told apart. */
const TOGETHER = 0.7;
/** Counts nearer than this would be written over each other. */
const LABEL_ROOM = 4;
/** A silence this long, as a share of the width, is drawn; this long, its duration is written. */
const GAP_DRAWN = 5;
const GAP_WRITTEN = 7;
/** The same on a narrow page. */
const GAP_WRITTEN_NARROW = 17;

const LANE = { bytes: 58, events: 108, pings: 150 };
const BAR_MAX = 26;
const PING = /^(ping|pong|keep-?alive|heart-?beat)$/i;

/** What a drawing is made of. */
export interface Drawn {
  readonly timeline: TimelineReport;
  /** Number of the event where the rule broke; one past the last where the stream ended too early. */
  readonly at: number | null;
}

/** The stream as a picture: what came when, and in red where the rule broke. */
export function timelineSvg({ timeline, at }: Drawn): Markup {
  const x = scale(timeline);
  const pings = timeline.events.filter((event) => PING.test(event.type));
  const others = timeline.events.filter((event) => !PING.test(event.type));
  const bottom = pings.length > 0 ? LANE.pings + 24 : LANE.events + 30;
  const first = timeline.events[0];
  return html`<svg class="timeline" width="100%" height="${bottom + 22}" role="img" aria-label="${described({ timeline, at })}">
<line class="axis" x1="${SENT_AT}%" x2="${END_AT}%" y1="${bottom}" y2="${bottom}"/>
${ticks(timeline, x, bottom)}
${mark('sent', SENT_AT, 'sent', bottom, 'start')}
<text class="break" x="${(SENT_AT + HEAD_AT) / 2}%" y="${bottom + 4}" text-anchor="middle">//</text>
${mark('head', HEAD_AT, 'head', bottom, 'start')}
${mark(`end ${timeline.end}`, END_AT, END_WORDS[timeline.end], bottom, 'end')}
<text class="lane" x="${SENT_AT}%" dx="5" y="${LANE.bytes - BAR_MAX - 3}">bytes</text>
${bars(timeline, x)}${gaps(timeline, x)}
<text class="lane" x="${SENT_AT}%" dx="5" y="${LANE.events - 16}">events</text>
${first && html`<text x="${x(first.at)}%" y="${LANE.events + 20}" text-anchor="${anchor(x(first.at))}">first event</text>`}
${marks(others, x, LANE.events, 'event', at)}
${pings.length > 0 && html`<text class="lane" x="${SENT_AT}%" dx="5" y="${LANE.pings - 12}">pings</text>${marks(pings, x, LANE.pings, 'ping', at)}`}
${broken({ timeline, at }, x, bottom)}
</svg>`;
}

const END_WORDS: Readonly<Record<TimelineReport['end'], string>> = {
  complete: 'end',
  reset: 'reset',
  truncated: 'cut off',
  'client-closed': 'closed by us',
};

type Scale = (ms: number) => number;

function scale({ headAt, endAt }: TimelineReport): Scale {
  const span = Math.max(endAt - headAt, 0.01);
  return (ms) => percent(HEAD_AT + ((END_AT - HEAD_AT) * Math.min(Math.max(ms - headAt, 0), span)) / span);
}

function percent(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text near the right edge stands left of its place. */
function anchor(at: number): 'start' | 'end' {
  return at > 60 ? 'end' : 'start';
}

function ticks({ headAt, endAt }: TimelineReport, x: Scale, y: number): Markup[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const ms = headAt + (endAt - headAt) * share;
    const at = x(ms);
    return html`<line class="axis" x1="${at}%" x2="${at}%" y1="${y}" y2="${y + 4}"/><text class="time${share % 0.5 !== 0 && ' minor'}" x="${at}%" y="${y + 17}" text-anchor="${share === 1 ? 'end' : 'middle'}">${milliseconds(ms)}</text>`;
  });
}

function mark(name: string, at: number, words: string, bottom: number, side: 'start' | 'end'): Markup {
  return html`<line class="mark ${name}" x1="${at}%" x2="${at}%" y1="16" y2="${bottom}"/><text x="${at}%" y="11" text-anchor="${side}">${words}</text>`;
}

function bars({ pieces }: TimelineReport, x: Scale): Markup[] {
  const most = Math.max(1, ...pieces.map((piece) => piece.bytes));
  return pieces.map((piece) => {
    // Few bytes stay visible beside many.
    const height = Math.max(3, Math.round(BAR_MAX * Math.sqrt(piece.bytes / most)));
    return html`<rect class="bytes" x="${x(piece.at)}%" y="${LANE.bytes - height}" width="3" height="${height}"><title>${piece.bytes} bytes at ${milliseconds(piece.at)}</title></rect>`;
  });
}

function gaps(timeline: TimelineReport, x: Scale): Markup[] {
  return silences(timeline)
    .filter(({ from, to }) => x(to) - x(from) >= GAP_DRAWN)
    .slice(0, 4)
    .map(({ from, to }) => {
      const words =
        x(to) - x(from) >= GAP_WRITTEN &&
        html`<text class="${x(to) - x(from) < GAP_WRITTEN_NARROW && 'minor'}" x="${percent((x(from) + x(to)) / 2)}%" y="${LANE.bytes - 9}" text-anchor="middle">${milliseconds(to - from)}</text>`;
      return html`<line class="gap" x1="${x(from)}%" x2="${x(to)}%" y1="${LANE.bytes - 3}" y2="${LANE.bytes - 3}"/>${words}`;
    });
}

/** The times in which nothing came, longest first. */
export function silences({ headAt, pieces, endAt }: TimelineReport): { from: number; to: number }[] {
  const times = [headAt, ...pieces.map((piece) => piece.at), endAt];
  return times
    .slice(1)
    .map((to, index) => ({ from: times[index] ?? to, to }))
    .sort((a, b) => b.to - b.from - (a.to - a.from));
}

function marks(
  events: TimelineReport['events'],
  x: Scale,
  y: number,
  kind: 'event' | 'ping',
  at: number | null,
): Markup[] {
  const clusters: { at: number; count: number }[] = [];
  const ticks = events.map((event) => {
    const place = x(event.at);
    const last = clusters.at(-1);
    if (last !== undefined && place - last.at <= TOGETHER) last.count++;
    else clusters.push({ at: place, count: 1 });
    const how = event.index === at ? ' broken' : '';
    return html`<line class="${kind}${how}" x1="${place}%" x2="${place}%" y1="${y - 9}" y2="${y + 7}"><title>event ${event.index}: ${event.type}, at ${milliseconds(event.at)}, byte ${event.byte}</title></line>`;
  });
  const written = clusters.filter(
    ({ at: place, count }, index) => count > 1 && place - (clusters[index - 1]?.at ?? -LABEL_ROOM) >= LABEL_ROOM,
  );
  const counts = written.map(
    ({ at: place, count }) =>
      html`<text x="${place}%" y="${y - 12}" text-anchor="${place < 20 ? 'start' : place > 92 ? 'end' : 'middle'}">${count} at once</text>`,
  );
  return [...ticks, ...counts];
}

function broken({ timeline, at }: Drawn, x: Scale, bottom: number): Markup | null {
  if (at === null) return null;
  const event = timeline.events.find((one) => one.index === at);
  const place = event ? x(event.at) : at >= timeline.count ? END_AT : null;
  if (place === null) return null;
  const words = event ? `event ${at}: ${event.type}` : `event ${at} did not come`;
  return html`<line class="broken rule" x1="${place}%" x2="${place}%" y1="20" y2="${bottom}"/><text class="broken" x="${place}%" dx="${anchor(place) === 'end' ? -6 : 6}" y="27" text-anchor="${anchor(place)}">${words}</text>`;
}

/** The picture in words, for those who do not see it. */
export function described({ timeline, at }: Drawn): string {
  const { headAt, endAt, count, bytes, pieces, events, end } = timeline;
  const first = events[0];
  const longest = silences(timeline)[0];
  return [
    `The stream in time: head after ${milliseconds(headAt)}`,
    ...(first ? [`first event after ${milliseconds(first.at)}`] : []),
    `${counted(count, 'event')} and ${counted(bytes, 'byte')} in ${counted(pieces.length, 'piece')}`,
    ...(longest ? [`longest silence ${milliseconds(longest.to - longest.from)}`] : []),
    `${END_SENTENCES[end]} after ${milliseconds(endAt)}`,
    ...(at === null ? [] : [`the rule broke at event ${at}`]),
  ].join(', ');
}

const END_SENTENCES: Readonly<Record<TimelineReport['end'], string>> = {
  complete: 'ended in order',
  reset: 'reset by the other side',
  truncated: 'cut off before its framing was complete',
  'client-closed': 'closed by the suite',
};

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** A duration as people read it. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms >= 100) return `${Math.round(ms)} ms`;
  return `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}
