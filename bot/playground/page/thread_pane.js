/** The thread on the right, with a composer of its own. */
import { h, syncChildren } from "./nodes.js";
import { icon } from "./icons.js";
import { composerNode } from "./composer.js";
import { drawTalk, talkScroller, threadMessages } from "./talk.js";

/** Draws the open thread into `aside`, or hides it. */
export function drawThread(ctx, aside) {
  const { thread } = ctx;
  const room = thread && ctx.channel(thread.channel);
  const messages = room ? threadMessages(ctx.messagesIn(room.id), thread.ts) : [];
  aside.hidden = !messages.length;
  document.getElementById("house").classList.toggle("with-thread", !aside.hidden);
  if (aside.hidden) {
    aside.replaceChildren();
    return;
  }
  aside.dataset.thread = thread.ts;
  aside.setAttribute("aria-label", ctx.t("thread"));
  const name = `${ctx.me.id}/${room.id}/${thread.ts}`;
  syncChildren(aside, [
    { key: "head", signature: JSON.stringify([ctx.locale, ctx.roomName(room)]), build: () => head(ctx, room) },
    { key: `scroller/${name}`, signature: "", build: () => talkScroller("thread-scroller") },
    foot(ctx, room, name),
  ]);
  const scroller = aside.querySelector(".scroller");
  const last = messages.at(-1);
  const stick = scroller.dataset.seen && last.user === ctx.me.id && last.ts !== scroller.dataset.seen;
  drawTalk(ctx, scroller, messages, { inThread: true, stick: !scroller.dataset.seen || stick });
  scroller.dataset.seen = last.ts;
}

function head(ctx, room) {
  return h("div", { class: "pane-head" }, h("h1", null, ctx.t("thread")), h("bdi", { class: "soft" }, room.kind === "dm" ? ctx.roomName(room) : `#${room.name}`),
    h("button", { type: "button", class: "icon-button head-close", "aria-label": ctx.t("close_thread"), title: ctx.t("close_thread"), data: { tool: "close-thread" }, onclick: () => ctx.closeThread() }, icon("close")));
}

function foot(ctx, room, name) {
  const shut = room.archived || (room.kind !== "dm" && !room.member);
  return {
    key: `foot/${name}`, signature: JSON.stringify([ctx.locale, shut]),
    build: () => (shut
      ? h("div", { class: "composer composer-shut" }, ctx.t(room.archived ? "archived" : "not_member"))
      : composerNode(ctx, { name: `composer:${name}`, channel: room.id, thread_ts: ctx.thread.ts, where: ctx.t("write_reply") })),
  };
}
