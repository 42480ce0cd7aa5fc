/** Small panels that open beside a control: menus, lists of options, calendars. One is open at a time. */
import { h } from "./nodes.js";

let current = null;

/**
 * Opens `content` beside `anchor` and returns the function that closes it. Escape, a click elsewhere, scrolling
 * the page away and the disappearance of the anchor close it too; the focus goes back to the anchor on Escape.
 */
export function openPopover(anchor, content, { label = "", width = null, onclose = null, side = "start" } = {}) {
  closePopover();
  const panel = h("div", { class: "popover", role: "dialog", "aria-label": label || null }, content);
  if (width) panel.style.width = `${width}px`;
  else panel.style.minWidth = `${Math.min(anchor.offsetWidth, 520)}px`;
  (anchor.closest("dialog") || document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  current = { anchor, panel, onclose };
  place(anchor, panel, side);
  document.addEventListener("pointerdown", onPointer, true);
  document.addEventListener("keydown", onKey, true);
  window.addEventListener("resize", closePopover);
  document.addEventListener("scroll", onScroll, true);
  return closePopover;
}

/** Closes whatever panel is open. */
export function closePopover() {
  if (!current) return;
  const { anchor, panel, onclose } = current;
  current = null;
  panel.remove();
  anchor.setAttribute("aria-expanded", "false");
  document.removeEventListener("pointerdown", onPointer, true);
  document.removeEventListener("keydown", onKey, true);
  window.removeEventListener("resize", closePopover);
  document.removeEventListener("scroll", onScroll, true);
  onclose?.();
}

/** After a redraw: a panel whose control is gone closes. */
export function dropOrphanPopover() {
  if (current && !current.anchor.isConnected) closePopover();
}

/** Whether this control's panel is the one that is open. */
export function isOpenFor(anchor) {
  return current?.anchor === anchor;
}

/** A menu of buttons: `entries` are {label, note, onpick, data, href}. */
export function openMenu(anchor, entries, { label, side } = {}) {
  const items = entries.map((entry) => menuItem(entry));
  const menu = h("div", { class: "menu", role: "menu", onkeydown: (event) => walk(event, items) }, items);
  openPopover(anchor, menu, { label, side });
  items[0]?.focus();
}

function menuItem({ label, note, onpick, data, href }) {
  const pick = () => {
    closePopover();
    onpick?.();
  };
  const inside = [h("span", { class: "menu-label" }, label), note ? h("span", { class: "menu-note" }, note) : null];
  if (href) return h("a", { class: "menu-item", role: "menuitem", href, target: "_blank", rel: "noopener noreferrer", data, onclick: pick }, inside);
  return h("button", { class: "menu-item", role: "menuitem", type: "button", data, onclick: pick }, inside);
}

function walk(event, items) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}

function place(anchor, panel, side) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = side === "end" ? box.right - width : box.left;
  const below = box.bottom + 4;
  const fits = below + height < innerHeight - 8 || box.top < innerHeight - box.bottom;
  const top = fits ? Math.min(below, innerHeight - height - 8) : box.top - height - 4;
  panel.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, top)}px`;
}

function onPointer(event) {
  if (current && !current.panel.contains(event.target) && !current.anchor.contains(event.target)) closePopover();
}

function onKey(event) {
  if (event.key !== "Escape" || !current) return;
  event.preventDefault();
  event.stopPropagation();
  const { anchor } = current;
  closePopover();
  anchor.focus();
}

function onScroll(event) {
  if (current && !current.panel.contains(event.target) && event.target.contains?.(current.anchor)) closePopover();
}
