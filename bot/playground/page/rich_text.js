/** The rich_text block: sections, lists, quotes and preformatted text with styled pieces in them. */
import { h } from "./nodes.js";
import { emojiFromCodes, emojiOf } from "./emoji.js";
import { dateWords, fullTime } from "./dates.js";
import { emojiNode, link, mention } from "./mrkdwn.js";

/** The node of a rich_text block, or of what a table cell or a container's title holds of that type. */
export function richText(block, ctx) {
  return h("div", { class: "rich-text text" }, (block.elements || []).map((element) => part(element, ctx)));
}

function part(element, ctx) {
  const pieces = () => (element.elements || []).map((piece) => inline(piece, ctx));
  switch (element.type) {
    case "rich_text_list":
      return list(element, ctx);
    case "rich_text_quote":
      return h("blockquote", { class: "quote", dir: "auto" }, pieces());
    case "rich_text_preformatted":
      return h("pre", { class: "code-block", dir: "auto" }, pieces());
    case "rich_text_section":
      return h("div", { class: "rich-section", dir: "auto" }, pieces());
    default:
      return h("div", { class: "rich-section", dir: "auto" }, inline(element, ctx));
  }
}

function list(element, ctx) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const depth = Math.min(Number(element.indent) || 0, 8);
  const start = tag === "ol" && element.offset ? Number(element.offset) + 1 : null;
  const items = (element.elements || []).map((item) =>
    h("li", { dir: "auto" }, (item.elements || []).map((piece) => inline(piece, ctx))));
  return h(tag, { class: `rich-list rich-depth-${depth}`, start }, items);
}

function inline(piece, ctx) {
  return styled(bare(piece, ctx), piece.style || {});
}

function bare(piece, ctx) {
  switch (piece.type) {
    case "text":
      return document.createTextNode(piece.text ?? "");
    case "link":
      return link(piece.url, piece.text);
    case "user":
      return mention(piece.user_id, null, ctx, "user");
    case "channel":
      return mention(piece.channel_id, null, ctx, "channel");
    case "usergroup":
      return h("span", { class: "mention" }, `@${piece.usergroup_id}`);
    case "broadcast":
      return h("span", { class: "mention mention-all" }, `@${piece.range}`);
    case "emoji":
      return emoji(piece);
    case "date":
      return date(piece, ctx);
    case "color":
      return h("code", null, piece.value ?? "");
    default:
      return document.createTextNode(piece.text ?? piece.fallback ?? "");
  }
}

function emoji(piece) {
  const sign = emojiFromCodes(piece.unicode) ?? emojiOf(piece.name);
  return sign ? emojiNode(sign, piece.name ?? "") : document.createTextNode(`:${piece.name}:`);
}

function date(piece, ctx) {
  const words = dateWords(piece.format ?? "{date_short} {time}", piece.timestamp, ctx) ?? piece.fallback ?? "";
  const title = fullTime(new Date(Number(piece.timestamp) * 1000), ctx);
  return piece.url ? link(piece.url, words) : h("time", { title, data: { epoch: piece.timestamp } }, words);
}

function styled(node, style) {
  const wraps = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];
  return wraps.reduce((inner, [name, tag]) => (style[name] ? h(tag, null, inner) : inner), node);
}
