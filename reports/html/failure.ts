import type { CallReport, ExchangeReport, FailureReport } from '../../contracts/results.js';
import { html, type Markup, prose } from './markup.js';
import { described, milliseconds, timelineSvg } from './timeline.js';

/** A broken rule: both sides of it, the stream as a picture and as frames, and the command that asks again. */
export function failureBlock(failure: FailureReport): Markup {
  const { message, path, hint, exchange, call } = failure;
  return html`<div class="failure">
<p class="came"><strong>${prose(message)}</strong>${path !== null && html` <span class="path">at <code>${path}</code></span>`}</p>
${sides(failure)}
${hint !== null && html`<p class="fix"><b>Fix</b> ${prose(hint)}</p>`}
${exchange && exchangeBlock(exchange, failure)}
${call && callBlock(call)}
</div>`;
}

function sides({ expected, actual }: FailureReport): Markup | null {
  if (expected === null && actual === null) return null;
  const [left, right] = parted(expected ?? '', actual ?? '');
  return html`<div class="sides">
<div class="side expected"><p class="label">expected</p><pre>${expected === null ? html`<i>not said</i>` : left}</pre></div>
<div class="side actual"><p class="label">actual</p><pre>${actual === null ? html`<i>not said</i>` : right}</pre></div>
</div>`;
}

/** Marks in each of two texts what is not in the other, between what they have in common at both ends. */
function parted(left: string, right: string): [Markup, Markup] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start++;
  let end = 0;
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  // Texts that share next to nothing are easier to read without marks.
  if (start + end < 4 || start + end < shorter / 4) return [html`${left}`, html`${right}`];
  return [middleMarked(left, start, end), middleMarked(right, start, end)];
}

function middleMarked(text: string, start: number, end: number): Markup {
  const middle = text.slice(start, text.length - end);
  return html`${text.slice(0, start)}${middle !== '' && html`<mark>${middle}</mark>`}${text.slice(text.length - end)}`;
}

function exchangeBlock(exchange: ExchangeReport, failure: FailureReport): Markup {
  const { timeline, at, events } = exchange;
  return html`${
    timeline &&
    html`<figure>${timelineSvg({ timeline, at })}<figcaption>${described({ timeline, at: null })}${
      at === null && html`; the rule is about the stream as a whole`
    }.</figcaption></figure>`
  }
${events.length > 0 && frames(exchange, failure)}
${command(exchange.curl)}
${answer(exchange)}`;
}

/** The frames around the failure; the one that broke the rule in red, a missing one where it should stand. */
function frames({ events, at, timeline }: ExchangeReport, { expected }: FailureReport): Markup {
  const times = new Map(timeline?.events.map((event) => [event.index, event.at]));
  const timeOf = (index: number) => times.get(index);
  const last = events.at(-1)?.index ?? -1;
  const missing = at !== null && at > last && at >= (timeline?.count ?? 0);
  const rows = events.map(({ index, raw }) => {
    const time = timeOf(index);
    const before = timeOf(index - 1);
    return html`<tr${index === at && html` class="broken"`}><th scope="row">${index}${index === at && html`<span class="here"> broken here</span>`}</th><td class="num">${time === undefined ? '' : milliseconds(time)}</td><td class="num">${time === undefined || before === undefined ? '' : `+${milliseconds(time - before)}`}</td><td><pre>${raw}</pre></td></tr>`;
  });
  return html`<table class="frames"><caption>Frames${timeline && timeline.count > events.length && html` (${events.length} of ${timeline.count})`}</caption>
<thead class="heads"><tr><th scope="col">event</th><th scope="col">at</th><th scope="col">gap</th><th scope="col">on the wire</th></tr></thead>
<tbody>${rows}${missing && html`<tr class="broken"><th scope="row">${at}<span class="here"> missing</span></th><td></td><td></td><td>The stream ended here${expected !== null && html`, expected <code>${expected}</code>`}.</td></tr>`}</tbody></table>`;
}

function command(line: string): Markup {
  return html`<div class="command"><pre><code>${line}</code></pre><button type="button" class="copy" hidden>Copy</button></div>`;
}

function answer({ status, headers, body }: ExchangeReport): Markup | null {
  const names = Object.entries(headers);
  if (status === null && names.length === 0 && body === null) return null;
  return html`<details class="answer"><summary>The answer${status !== null && `: ${status}`}, ${names.length} headers${body !== null && ', body'}</summary>
<pre>${names.map(([name, value]) => html`<b>${name}</b>: ${value}\n`)}${body !== null && html`\n${body}`}</pre></details>`;
}

function callBlock({ operation, again, asked, exchanges, answered }: CallReport): Markup {
  const sent = exchanges.map(
    ({ sent, wrote }, index) =>
      html`<div class="sides"><div class="side"><p class="label">request ${index + 1}, as the SDK sent it</p><pre>${sent}</pre></div><div class="side"><p class="label">what the server wrote</p><pre>${wrote}</pre></div></div>`,
  );
  return html`<div class="sides"><div class="side"><p class="label">the adapter was asked for <code>${operation}</code></p><pre>${asked}</pre></div></div>${sent}
<div class="sides"><div class="side"><p class="label">what the adapter said</p><pre>${answered.map((line) => `${line}\n`)}</pre></div></div>
${command(again)}`;
}
