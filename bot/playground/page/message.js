/** One message: who, when, what, and what can be done about it. */
import { h, safeUrl, ownPicture } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";
import { blockNodes } from "./blocks.js";
import { emojiOf } from "./emoji.js";
import { emojiNode, mrkdwn } from "./mrkdwn.js";
import { clockTime, dayAndTime, fullTime, nearTime } from "./dates.js";
import { openMenu } from "./popover.js";
import { valuesOf } from "./values.js";

/** When a message was written. */
export function timeOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** A message as a node. `compact` leaves out the author; `replies` are those of its thread, shown as a summary. */
export function messageNode(ctx, message, { compact = false, inThread = false, replies = [] } = {}) {
  const author = ctx.person(message.user);
  const mark = `${compact ? " message-compact" : ""}${message.ephemeral ? " message-private" : ""}`;
  return h("article", {
    class: `message${mark}`, "aria-label": `${nameOf(ctx, message)}, ${fullTime(timeOf(message.ts), ctx)}`,
    data: { ts: message.ts, user: message.user ?? "", room: message.channel, kind: message.ephemeral ? "ephemeral" : "message" },
  },
  h("div", { class: "message-side" }, compact ? h("span", { class: "side-time" }, clockTime(timeOf(message.ts), ctx)) : face(author, { bot: message.bot })),
  h("div", { class: "message-main" },
    message.ephemeral ? h("div", { class: "private-line" }, icon("eye", 14), ctx.t("only_you")) : null,
    broadcastLine(ctx, message, inThread),
    compact ? null : headLine(ctx, message, inThread),
    bodyOf(ctx, message),
    compact && message.edited ? h("span", { class: "edited" }, ctx.t("edited")) : null,
    files(ctx, message), reactions(message),
    inThread || !replies.length ? null : summary(ctx, message, replies)),
  message.ephemeral ? null : hoverBar(ctx, message, inThread));
}

/** What a message may look like depends on: it is drawn anew when this changes. */
export function messageSignature(ctx, message, extra) {
  return JSON.stringify([message, extra, ctx.locale, ctx.tz, ctx.me.id, ctx.today]);
}

function nameOf(ctx, message) {
  return message.username || ctx.person(message.user)?.real_name || ctx.person(message.user)?.name || message.user || "?";
}

function headLine(ctx, message, inThread) {
  const when = timeOf(message.ts);
  return h("div", { class: "message-head" },
    h("bdi", { class: "author" }, nameOf(ctx, message)),
    message.bot ? h("span", { class: "app-tag" }, ctx.t("app_tag")) : null,
    h("time", { class: "when", title: fullTime(when, ctx) }, (inThread ? dayAndTime : clockTime)(when, ctx)),
    message.edited ? h("span", { class: "edited" }, ctx.t("edited")) : null);
}

function broadcastLine(ctx, message, inThread) {
  if (!message.broadcast || inThread) return null;
  const open = () => ctx.openThread(message.channel, message.thread_ts);
  return h("button", { type: "button", class: "broadcast-line", onclick: open }, icon("reply", 14), ctx.t("replied_to_thread"));
}

function bodyOf(ctx, message) {
  if (!message.blocks?.length || isTyped(message)) {
    return message.text ? h("div", { class: "text message-text", dir: "auto" }, mrkdwn(message.text, ctx)) : null;
  }
  const name = `message:${ctx.me.id}:${message.channel}:${message.ts}`;
  const values = valuesOf(name);
  values.beginDrawing();
  const scene = { ctx, name, values, container: { container: "message", channel: message.channel, ts: message.ts } };
  return h("div", { class: "message-blocks" }, blockNodes(scene, message.blocks));
}

/** What a person typed: its text says the same as its one rich_text block, shortcodes and *marks* included. */
function isTyped(message) {
  return !message.bot && message.blocks.length === 1 && message.blocks[0].type === "rich_text" && Boolean(message.text);
}

function files(ctx, message) {
  if (!message.files?.length) return null;
  return h("div", { class: "files" }, message.files.map((file) => {
    const href = safeUrl(file.url, ["http:", "https:"]);
    const picture = /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? "") && ownPicture(file.url);
    return h("a", { class: `file${picture ? " file-picture" : ""}`, href, target: "_blank", rel: "noopener noreferrer", data: { file: file.id } },
      picture ? h("img", { src: picture, alt: file.name, loading: "lazy" }) : h("span", { class: "file-sign" }, icon("file", 22)),
      h("span", { class: "file-words" }, h("bdi", { class: "file-name" }, file.name), h("span", { class: "soft" }, sizeOf(file, ctx))));
  }));
}

function sizeOf(file, ctx) {
  const [size, unit] = file.size >= 1_048_576 ? [file.size / 1_048_576, "MB"] : [(file.size ?? 0) / 1024, "KB"];
  return `${new Intl.NumberFormat(ctx.locale, { maximumFractionDigits: 1 }).format(size)} ${unit}`;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((reaction) => {
    const sign = emojiOf(reaction.name);
    return h("span", { class: "reaction" }, sign ? emojiNode(sign, reaction.name) : `:${reaction.name}:`, " ", reaction.count ?? reaction.users?.length ?? 1);
  }));
}

function summary(ctx, message, replies) {
  const count = message.reply_count || replies.length;
  const last = replies.at(-1);
  const writers = [...new Map(replies.map((reply) => [reply.user, reply])).values()].slice(0, 4);
  return h("button", { type: "button", class: "thread-summary", data: { threadOf: message.ts }, onclick: () => ctx.openThread(message.channel, message.ts) },
    writers.map((reply) => face(ctx.person(reply.user), { bot: reply.bot, size: "tiny" })),
    h("span", { class: "thread-count" }, count === 1 ? ctx.t("replies_one") : ctx.t("replies", { n: count })),
    h("span", { class: "soft thread-last" }, ctx.t("last_reply", { when: nearTime(timeOf(last.ts), ctx) })),
    h("span", { class: "soft thread-open" }, ctx.t("view_thread")));
}

function hoverBar(ctx, message, inThread) {
  const open = () => ctx.openThread(message.channel, message.thread_ts ?? message.ts);
  const entries = () => [
    ...ctx.app.message_shortcuts.map((shortcut) => ({
      label: shortcut.name, note: ctx.app.name, data: { shortcut: shortcut.callback_id },
      onpick: () => ctx.do({ do: "shortcut", callback_id: shortcut.callback_id, channel: message.channel, ts: message.ts }),
    })),
    { label: ctx.t("copy_text"), data: { shortcut: "copy" }, onpick: () => navigator.clipboard?.writeText(message.text ?? "") },
  ];
  const more = h("button", {
    type: "button", class: "icon-button", title: ctx.t("more_actions"), "aria-label": ctx.t("more_actions"), "aria-haspopup": "menu", "aria-expanded": "false",
    data: { tool: "message-menu" }, onclick: () => openMenu(more, entries(), { side: "end", label: ctx.t("message_actions") }),
  }, icon("more"));
  const reply = h("button", { type: "button", class: "icon-button", title: ctx.t("reply_in_thread"), "aria-label": ctx.t("reply_in_thread"), data: { tool: "reply" }, onclick: open }, icon("reply"));
  return h("div", { class: "hover-bar", role: "toolbar", "aria-label": ctx.t("message_actions") }, inThread ? null : reply, more);
}
