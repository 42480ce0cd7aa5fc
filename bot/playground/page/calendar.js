/** Dates and times to choose: typed, or picked from a calendar or a list of half hours. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { act, marks, wordsOf } from "./acting.js";
import { dayInWords, epochOf, isDay, isoDay, isoTime } from "./dates.js";
import { closePopover, isOpenFor, openPopover } from "./popover.js";

/** A datepicker: `YYYY-MM-DD` or null. */
export function datePicker(scene, block, element, dispatch) {
  const { values, ctx } = scene;
  const value = values.settle(block.block_id, element.action_id, element.initial_date ?? null);
  return dayField(scene, element, marks(scene, block, element), value, (day, node) => {
    values.write(block.block_id, element.action_id, day);
    if (dispatch && day) act(scene, block, element, node, { selected: day });
  }, ctx);
}

/** A timepicker: `HH:MM` or null. */
export function timePicker(scene, block, element, dispatch) {
  const value = scene.values.settle(block.block_id, element.action_id, element.initial_time ?? null);
  return timeField(scene, element, marks(scene, block, element), value, (time, node) => {
    scene.values.write(block.block_id, element.action_id, time);
    if (dispatch && time) act(scene, block, element, node, { selected: time });
  });
}

/** A datetimepicker: the epoch second of a day and time in the person's own zone, or null. */
export function dateTimePicker(scene, block, element, dispatch) {
  const { values, ctx } = scene;
  const epoch = values.settle(block.block_id, element.action_id, element.initial_date_time ?? null);
  const shown = epoch ? new Date(epoch * 1000) : null;
  let day = shown ? isoDay(shown, ctx.tz) : null;
  let time = shown ? isoTime(shown, ctx.tz) : null;
  const changed = (node) => {
    const next = day && time ? epochOf(day, time, ctx.tz) : null;
    values.write(block.block_id, element.action_id, next);
    if (dispatch && next) act(scene, block, element, node, { selected: next });
  };
  return h("div", { class: "day-and-time" },
    dayField(scene, {}, marks(scene, block, element, "day"), day, (value, node) => { day = value; changed(node); }),
    timeField(scene, {}, marks(scene, block, element, "time"), time, (value, node) => { time = value; changed(node); }));
}

function dayField(scene, element, data, value, onchange) {
  const { ctx } = scene;
  const input = h("input", {
    class: "bare", type: "text", inputmode: "numeric", autocomplete: "off", value: value ?? "", data,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : ctx.t("pick_date"), "aria-label": ctx.t("pick_date"),
    oninput: () => take(input.value.trim(), false), onclick: () => open(),
    onkeydown: (event) => event.key === "ArrowDown" && (event.preventDefault(), open()),
  });
  const note = h("span", { class: "day-note" });
  const frame = h("div", { class: "field field-with-icon" }, icon("calendar", 17), input, note);
  const take = (text, picked) => {
    if (picked) input.value = text;
    const day = isDay(text) ? text : null;
    fill(note, day ? dayInWords(day, ctx) : "");
    frame.classList.toggle("field-odd", Boolean(text) && !day);
    onchange(day, input);
  };
  const open = () => {
    if (isOpenFor(input)) return;
    const start = isDay(input.value) ? input.value : isoDay(ctx.now(), ctx.tz);
    openPopover(input, monthGrid(ctx, start, input.value, (day) => { closePopover(); take(day, true); input.focus(); }), { label: ctx.t("pick_date"), width: 268 });
  };
  if (value) fill(note, dayInWords(value, ctx));
  return frame;
}

function timeField(scene, element, data, value, onchange) {
  const { ctx } = scene;
  const input = h("input", {
    class: "bare", type: "text", inputmode: "numeric", autocomplete: "off", value: value ?? "", data,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : ctx.t("pick_time"), "aria-label": ctx.t("pick_time"),
    oninput: () => take(input.value.trim()), onclick: () => open(),
    onkeydown: (event) => event.key === "ArrowDown" && (event.preventDefault(), open()),
  });
  const frame = h("div", { class: "field field-with-icon" }, icon("clock", 17), input);
  const take = (text) => {
    const time = /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : null;
    frame.classList.toggle("field-odd", Boolean(text) && !time);
    onchange(time, input);
  };
  const open = () => {
    if (isOpenFor(input)) return;
    const times = Array.from({ length: 48 }, (_, half) => `${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
    const list = h("div", { class: "options" }, times.map((time) => h("button", {
      type: "button", class: "option", data: { value: time }, onclick: () => { closePopover(); input.value = time; take(time); input.focus(); },
    }, time)));
    openPopover(input, list, { label: ctx.t("pick_time") });
    list.children[18].scrollIntoView({ block: "start" });
  };
  return frame;
}

function monthGrid(ctx, start, chosen, pick) {
  const panel = h("div", { class: "calendar" });
  let [year, month] = start.split("-").map(Number);
  const turn = (step) => {
    const moved = new Date(Date.UTC(year, month - 1 + step, 1));
    [year, month] = [moved.getUTCFullYear(), moved.getUTCMonth() + 1];
    draw();
  };
  const draw = () => fill(panel, monthHead(ctx, year, month, turn), h("div", { class: "calendar-grid" }, weekdayNames(ctx), dayCells(ctx, year, month, chosen, pick)));
  draw();
  return panel;
}

function monthHead(ctx, year, month, turn) {
  const name = new Intl.DateTimeFormat(ctx.locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(year, month - 1, 1)));
  return h("div", { class: "calendar-head" },
    h("button", { type: "button", class: "icon-button", "aria-label": ctx.t("month_before"), onclick: () => turn(-1) }, icon("left")),
    h("strong", null, name),
    h("button", { type: "button", class: "icon-button", "aria-label": ctx.t("month_after"), onclick: () => turn(1) }, icon("right")));
}

function weekdayNames(ctx) {
  const format = new Intl.DateTimeFormat(ctx.locale, { weekday: "narrow", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => h("span", { class: "calendar-weekday" }, format.format(new Date(Date.UTC(2024, 0, 1 + day)))));
}

function dayCells(ctx, year, month, chosen, pick) {
  const first = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const today = isoDay(ctx.now(), ctx.tz);
  const blanks = Array.from({ length: first }, () => h("span"));
  const cells = Array.from({ length: count }, (_, index) => {
    const day = `${year}-${String(month).padStart(2, "0")}-${String(index + 1).padStart(2, "0")}`;
    const mark = `${day === chosen ? " calendar-chosen" : ""}${day === today ? " calendar-today" : ""}`;
    return h("button", { type: "button", class: `calendar-day${mark}`, data: { day }, onclick: () => pick(day) }, index + 1);
  });
  return [...blanks, ...cells];
}
