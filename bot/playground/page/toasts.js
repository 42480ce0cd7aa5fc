/** Short notices in the corner: what Slack itself tells a person, and what went wrong on the way. */
import { h } from "./nodes.js";
import { icon } from "./icons.js";

const STAY = 9_000;
const AT_FIRST = 3;
const SIGNS = { error: "wrong", warning: "alert", good: "right_circle", success: "right_circle" };
const shown = new Set();
let settled = false;

/** Shows the notices that were not shown yet; of those that were there before the page, only the last few. */
export function drawNotices(ctx) {
  const fresh = ctx.notices.filter((notice) => !shown.has(`${ctx.me.id}/${notice.id}`));
  fresh.forEach((notice) => shown.add(`${ctx.me.id}/${notice.id}`));
  for (const notice of settled ? fresh : fresh.slice(-AT_FIRST)) toast(ctx, notice.text, notice.kind);
  settled = true;
}

/** One notice. Errors stay until they are closed; the rest goes by itself. */
export function toast(ctx, text, kind = "info") {
  const corner = document.getElementById("toasts");
  const node = h("div", { class: `toast toast-${SIGNS[kind] ? kind : "info"}`, data: { notice: kind } },
    icon(SIGNS[kind] ?? "info", 18), h("div", { class: "toast-text", dir: "auto" }, text),
    h("button", { type: "button", class: "icon-button", "aria-label": ctx.t("close"), onclick: () => drop(node) }, icon("close", 15)));
  corner.append(node);
  if (corner.matches(":popover-open")) corner.hidePopover();
  corner.showPopover();
  if (kind !== "error") setTimeout(() => drop(node), STAY);
}

function drop(node) {
  const corner = node.parentElement;
  node.remove();
  if (corner && !corner.children.length) corner.hidePopover();
}
