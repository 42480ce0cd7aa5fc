/** The list of places: channels, conversations, and the app. */
import { h, syncChildren } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";

/** Draws the sidebar into `side`. */
export function drawSidebar(ctx, side) {
  side.setAttribute("aria-label", ctx.t("channels"));
  const rooms = ctx.channels.filter((room) => room.kind !== "dm");
  const talks = ctx.channels.filter((room) => room.kind === "dm" && room.id !== ctx.appRoom()?.id);
  syncChildren(side, [
    plain("team", [ctx.team.name, ctx.me.name], () => team(ctx)),
    plain("channels", [ctx.locale, rooms.map((room) => rowState(ctx, room))], () => group(ctx.t("channels"), rooms.map((room) => roomRow(ctx, room)))),
    plain("talks", [ctx.locale, talks.map((room) => [rowState(ctx, room), ctx.roomName(room)])], () => (talks.length ? group(ctx.t("direct_messages"), talks.map((room) => roomRow(ctx, room))) : h("span"))),
    plain("apps", [ctx.locale, ctx.app.name, ctx.place, ctx.unread(ctx.appRoom())], () => group(ctx.t("apps"), [appRow(ctx)])),
  ]);
}

function plain(key, state, build) {
  return { key, signature: JSON.stringify(state), build };
}

function rowState(ctx, room) {
  return [room.id, room.name, room.kind, room.shared, room.archived, ctx.unread(room), isHere(ctx, room)];
}

function isHere(ctx, room) {
  return ctx.place.kind === "channel" && ctx.place.id === room.id;
}

function team(ctx) {
  return h("div", { class: "team" }, h("bdi", { class: "team-name" }, ctx.team.name));
}

function group(title, rows) {
  return h("section", { class: "side-group" }, h("h2", { class: "side-title" }, title), rows);
}

function roomRow(ctx, room) {
  const other = room.kind === "dm" ? ctx.otherIn(room) : null;
  const sign = room.kind === "dm" ? face(other, { size: "tiny" }) : icon(room.kind === "private" ? "lock" : "hash", 17);
  return sideRow({
    sign, name: ctx.roomName(room), here: isHere(ctx, room), unread: ctx.unread(room), data: { channel: room.id },
    dim: room.archived, go: () => ctx.go({ kind: "channel", id: room.id }),
  });
}

function appRow(ctx) {
  return sideRow({
    sign: face(null, { bot: true, size: "tiny" }), name: ctx.app.name, here: ctx.place.kind === "app",
    unread: ctx.unread(ctx.appRoom()), data: { app: "tracer" }, go: () => ctx.go({ kind: "app", tab: "home" }),
  });
}

function sideRow({ sign, name, here, unread, data, dim, go }) {
  const look = `${here ? " side-here" : ""}${unread ? " side-unread" : ""}${dim ? " side-dim" : ""}`;
  return h("button", { type: "button", class: `side-row${look}`, data, "aria-current": here ? "page" : null, onclick: go },
    sign, h("bdi", { class: "side-name" }, name), unread ? h("span", { class: "badge" }, unread > 99 ? "99+" : unread) : null);
}
