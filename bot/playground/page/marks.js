/**
 * Finds pairs of markers (`*bold*`, `_italic_`, `~struck~`, `**strong**`) in a row of items, where an item is one
 * character or a ready node. Linear for every nesting level, and no marker nests in itself, so a hostile text of
 * thousands of unclosed markers costs no more than a plain one.
 */
import { h } from "./nodes.js";

/** Nodes for items[from..to), with the markers of `pairs` (marker → tag) turned into elements. */
export function pairUp(items, pairs, from = 0, to = items.length) {
  const out = [];
  const ahead = new Map();
  let plain = "";
  const flush = () => {
    if (plain) out.push(document.createTextNode(plain));
    plain = "";
  };
  for (let at = from; at < to; at += 1) {
    const marker = openerAt(items, at, from, to, pairs);
    const end = marker ? closerAfter(items, at, from, to, marker, ahead) : -1;
    if (end >= 0) {
      flush();
      const inner = new Map([...pairs].filter(([other]) => other !== marker));
      out.push(h(pairs.get(marker), null, pairUp(items, inner, at + marker.length, end)));
      at = end + marker.length - 1;
    } else if (typeof items[at] === "string") {
      plain += items[at];
    } else {
      flush();
      out.push(items[at]);
    }
  }
  flush();
  return out;
}

function openerAt(items, at, from, to, pairs) {
  for (const marker of pairs.keys()) {
    if (!isMarker(items, at, to, marker)) continue;
    const next = items[at + marker.length];
    if (at > from && isWord(items[at - 1])) continue;
    if (next === undefined || at + marker.length >= to || isSpace(next) || next === marker[0]) continue;
    return marker;
  }
  return null;
}

function closerAfter(items, opener, from, to, marker, ahead) {
  let at = Math.max(ahead.get(marker) ?? 0, opener + marker.length + 1);
  while (at < to && !closes(items, at, to, marker)) at += 1;
  ahead.set(marker, at);
  return at < to ? at : -1;
}

function closes(items, at, to, marker) {
  if (!isMarker(items, at, to, marker) || isSpace(items[at - 1])) return false;
  const after = at + marker.length;
  return after >= to || (!isWord(items[after]) && items[after] !== marker[0]);
}

function isMarker(items, at, to, marker) {
  if (at + marker.length > to) return false;
  for (let step = 0; step < marker.length; step += 1) if (items[at + step] !== marker[step]) return false;
  return true;
}

function isWord(item) {
  return typeof item === "string" && /[\p{L}\p{N}]/u.test(item);
}

function isSpace(item) {
  return typeof item === "string" && /\s/.test(item);
}
