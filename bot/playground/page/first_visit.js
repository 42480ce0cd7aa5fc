/** What somebody who sees the page for the first time is offered: one command to try. */
import { h } from "./nodes.js";
import { icon } from "./icons.js";
import { keep, recall } from "./memory.js";

const EXAMPLE = "/lost 1Z999AA10123456784";
const DONE = "first-visit-done";

/** The hint above the composer, or null once it was followed or dismissed, or where it would not work. */
export function firstVisitRow(ctx, room) {
  if (recall(DONE) || room.kind === "dm" || !room.bot_in || !room.member || room.archived || !ctx.app.commands.length) return null;
  return { key: "first-visit", signature: ctx.locale, build: () => hint(ctx) };
}

/** From now on the hint stays away. */
export function firstVisitDone() {
  keep(DONE, "yes");
}

function hint(ctx) {
  const type = () => document.querySelector('[data-composer="channel"]')?.tracerInsert(EXAMPLE);
  const dismiss = () => {
    firstVisitDone();
    ctx.redraw();
  };
  return h("div", { class: "first-visit", role: "note", data: { hint: "first-visit" } },
    h("div", { class: "first-words" }, h("strong", null, ctx.t("first_title")), h("span", null, ctx.t("first_text"), " ", h("code", null, EXAMPLE))),
    h("button", { type: "button", class: "button button-primary", data: { tool: "type-example" }, onclick: type }, ctx.t("first_button")),
    h("button", { type: "button", class: "icon-button", "aria-label": ctx.t("dismiss"), title: ctx.t("dismiss"), data: { tool: "dismiss-hint" }, onclick: dismiss }, icon("close", 16)));
}
