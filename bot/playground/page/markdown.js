/** The markdown block: the standard kind (headings, lists, tables, **strong**), line by line and linear. */
import { h } from "./nodes.js";
import { emojiOf } from "./emoji.js";
import { emojiNode, link } from "./mrkdwn.js";
import { pairUp } from "./marks.js";

const PAIRS = new Map([["***", "strong"], ["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]]);
const SHORTCODE = /:([a-z0-9_+'-]{1,60}):/y;
const LABEL = /!?\[([^[\]\n]{0,400})\]\(\s*([^\s()<>]{1,3000})\s*\)/y;

/** The nodes of a markdown text. */
export function markdown(text) {
  const rows = String(text ?? "").split("\n");
  const out = document.createDocumentFragment();
  for (let at = 0; at < rows.length; ) {
    const kind = KINDS.find((candidate) => candidate.starts(rows[at], rows[at + 1]));
    const { node, next } = kind.take(rows, at);
    if (node) out.append(node);
    at = next;
  }
  return out;
}

const KINDS = [
  { starts: (row) => !row.trim(), take: (rows, at) => ({ node: null, next: at + 1 }) },
  { starts: (row) => /^\s*(```|~~~)/.test(row), take: fence },
  { starts: (row) => /^#{1,6} /.test(row), take: heading },
  { starts: (row) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(row.slice(0, 200)), take: rule },
  { starts: (row) => /^\s*>/.test(row), take: (rows, at) => gather(rows, at, /^\s*>/, quote) },
  { starts: (row, after) => row.includes("|") && /^[\s|:-]*-[\s|:-]*$/.test(after ?? ""), take: table },
  { starts: (row) => /^\s*[-*+] /.test(row), take: (rows, at) => gather(rows, at, /^\s*[-*+] /, list("ul")) },
  { starts: (row) => /^\s*\d{1,9}[.)] /.test(row), take: (rows, at) => gather(rows, at, /^\s*\d{1,9}[.)] /, list("ol")) },
  { starts: () => true, take: paragraph },
];

function fence(rows, at) {
  const close = rows.findIndex((row, index) => index > at && /^\s*(```|~~~)\s*$/.test(row));
  const end = close < 0 ? rows.length : close;
  const code = rows.slice(at + 1, end).join("\n");
  return { node: h("pre", { class: "code-block", dir: "auto" }, code), next: end + 1 };
}

function heading(rows, at) {
  const [, marks, words] = /^(#{1,6}) (.*)$/.exec(rows[at]);
  const level = Math.min(marks.length + 2, 6);
  return { node: h(`h${level}`, { class: `md-heading md-level-${marks.length}`, dir: "auto" }, inline(words)), next: at + 1 };
}

function rule(rows, at) {
  return { node: h("hr", { class: "divider" }), next: at + 1 };
}

function gather(rows, at, pattern, build) {
  let end = at;
  while (end < rows.length && pattern.test(rows[end])) end += 1;
  return { node: build(rows.slice(at, end).map((row) => row.replace(pattern, "")), rows[at]), next: end };
}

function quote(rows) {
  return h("blockquote", { class: "quote" }, markdown(rows.map((row) => row.replace(/^(?:\s*>)+ ?/, "")).join("\n")));
}

function list(tag) {
  return (rows, first) => {
    const start = tag === "ol" ? /\d+/.exec(first)[0] : null;
    return h(tag, { class: "rich-list", start }, rows.map((row) => h("li", { dir: "auto" }, taskBox(row), inline(row.replace(/^\[[ xX]\] /, "")))));
  };
}

function taskBox(row) {
  const box = /^\[([ xX])\] /.exec(row);
  return box ? (box[1] === " " ? "☐ " : "☑ ") : null;
}

function table(rows, at) {
  let end = at + 2;
  while (end < rows.length && rows[end].includes("|")) end += 1;
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim()));
  const head = h("tr", null, cells(rows[at]).map((cell) => h("th", { dir: "auto" }, cell)));
  const body = rows.slice(at + 2, end).map((row) => h("tr", null, cells(row).map((cell) => h("td", { dir: "auto" }, cell))));
  return { node: h("div", { class: "table-frame" }, h("table", { class: "table" }, h("thead", null, head), h("tbody", null, body))), next: end };
}

function paragraph(rows, at) {
  let end = at + 1;
  while (end < rows.length && KINDS.findIndex((kind) => kind.starts(rows[end], rows[end + 1])) === KINDS.length - 1) end += 1;
  const words = rows.slice(at, end).flatMap((row, index) => [index ? "\n" : "", ...inline(row)]);
  return { node: h("p", { class: "md-paragraph", dir: "auto" }, words), next: end };
}

function inline(row) {
  const items = [];
  let tick = -2;
  for (let at = 0; at < row.length; ) {
    let piece = null;
    if (row[at] === "\\" && /[!-/:-@[-`{-~]/.test(row[at + 1] ?? "")) {
      piece = { node: document.createTextNode(row[at + 1]), length: 2 };
    } else if (row[at] === "`") {
      if (tick !== -1 && tick <= at) tick = row.indexOf("`", at + 1);
      if (tick > at + 1) piece = { node: h("code", { dir: "auto" }, row.slice(at + 1, tick)), length: tick + 1 - at };
    } else if (row[at] === "[" || row[at] === "!") {
      piece = labelled(row, at);
    } else if (row[at] === ":") {
      piece = shortcode(row, at);
    }
    items.push(piece ? piece.node : row[at]);
    at += piece ? piece.length : 1;
  }
  return pairUp(items, PAIRS);
}

function labelled(row, at) {
  LABEL.lastIndex = at;
  const found = LABEL.exec(row);
  return found ? { node: link(found[2], found[1]), length: found[0].length } : null;
}

function shortcode(row, at) {
  SHORTCODE.lastIndex = at;
  const found = SHORTCODE.exec(row);
  const sign = found && emojiOf(found[1]);
  return sign ? { node: emojiNode(sign, found[1]), length: found[0].length } : null;
}
