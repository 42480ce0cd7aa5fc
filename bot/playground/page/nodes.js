/**
 * Builds DOM nodes out of data. Whatever a person or the bot wrote becomes a text node, so that it can never
 * turn into markup: nothing in this page assigns innerHTML.
 */

const AS_PROPERTY = new Set(["value", "checked", "disabled", "selected", "hidden", "multiple", "readOnly", "open"]);
const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element: `class`, `data` (an object), `on…` listeners, a few properties, all else as attributes.
 * `dir` comes last: an element with dir="auto" looks through all its text again for everything added to it.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  const { dir, ...rest } = props || {};
  for (const [name, value] of Object.entries(rest)) setProp(node, name, value);
  put(node, children);
  setProp(node, "dir", dir);
  return node;
}

/** An SVG element with the given attributes. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  put(node, children);
  return node;
}

/** Replaces everything inside `parent` by `children`. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  put(parent, children);
  return parent;
}

/**
 * Makes the children of `parent` equal to `wanted`, keeping every node whose signature did not change, so that
 * a new message far below does not disturb what somebody is reading, selecting or typing here.
 * `wanted` is a list of {key, signature, build}; keys are unique.
 */
export function syncChildren(parent, wanted) {
  const keys = new Set(wanted.map(({ key }) => key));
  for (const node of [...parent.children]) if (!keys.has(node.tracerKey)) node.remove();
  const there = new Map([...parent.children].map((node) => [node.tracerKey, node]));
  let cursor = parent.firstElementChild;
  for (const { key, signature, build } of wanted) {
    const old = there.get(key);
    const stays = old && old.tracerSignature === signature;
    const node = stays ? old : Object.assign(build(), { tracerKey: key, tracerSignature: signature });
    if (old && !stays) {
      old.replaceWith(node);
      if (cursor === old) cursor = node;
    }
    // A node that is taken out and put back loses its scroll position and its focus: one in place is not touched.
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

/**
 * Runs `draw` and gives the focus and the text selection back to the control that had them, even when `draw`
 * replaced its node by a new one. Controls are recognised by their `data-focus`.
 */
export function keepFocus(draw) {
  const before = document.activeElement;
  const name = before?.dataset?.focus;
  const range = name && "selectionStart" in before ? rangeOf(before) : null;
  draw();
  if (!name || before.isConnected) return;
  const after = document.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  if (!after) return;
  after.focus({ preventScroll: true });
  if (range) setRange(after, range);
}

/** The address when it may be followed or loaded from here, else null: never `javascript:` and the like. */
export function safeUrl(address, schemes = ["http:", "https:", "mailto:", "tel:"]) {
  const text = String(address || "").trim();
  let parsed;
  try {
    parsed = new URL(text, location.origin);
  } catch {
    return null;
  }
  return schemes.includes(parsed.protocol) ? parsed.href : null;
}

/** The address of a picture that this machine itself serves, else null: the page asks nobody outside. */
export function ownPicture(address) {
  const text = String(address || "");
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(text)) return text;
  const href = safeUrl(text, ["http:", "https:"]);
  return href && new URL(href).origin === location.origin ? href : null;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "data") Object.entries(value).forEach(([key, text]) => text != null && (node.dataset[key] = text));
  else if (name === "class") node.className = value;
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (AS_PROPERTY.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function rangeOf(field) {
  try {
    return [field.selectionStart, field.selectionEnd];
  } catch {
    return null;
  }
}

function setRange(field, [start, end]) {
  try {
    field.setSelectionRange(start, end);
  } catch {
    // A number or e-mail field has no selection to give back.
  }
}
