/** The modals in front of a person: the topmost is shown, those below keep what was filled in. */
import { h, fill, syncChildren } from "./nodes.js";
import { icon } from "./icons.js";
import { blockNodes } from "./blocks.js";
import { textOf, wordsOf } from "./acting.js";
import { formErrors } from "./form_check.js";
import { closePopover } from "./popover.js";
import { valuesOf } from "./values.js";

const errorsOf = new Map();
let composing = false;

/** Makes the dialog do what a modal does; called once. */
export function prepareModal(dialog, ctx) {
  dialog.addEventListener("compositionstart", () => { composing = true; });
  dialog.addEventListener("compositionend", () => {
    composing = false;
    ctx.redraw();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeTop(ctx);
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
}

/** Draws the topmost modal into `dialog`, opening or closing it. */
export function drawModals(ctx, dialog) {
  const view = ctx.views.at(-1);
  if (!view) {
    if (dialog.open) {
      closePopover();
      dialog.close();
    }
    dialog.replaceChildren();
    return;
  }
  if (composing) return;
  const before = dialog.dataset.view;
  const scrolled = dialog.querySelector(".modal-body")?.scrollTop ?? 0;
  dialog.dataset.view = view.id;
  dialog.dataset.viewCallback = view.callback_id ?? "";
  dialog.setAttribute("aria-labelledby", "modal-title");
  const errors = currentErrors(view);
  const state = JSON.stringify([view, errors, ctx.views.length, ctx.locale, ctx.tz]);
  // A place of its own: an open list of options hangs in the dialog beside it and outlives a redraw.
  const stage = dialog.querySelector(":scope > .modal-stage") ?? dialog.appendChild(h("div", { class: "modal-stage" }));
  syncChildren(stage, [{ key: view.id, signature: state, build: () => modalNode(ctx, view, errors) }]);
  if (!dialog.open) dialog.showModal();
  if (before !== view.id || dialog.dataset.was !== "open") focusFirst(dialog, view);
  else dialog.querySelector(".modal-body").scrollTop = scrolled;
  dialog.dataset.was = "open";
}

function modalNode(ctx, view, errors) {
  const name = `view:${ctx.me.id}:${view.id}`;
  const values = valuesOf(name);
  values.beginDrawing();
  const form = h("form", { class: "modal-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(ctx, view, values, form); } });
  const scene = { ctx, name, values, container: { container: "view", view_id: view.id }, submit: () => form.requestSubmit() };
  return fill(form, head(ctx, view), h("div", { class: "modal-trouble", role: "alert" }),
    h("div", { class: "modal-body" }, blockNodes(scene, view.blocks, errors)), foot(ctx, view));
}

function head(ctx, view) {
  const stacked = ctx.views.length > 1;
  const tool = (name, drawing, onclick) => h("button", { type: "button", class: "icon-button", "aria-label": ctx.t(name), title: ctx.t(name), data: { tool: `modal-${name}` }, onclick }, icon(drawing));
  return h("div", { class: "modal-head" },
    stacked ? tool("back", "back", () => closeTop(ctx)) : null,
    h("h1", { id: "modal-title", dir: "auto" }, textOf(view.title, ctx)),
    tool("close", "close", () => closeAll(ctx)));
}

function foot(ctx, view) {
  const close = view.close ? wordsOf(view.close) : ctx.t(view.submit ? "cancel" : "close");
  const send = view.submit ? wordsOf(view.submit) : null;
  return h("div", { class: "modal-foot" },
    h("button", { type: "button", class: "button", data: { tool: "modal-cancel" }, onclick: () => closeTop(ctx) }, close),
    send ? h("button", { type: "submit", class: "button button-primary", data: { tool: "modal-submit" } }, h("span", { class: "button-words" }, send)) : null);
}

async function submit(ctx, view, values, form) {
  const own = formErrors(view, values, ctx.t);
  if (Object.keys(own).length) return showErrors(ctx, view, own);
  const button = form.querySelector('[type="submit"]');
  if (!button || button.disabled) return undefined;
  errorsOf.delete(view.id);
  busy(button, true, ctx);
  showTrouble(form, "");
  const answer = await ctx.ask({ do: "submit", view_id: view.id, values: values.asObject() });
  busy(button, false, ctx);
  if (answer.ok) return undefined;
  if (answer.errors && Object.keys(answer.errors).length) showErrors(ctx, view, answer.errors);
  else showTrouble(form, answer.error || ctx.t("no_answer"));
  return undefined;
}

function busy(button, on, ctx) {
  button.disabled = on;
  button.setAttribute("aria-busy", String(on));
  button.title = on ? ctx.t("working") : "";
}

function showTrouble(form, sentence) {
  fill(form.querySelector(".modal-trouble"), sentence ? [icon("wrong", 16), sentence] : "");
}

function showErrors(ctx, view, errors) {
  errorsOf.set(view.id, { of: JSON.stringify(view.blocks), errors });
  ctx.redraw();
  const first = document.querySelector("#modal .has-error");
  first?.scrollIntoView({ block: "center" });
  first?.querySelector("input, textarea, button")?.focus();
}

/** Errors belong to the blocks they were given for: an updated view starts clean. */
function currentErrors(view) {
  const kept = errorsOf.get(view.id);
  return { ...view.errors, ...(kept && kept.of === JSON.stringify(view.blocks) ? kept.errors : {}) };
}

function focusFirst(dialog, view) {
  const wanted = (view.blocks ?? []).find((block) => block.element?.focus_on_load);
  const root = wanted ? dialog.querySelector(`[data-block-id="${CSS.escape(wanted.block_id)}"]`) : dialog.querySelector(".modal-body");
  const first = root?.querySelector("input:not([type=file]), textarea, .select");
  const field = first?.type === "radio" ? first.closest(".tick-list").querySelector(":checked") ?? first : first;
  (field ?? dialog.querySelector('[type="submit"]') ?? dialog.querySelector('[data-tool="modal-cancel"]'))?.focus({ preventScroll: !wanted });
}

function closeTop(ctx) {
  const view = ctx.views.at(-1);
  return view ? ctx.do({ do: "close_view", view_id: view.id }) : null;
}

async function closeAll(ctx) {
  for (const view of [...ctx.views].reverse()) {
    if (!ctx.views.some((open) => open.id === view.id)) continue;
    const answer = await ctx.do({ do: "close_view", view_id: view.id });
    if (!answer.ok) return;
  }
}
