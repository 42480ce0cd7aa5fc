/** Dates and times as a person reads them: in the person's zone and language, measured from the playground's clock. */
import { isChinese } from "./words.js";

const DAY = 86_400_000;

/** The words of one Slack date token's format, such as `{date_short_pretty} at {time}`, for an instant. */
export function dateWords(format, epochSeconds, ctx) {
  const when = new Date(Number(epochSeconds) * 1000);
  if (Number.isNaN(when.getTime())) return null;
  return String(format).replace(/\{(\w{1,30})\}/g, (token, name) => oneToken(name, when, ctx) ?? token);
}

/** `9:41 AM` or `09:41`. */
export function clockTime(when, ctx) {
  return intl(ctx, { hour: "numeric", minute: "2-digit" }).format(when);
}

/** The heading between two days of talk: today, yesterday, or the day with its weekday. */
export function dayHeading(when, ctx) {
  const near = nearDay(when, ctx);
  if (near) return ctx.t(near);
  const sameYear = isoDay(when, ctx.tz).slice(0, 4) === isoDay(ctx.now(), ctx.tz).slice(0, 4);
  const year = sameYear ? {} : { year: "numeric" };
  return intl(ctx, { weekday: "long", month: "long", day: "numeric", ...year }).format(when);
}

/** Everything about an instant in one line, for tooltips. */
export function fullTime(when, ctx) {
  return intl(ctx, { dateStyle: "full", timeStyle: "medium" }).format(when);
}

/** The clock of the top bar: short weekday, day, time. */
export function wallClock(when, ctx) {
  const day = intl(ctx, { weekday: "short", month: "short", day: "numeric" }).format(when);
  return `${day}${isChinese(ctx.locale) ? " " : " · "}${clockTime(when, ctx)}`;
}

/** When the last reply of a thread came: the time if today, else the day. */
export function nearTime(when, ctx) {
  const near = nearDay(when, ctx);
  const time = clockTime(when, ctx);
  if (near === "today") return time;
  if (near === "yesterday") return `${ctx.t(near)} ${time}`;
  return intl(ctx, { month: "short", day: "numeric" }).format(when);
}

/** The time, with its day where that is not today: threads have no headings between their days. */
export function dayAndTime(when, ctx) {
  const near = nearDay(when, ctx);
  if (near === "today") return clockTime(when, ctx);
  const day = near ? ctx.t(near) : intl(ctx, { month: "short", day: "numeric" }).format(when);
  return `${day} ${clockTime(when, ctx)}`;
}

/** The day `YYYY-MM-DD` that a wall calendar in the zone `tz` shows at that instant. */
export function isoDay(when, tz) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: tz, year: "numeric", month: "2-digit", day: "2-digit" }).format(when);
}

/** The time `HH:MM` that a wall clock in the zone `tz` shows at that instant. */
export function isoTime(when, tz) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: tz, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(when);
}

/** The epoch second at which the zone `tz` shows this day and time; in a gap of summer time, the instant after it. */
export function epochOf(day, time, tz) {
  const guess = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(guess)) return null;
  let instant = guess;
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${isoDay(new Date(instant), tz)}T${isoTime(new Date(instant), tz)}:00Z`);
    instant += guess - shown;
  }
  return Math.round(instant / 1000);
}

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A day `YYYY-MM-DD` in words, weekday included. */
export function dayInWords(day, ctx) {
  const options = { weekday: "short", year: "numeric", month: "short", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(ctx.locale, options).format(new Date(`${day}T00:00:00Z`));
}

function intl(ctx, options) {
  const clock = isChinese(ctx.locale) && "hour" in options ? { hour: "2-digit", hourCycle: "h23" } : {};
  return new Intl.DateTimeFormat(ctx.locale, { timeZone: ctx.tz, ...options, ...clock });
}

function nearDay(when, ctx) {
  const apart = (Date.parse(isoDay(when, ctx.tz)) - Date.parse(isoDay(ctx.now(), ctx.tz))) / DAY;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[apart] || null;
}

function oneToken(name, when, ctx) {
  const pretty = name.endsWith("_pretty");
  if (pretty || name === "ago") {
    if (name === "ago") return ago(when, ctx);
    const near = nearDay(when, ctx);
    if (near) return isChinese(ctx.locale) ? ctx.t(near) : ctx.t(near).toLowerCase();
  }
  const shape = FORMATS[pretty ? name.slice(0, -"_pretty".length) : name];
  if (!shape) return null;
  return typeof shape === "function" ? shape(when, ctx) : intl(ctx, shape).format(when);
}

const FORMATS = {
  date_num: (when, ctx) => isoDay(when, ctx.tz),
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  day_divider: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

const SPANS = [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", 3_600_000], ["minute", 60_000]];

function ago(when, ctx) {
  const apart = when.getTime() - ctx.now().getTime();
  const [unit, span] = SPANS.find(([, size]) => Math.abs(apart) >= size) || ["second", 1000];
  return new Intl.RelativeTimeFormat(ctx.locale, { numeric: "auto" }).format(Math.trunc(apart / span), unit);
}
