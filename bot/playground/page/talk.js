/** Rows of messages with the days between them, kept in place while new ones arrive. */
import { h, syncChildren } from "./nodes.js";
import { dayHeading, isoDay } from "./dates.js";
import { messageNode, messageSignature, timeOf } from "./message.js";

const NEAR_BOTTOM = 80;
const SAME_BREATH = 300;

/** The messages of a channel that stand in the channel itself, oldest first. */
export function channelMessages(all) {
  return all.filter((message) => !message.thread_ts || message.thread_ts === message.ts || message.broadcast);
}

/** A thread: its first message and all replies, oldest first. */
export function threadMessages(all, ts) {
  return all.filter((message) => message.ts === ts || message.thread_ts === ts);
}

/** The node that rows scroll in: at its bottom it stays there when a picture loads or the window changes. */
export function talkScroller(look = "") {
  const scroller = h("div", { class: `scroller ${look}`, tabindex: "-1" });
  let atBottom = true;
  const settle = () => {
    if (atBottom) scroller.scrollTop = scroller.scrollHeight;
  };
  scroller.addEventListener("scroll", () => { atBottom = isNearBottom(scroller); });
  scroller.addEventListener("load", settle, true);
  new ResizeObserver(settle).observe(scroller);
  return scroller;
}

/** Draws the rows into `scroller`, keeping to the bottom when the reader was there. */
export function drawTalk(ctx, scroller, messages, { inThread = false, all = [], lead = null, stick = false } = {}) {
  const follow = stick || isNearBottom(scroller);
  const repliesOf = inThread ? () => [] : threads(all);
  const rows = lead ? [lead] : [];
  let before = null;
  for (const message of messages) {
    const day = isoDay(timeOf(message.ts), ctx.tz);
    if (!inThread && (!before || isoDay(timeOf(before.ts), ctx.tz) !== day)) rows.push(dayRow(ctx, day, message));
    const look = { compact: isCompact(before, message, ctx), inThread, replies: repliesOf(message) };
    rows.push({
      key: `${message.channel}/${message.ts}${message.ephemeral ? "/private" : ""}`,
      signature: messageSignature(ctx, message, look), build: () => messageNode(ctx, message, look),
    });
    if (inThread && message === messages[0] && messages.length > 1) rows.push(countRow(ctx, messages.length - 1));
    before = inThread && message === messages[0] ? null : message;
  }
  syncChildren(scroller, rows);
  if (follow) scroller.scrollTop = scroller.scrollHeight;
}

function isNearBottom(scroller) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
}

function threads(all) {
  const table = new Map();
  for (const message of all) {
    if (!message.thread_ts || message.thread_ts === message.ts || message.ephemeral) continue;
    if (!table.has(message.thread_ts)) table.set(message.thread_ts, []);
    table.get(message.thread_ts).push(message);
  }
  return (message) => table.get(message.ts) ?? [];
}

function isCompact(before, message, ctx) {
  return Boolean(before) && before.user === message.user && before.username === message.username
    && !message.ephemeral && !before.ephemeral && !message.broadcast
    && !(message.bot && message.blocks?.length)
    && Number(message.ts) - Number(before.ts) < SAME_BREATH
    && isoDay(timeOf(before.ts), ctx.tz) === isoDay(timeOf(message.ts), ctx.tz);
}

function dayRow(ctx, day, message) {
  const words = dayHeading(timeOf(message.ts), ctx);
  return { key: `day/${day}`, signature: words, build: () => h("div", { class: "day-line", role: "separator", "aria-label": words }, h("span", null, words)) };
}

function countRow(ctx, count) {
  const words = count === 1 ? ctx.t("replies_one") : ctx.t("replies", { n: count });
  return { key: "count", signature: words, build: () => h("div", { class: "count-line" }, h("span", null, words)) };
}
