/** What the composer offers while somebody types: slash commands, people and channels. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";

/** What fits the text before the caret: {kind, from, rows} with rows of {insert, label, note}; null when nothing. */
export function completionsFor(text, caret, ctx, inThread) {
  const before = text.slice(0, caret);
  const slash = /^\/\S*$/.exec(before);
  if (slash) return inThread ? null : commands(slash[0], ctx);
  const at = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]{0,40})$/u.exec(before);
  if (!at) return null;
  const from = caret - at[2].length - 1;
  return at[1] === "@" ? people(at[2], from, ctx) : rooms(at[2], from, ctx);
}

/** The line of help of the command being written, once its word is complete. */
export function commandHint(text, ctx) {
  const word = /^\/\S+(?=\s)/.exec(text)?.[0];
  return word ? ctx.app.commands.find((command) => command.command === word) ?? null : null;
}

/** Draws the offers into `panel`; `pick(row)` takes one. */
export function drawCompletions(panel, offer, at, pick, ctx) {
  const heading = ctx.t(offer.kind === "command" ? "commands" : offer.kind === "person" ? "people" : "channels");
  fill(panel, h("div", { class: "offers-title" }, heading), offer.rows.map((row, index) => h("div", {
    class: `offer${index === at ? " offer-at" : ""}`, role: "option", id: `offer-${index}`, "aria-selected": String(index === at),
    data: { offer: row.insert.trim() },
    onmousedown: (event) => { event.preventDefault(); pick(row); },
  }, row.lead, h("span", { class: "offer-label" }, h("bdi", null, row.label), row.hint ? h("span", { class: "offer-hint" }, ` ${row.hint}`) : null),
  row.note ? h("span", { class: "offer-note", dir: "auto" }, row.note) : null)));
}

function commands(typed, ctx) {
  const rows = ctx.app.commands.filter(({ command }) => command.startsWith(typed.toLowerCase())).map((command) => ({
    insert: `${command.command} `, label: command.command, hint: command.usage_hint, note: command.description,
    lead: face(null, { bot: true, size: "small" }), whole: command.command,
  }));
  return rows.length ? { kind: "command", from: 0, rows } : null;
}

function people(typed, from, ctx) {
  const everyone = [{ id: ctx.app.bot_user, name: ctx.app.name, title: ctx.t("app_tag"), bot: true }, ...ctx.people];
  const rows = everyone.filter((person) => fits(person, typed)).slice(0, 8).map((person) => ({
    insert: `@${person.name} `, label: person.real_name || person.name, note: person.title,
    lead: face(person, { bot: person.bot, size: "tiny" }),
  }));
  return rows.length ? { kind: "person", from, rows } : null;
}

function rooms(typed, from, ctx) {
  const rows = ctx.channels.filter((room) => room.kind !== "dm" && room.name.includes(typed.toLowerCase())).slice(0, 8)
    .map((room) => ({ insert: `#${room.name} `, label: room.name, lead: icon(room.kind === "private" ? "lock" : "hash", 16) }));
  return rows.length ? { kind: "channel", from, rows } : null;
}

function fits(person, typed) {
  return `${person.name}\n${person.real_name ?? ""}`.toLowerCase().split(/[\s.]/).some((word) => word.startsWith(typed.toLowerCase()));
}
