/**
 * Slack's mrkdwn, as https://docs.slack.dev/messaging/formatting-message-text describes it, drawn as nodes.
 * Every scan moves forward only, so the cost is linear in the length of the text.
 */
import { h, safeUrl } from "./nodes.js";
import { emojiOf } from "./emoji.js";
import { dateWords, fullTime } from "./dates.js";
import { pairUp } from "./marks.js";

const PAIRS = new Map([["*", "strong"], ["_", "em"], ["~", "s"]]);
const ENTITIES = [["&amp;", "&"], ["&lt;", "<"], ["&gt;", ">"]];
const SHORTCODE = /:([a-z0-9_+'-]{1,60}(?:::skin-tone-\d)?):/y;
const ADDRESS = /https?:\/\/[^\s<>|`]+/y;

/** The nodes of a mrkdwn text. `verbatim` leaves bare addresses unlinked. */
export function mrkdwn(text, ctx, { verbatim = false } = {}) {
  const out = document.createDocumentFragment();
  let at = 0;
  const source = String(text ?? "");
  for (const fence of fences(source)) {
    out.append(...lines(trimEnd(source.slice(at, fence.open)), ctx, verbatim));
    out.append(h("pre", { class: "code-block", dir: "auto" }, entities(fence.inner)));
    at = source[fence.end] === "\n" ? fence.end + 1 : fence.end;
  }
  if (at < source.length) out.append(...lines(source.slice(at), ctx, verbatim));
  return out;
}

/** The nodes of a plain_text: shortcodes become emoji, nothing else is special. */
export function plainText(text, emoji = true) {
  const items = [];
  const source = entities(String(text ?? ""));
  for (let at = 0; at < source.length; ) {
    const sign = emoji && source[at] === ":" ? shortcodeAt(source, at) : null;
    if (sign) items.push(sign.node);
    else items.push(source[at]);
    at += sign ? sign.length : 1;
  }
  const out = document.createDocumentFragment();
  out.append(...pairUp(items, new Map()));
  return out;
}

/** Text with Slack's three entities turned back, once. */
export function entities(text) {
  return text.replace(/&(amp|lt|gt);/g, (all, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** A person's or channel's mention. */
export function mention(id, label, ctx, kind) {
  const person = kind === "user" ? ctx.person(id) : null;
  const channel = kind === "channel" ? ctx.channel(id) : null;
  const name = person?.name ?? channel?.name ?? label ?? id;
  const mine = kind === "user" && id === ctx.me.id ? " mention-me" : "";
  const data = { mention: id };
  const open = kind === "channel" && channel ? () => ctx.go({ kind: "channel", id }) : null;
  const tag = open ? "button" : "span";
  return h(tag, { class: `mention${mine}`, data, onclick: open, type: open ? "button" : null },
    kind === "channel" ? "#" : "@", h("bdi", null, name));
}

// A message's own address: https://docs.slack.dev/reference/methods/chat.getPermalink
const PERMALINK = /^https:\/\/[\w.-]+\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?(?:.*&)?thread_ts=(\d+\.\d+))?/;

/** A link that opens elsewhere, or its plain words when the address is not one to follow; one to a message stays here. */
export function link(address, label, ctx) {
  const href = safeUrl(address);
  const words = label || address;
  if (!href) return h("bdi", null, words);
  const [, room, seconds, rest, thread] = PERMALINK.exec(address) ?? [];
  if (room && ctx?.channel(room)) return h("a", { href: `#${room}/${thread ?? `${seconds}.${rest}`}`, dir: "auto" }, words);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, words);
}

/** An emoji with its name for readers who cannot see it. */
export function emojiNode(sign, name) {
  return h("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, sign);
}

function* fences(source) {
  let at = 0;
  for (;;) {
    const open = source.indexOf("```", at);
    const close = open < 0 ? -1 : source.indexOf("```", open + 3);
    if (close < 0) return;
    const inner = source.slice(open + 3, close).replace(/^\n/, "").replace(/\n$/, "");
    at = close + 3;
    if (inner) yield { open, end: at, inner };
  }
}

function lines(text, ctx, verbatim) {
  if (!text) return [];
  const out = [];
  let quote = null;
  let plain = [];
  const flush = () => {
    if (quote) out.push(h("blockquote", { class: "quote" }, joined(quote, ctx, verbatim)));
    else if (plain.length) out.push(...joined(plain, ctx, verbatim));
    quote = null;
    plain = [];
  };
  const all = text.split("\n");
  for (const [index, line] of all.entries()) {
    const depth = quoteMark(line);
    if (depth === "rest") {
      flush();
      quote = [line.replace(/^(&gt;|>){3} ?/, ""), ...all.slice(index + 1)];
      break;
    }
    if (Boolean(depth) !== Boolean(quote)) {
      flush();
      if (depth) quote = [];
    }
    if (depth) quote.push(line.replace(/^(&gt;|>) ?/, ""));
    else plain.push(line);
  }
  flush();
  return out;
}

function quoteMark(line) {
  if (/^(&gt;|>){3}/.test(line)) return "rest";
  return /^(&gt;|>)/.test(line) ? "line" : null;
}

function joined(rows, ctx, verbatim) {
  return rows.flatMap((row, index) => [
    ...(index ? [document.createTextNode("\n")] : []),
    ...pairUp(itemsOf(row, ctx, verbatim), PAIRS),
  ]);
}

/** One line as characters and ready nodes. */
function itemsOf(line, ctx, verbatim) {
  const items = [];
  const next = { "`": -2, ">": -2 };
  for (let at = 0; at < line.length; ) {
    const piece = pieceAt(line, at, ctx, next, verbatim);
    items.push(piece ? piece.node : line[at]);
    at += piece ? piece.length : 1;
  }
  return items;
}

function pieceAt(line, at, ctx, next, verbatim) {
  const char = line[at];
  if (char === "`") return codeAt(line, at, next);
  if (char === "<") return angleAt(line, at, ctx, next);
  if (char === ":") return shortcodeAt(line, at);
  if (char === "&") return entityAt(line, at);
  if (char === "h" && !verbatim && !/[\p{L}\p{N}]/u.test(line[at - 1] ?? " ")) return addressAt(line, at);
  return null;
}

/** Where `mark` stands next after `at`; remembered, so that a line is searched once in all. */
function nextMark(line, at, mark, next) {
  if (next[mark] !== -1 && next[mark] <= at) next[mark] = line.indexOf(mark, at + 1);
  return next[mark];
}

function codeAt(line, at, next) {
  const close = nextMark(line, at, "`", next);
  if (close <= at + 1) return null;
  return { node: h("code", { dir: "auto" }, entities(line.slice(at + 1, close))), length: close + 1 - at };
}

function angleAt(line, at, ctx, next) {
  const close = nextMark(line, at, ">", next);
  if (close <= at + 1) return null;
  const opens = line.indexOf("<", at + 1);
  if (opens >= 0 && opens < close) return null;
  const inner = line.slice(at + 1, close);
  return { node: angleNode(inner, ctx), length: close + 1 - at };
}

function angleNode(inner, ctx) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : entities(inner.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), label, ctx, "user");
  if (target.startsWith("#")) return mention(target.slice(1), label, ctx, "channel");
  if (target.startsWith("!")) return special(target.slice(1), label, ctx);
  return link(entities(target), label, ctx);
}

function special(target, label, ctx) {
  if (target.startsWith("date^")) return dateNode(target.split("^").slice(1), label, ctx);
  if (target.startsWith("subteam^")) {
    return h("span", { class: "mention" }, label || `@${target.slice("subteam^".length)}`);
  }
  if (["here", "channel", "everyone"].includes(target)) {
    return h("span", { class: "mention mention-all" }, `@${target}`);
  }
  return h("bdi", null, label || `<!${target}>`);
}

function dateNode([epoch, format, address], fallback, ctx) {
  const words = dateWords(format ?? "", epoch, ctx);
  if (words === null) return h("bdi", null, fallback);
  const title = fullTime(new Date(Number(epoch) * 1000), ctx);
  const time = h("time", { title, data: { epoch } }, words);
  const href = address ? safeUrl(entities(address)) : null;
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

function shortcodeAt(line, at) {
  SHORTCODE.lastIndex = at;
  const found = SHORTCODE.exec(line);
  const sign = found && emojiOf(found[1]);
  return sign ? { node: emojiNode(sign, found[1]), length: found[0].length } : null;
}

function entityAt(line, at) {
  const entity = ENTITIES.find(([name]) => line.startsWith(name, at));
  return entity ? { node: document.createTextNode(entity[1]), length: entity[0].length } : null;
}

function addressAt(line, at) {
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(line);
  if (!found) return null;
  const address = found[0].replace(/[.,;:!?)\]}'"*_~]+$/, "");
  return { node: link(entities(address), entities(address)), length: address.length };
}

function trimEnd(text) {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}
