/** The bar of the playground itself: its clock, its languages, and who one is being at the moment. */
import { h, syncChildren } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";
import { wallClock } from "./dates.js";
import { isChinese } from "./words.js";
import { openMenu } from "./popover.js";

const WINDS = [[1, "wind_hours"], [24, "wind_day"], [72, "wind_days"]];
const IN_A_ROW = 4;

/** Draws the bar into `bar`. */
export function drawTopBar(ctx, bar) {
  const who = [ctx.me.id, ctx.locale, ctx.people.map((person) => [person.id, person.name, person.real_name, person.title])];
  syncChildren(bar, [
    { key: "brand", signature: ctx.locale, build: () => brand(ctx) },
    { key: "clock", signature: JSON.stringify([ctx.locale, ctx.tz]), build: () => clock(ctx) },
    ...(ctx.snap.tracker ? [{ key: "tracker", signature: JSON.stringify([ctx.locale, ctx.snap.tracker.out]), build: () => tracker(ctx) }] : []),
    { key: "pause", signature: JSON.stringify([ctx.locale, ctx.me.id, ctx.me.paused]), build: () => pause(ctx) },
    { key: "language", signature: JSON.stringify([ctx.locale, ctx.me.id]), build: () => language(ctx) },
    { key: "people", signature: JSON.stringify(who), build: () => people(ctx) },
  ]);
  showTime(ctx, bar);
}

/** Puts the present moment of the playground's clock into the bar. */
export function showTime(ctx, bar) {
  const face = bar.querySelector(".clock-face");
  if (!face) return;
  const words = wallClock(ctx.now(), ctx);
  if (face.textContent !== words) face.textContent = words;
  face.dateTime = ctx.now().toISOString();
}

function brand(ctx) {
  return h("div", { class: "brand" }, face(null, { bot: true, size: "small" }), h("strong", null, "Tracer"), h("span", { class: "brand-tag" }, ctx.t("playground")));
}

function clock(ctx) {
  const spans = { 1: "span_1", 24: "span_24", 72: "span_72" };
  const buttons = WINDS.map(([hours, words]) => {
    const node = h("button", {
      type: "button", class: "wind", data: { wind: String(hours) }, title: ctx.t("wind_title", { span: ctx.t(spans[hours]) }),
      onclick: async () => {
        node.setAttribute("aria-busy", "true");
        await ctx.do({ do: "wind", hours });
        node.setAttribute("aria-busy", "false");
      },
    }, ctx.t(words));
    return node;
  });
  return h("div", { class: "clock", role: "group", "aria-label": ctx.t("clock") },
    icon("clock", 17), h("time", { class: "clock-face", title: `${ctx.t("clock")} (${ctx.tz})` }),
    h("span", { class: "wind-label" }, icon("forward", 15), ctx.t("wind")), buttons);
}

function tracker(ctx) {
  const { out } = ctx.snap.tracker;
  return h("button", {
    type: "button", class: `tracker${out ? " tracker-out" : ""}`, "aria-pressed": String(out), title: ctx.t("outage_title"), data: { tool: "outage" },
    onclick: () => ctx.do({ do: "outage", on: !out }),
  }, icon(out ? "alert" : "bolt", 15), ctx.t(out ? "outage_on" : "outage"));
}

function pause(ctx) {
  const { paused } = ctx.me;
  return h("button", {
    type: "button", class: `tracker${paused ? " tracker-out" : ""}`, "aria-pressed": String(paused), data: { tool: "pause" },
    "aria-label": ctx.t(paused ? "pause_on" : "pause"), title: ctx.t(paused ? "pause_on" : "pause"),
    onclick: () => ctx.do({ do: "pause", on: !paused }),
  }, icon(paused ? "bell_off" : "bell", 15));
}

function language(ctx) {
  const one = (locale, words) => {
    const on = isChinese(locale) === isChinese(ctx.locale);
    return h("button", {
      type: "button", class: `switch-part${on ? " switch-on" : ""}`, "aria-pressed": String(on), lang: locale, data: { locale },
      onclick: () => on || ctx.do({ do: "set_locale", locale }),
    }, words);
  };
  return h("div", { class: "switch", role: "group", "aria-label": ctx.t("language") }, one("en-US", "EN"), one("zh-CN", "中文"));
}

function people(ctx) {
  const row = ctx.people.slice(0, IN_A_ROW);
  if (!row.some((person) => person.id === ctx.me.id)) row[row.length - 1] = ctx.me;
  const rest = ctx.people.filter((person) => !row.includes(person) && person.id !== ctx.me.id);
  return h("div", { class: "people", role: "group", "aria-label": ctx.t("switch_person"), title: ctx.t("switch_hint") },
    row.map((person) => personButton(ctx, person)), rest.length ? others(ctx, rest) : null);
}

function personButton(ctx, person) {
  const on = person.id === ctx.me.id;
  const name = person.real_name || person.name;
  return h("button", {
    type: "button", class: `person${on ? " person-on" : ""}`, "aria-pressed": String(on), data: { person: person.id, name: person.name },
    "aria-label": `${name}${person.title ? `, ${person.title}` : ""}`, title: `${name}${person.title ? ` · ${person.title}` : ""}`,
    onclick: () => on || ctx.become(person.id),
  }, face(person, { size: "small" }),
  on ? h("span", { class: "person-words" }, h("bdi", { class: "person-name" }, name), person.title ? h("span", { class: "person-title" }, person.title) : null) : null);
}

function others(ctx, rest) {
  const more = h("button", {
    type: "button", class: "icon-button people-more", "aria-label": ctx.t("switch_person"), "aria-haspopup": "menu", "aria-expanded": "false", data: { tool: "more-people" },
    onclick: () => openMenu(more, rest.map((person) => ({
      label: person.real_name || person.name, note: person.title, data: { person: person.id }, onpick: () => ctx.become(person.id),
    })), { side: "end", label: ctx.t("switch_person") }),
  }, icon("down", 16));
  return more;
}
