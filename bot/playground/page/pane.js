/** The middle of the page: a channel, a conversation, or the app with its Home and Messages tabs. */
import { h, syncChildren } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";
import { composerNode } from "./composer.js";
import { drawHome } from "./app_home.js";
import { firstVisitRow } from "./first_visit.js";
import { channelMessages, drawTalk, talkScroller } from "./talk.js";

/** Draws the place where the person is into `pane`. */
export function drawPane(ctx, pane) {
  const room = ctx.place.kind === "channel" ? ctx.channel(ctx.place.id) : ctx.appRoom();
  const home = ctx.place.kind === "app" && ctx.place.tab === "home";
  const rows = [headRow(ctx, room)];
  if (ctx.place.kind === "app") rows.push(tabsRow(ctx));
  if (home) rows.push({ key: `home/${ctx.me.id}`, signature: "", build: () => h("div", { class: "scroller home-scroller", tabindex: "-1" }) });
  else rows.push(...talkRows(ctx, room));
  syncChildren(pane, rows);
  const scroller = pane.querySelector(".scroller");
  if (home) drawHome(ctx, scroller);
  else if (room) drawRoom(ctx, room, scroller);
}

function drawRoom(ctx, room, scroller) {
  const all = ctx.messagesIn(room.id);
  const shown = channelMessages(all);
  const fresh = !scroller.dataset.seen;
  const mine = scroller.dataset.seen && shown.at(-1)?.user === ctx.me.id && shown.at(-1).ts !== scroller.dataset.seen;
  drawTalk(ctx, scroller, shown, { all, lead: beginningRow(ctx, room), stick: fresh || mine });
  scroller.dataset.seen = shown.at(-1)?.ts ?? "none";
  ctx.markRead(room);
}

function headRow(ctx, room) {
  const app = ctx.place.kind === "app";
  const state = [ctx.locale, app ? ctx.app.name : [room, room && ctx.roomName(room)]];
  return { key: "head", signature: JSON.stringify(state), build: () => (app ? appHead(ctx) : roomHead(ctx, room)) };
}

function appHead(ctx) {
  return h("div", { class: "pane-head" }, face(null, { bot: true, size: "small" }), h("h1", null, ctx.app.name), h("span", { class: "app-tag" }, ctx.t("app_tag")));
}

function roomHead(ctx, room) {
  if (!room) return h("div", { class: "pane-head" });
  const sign = room.kind === "dm" ? face(ctx.otherIn(room), { size: "small" }) : icon(room.kind === "private" ? "lock" : "hash", 20);
  return h("div", { class: "pane-head" }, sign, h("h1", null, h("bdi", null, ctx.roomName(room))),
    room.shared ? h("span", { class: "pill pill-warn" }, ctx.t("shared")) : null,
    room.kind === "dm" ? null : h("span", { class: `pill pill-app${room.bot_in ? "" : " pill-off"}`, data: { botIn: String(Boolean(room.bot_in)) } },
      face(null, { bot: true, size: "mini" }), ctx.t(room.bot_in ? "app_here" : "app_not_here", { app: ctx.app.name })));
}

function tabsRow(ctx) {
  const tab = (name) => h("button", {
    type: "button", class: `tab${ctx.place.tab === name ? " tab-on" : ""}`, role: "tab", "aria-selected": String(ctx.place.tab === name),
    data: { tab: name }, onclick: () => ctx.go({ kind: "app", tab: name }),
  }, icon(name === "home" ? "home" : "reply", 16), ctx.t(name));
  return { key: "tabs", signature: JSON.stringify([ctx.locale, ctx.place.tab]), build: () => h("div", { class: "tabs", role: "tablist" }, tab("home"), tab("messages")) };
}

function talkRows(ctx, room) {
  if (!room) return [{ key: "none", signature: ctx.locale, build: () => h("div", { class: "scroller empty" }, ctx.t("no_dm", { app: ctx.app.name })) }];
  const hint = firstVisitRow(ctx, room);
  return [{ key: `scroller/${ctx.me.id}/${room.id}`, signature: "", build: () => talkScroller() }, ...(hint ? [hint] : []), footRow(ctx, room)];
}

function footRow(ctx, room) {
  const shut = room.archived ? "archived" : room.kind !== "dm" && !room.member ? "not_member" : null;
  const where = ctx.t("write_to", { place: placeName(ctx, room) });
  return {
    key: `foot/${ctx.me.id}/${room.id}`, signature: JSON.stringify([shut, where, ctx.app.global_shortcuts]),
    build: () => (shut
      ? h("div", { class: "composer composer-shut" }, ctx.t(shut))
      : composerNode(ctx, { name: `composer:${ctx.me.id}:${room.id}`, channel: room.id, thread_ts: null, where })),
  };
}

function placeName(ctx, room) {
  return room.kind === "dm" ? ctx.roomName(room) : `#${room.name}`;
}

function beginningRow(ctx, room) {
  const name = placeName(ctx, room);
  return {
    key: "beginning", signature: JSON.stringify([ctx.locale, name]),
    build: () => h("div", { class: "beginning" }, h("h2", null, ctx.t("beginning", { place: name })), h("p", { class: "soft" }, ctx.t("beginning_note"))),
  };
}
