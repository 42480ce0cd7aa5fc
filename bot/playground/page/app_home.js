/** The app's Home tab. */
import { h, syncChildren } from "./nodes.js";
import { blockNodes } from "./blocks.js";
import { valuesOf } from "./values.js";

/** Draws the Home tab that the app published for this person. */
export function drawHome(ctx, scroller) {
  const view = ctx.home;
  const state = JSON.stringify([ctx.locale, ctx.tz, ctx.today, view, ctx.homeAsked]);
  syncChildren(scroller, [{ key: `home/${ctx.me.id}`, signature: state, build: () => (view ? published(ctx, view) : waiting(ctx)) }]);
}

function published(ctx, view) {
  const name = `home:${ctx.me.id}`;
  const values = valuesOf(name);
  values.beginDrawing();
  const scene = { ctx, name, values, container: { container: "home", view_id: view.id } };
  return h("div", { class: "home", data: { viewCallback: view.callback_id ?? "", view: "home" } }, blockNodes(scene, view.blocks));
}

function waiting(ctx) {
  const words = ctx.homeAsked ? ctx.t("home_empty", { app: ctx.app.name }) : ctx.t("home_loading");
  return h("div", { class: "home home-waiting" }, ctx.homeAsked ? null : h("span", { class: "spinner" }), words);
}
