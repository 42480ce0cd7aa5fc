/** Where people write: a channel's composer and a thread's, with commands, mentions and files. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { commandHint, completionsFor, drawCompletions } from "./completion.js";
import { commandWord, outgoingText } from "./outgoing.js";
import { openMenu } from "./popover.js";

const TALLEST = 220;
const drafts = new Map();

/** A composer for `spot`: {name, channel, thread_ts, where}. What was typed survives going elsewhere and back. */
export function composerNode(ctx, spot) {
  const parts = {
    text: textArea(ctx, spot), offers: h("div", { class: "offers", role: "listbox", id: `offers-${spot.name}`, hidden: true }),
    note: h("div", { class: "composer-note", role: "status" }), offer: null, at: 0,
  };
  parts.text.setAttribute("aria-controls", parts.offers.id);
  const frame = h("div", { class: "composer-frame" }, parts.text, toolbar(ctx, spot, parts));
  const node = h("form", { class: "composer", data: { composer: spot.thread_ts ? "thread" : "channel" }, onsubmit: (event) => { event.preventDefault(); send(ctx, spot, parts); } },
    parts.offers, frame, parts.note);
  parts.text.addEventListener("input", () => typed(ctx, spot, parts));
  parts.text.addEventListener("keydown", (event) => onKey(event, ctx, spot, parts));
  parts.text.addEventListener("blur", () => offer(ctx, parts, null));
  parts.text.addEventListener("paste", (event) => pasteFiles(event, ctx, spot, parts));
  node.tracerInsert = (words) => insert(ctx, spot, parts, words);
  node.tracerShare = (files) => share(ctx, spot, parts, files);
  requestAnimationFrame(() => typed(ctx, spot, parts));
  return node;
}

function textArea(ctx, spot) {
  return h("textarea", {
    class: "composer-text", rows: 1, dir: "auto", placeholder: spot.where, "aria-label": spot.where, autocomplete: "off",
    data: { focus: spot.name }, value: drafts.get(spot.name) ?? "", title: ctx.t("enter_hint"),
  });
}

function toolbar(ctx, spot, parts) {
  const choose = h("input", { type: "file", multiple: true, class: "file-choose", tabindex: "-1", "aria-label": ctx.t("attach"), onchange: () => { share(ctx, spot, parts, [...choose.files]); choose.value = ""; } });
  const tool = (name, drawing, onclick) => h("button", { type: "button", class: "icon-button", title: ctx.t(name), "aria-label": ctx.t(name), data: { tool: name }, onclick }, icon(drawing));
  const shortcuts = tool("shortcuts", "bolt", () => openMenu(shortcuts, ctx.app.global_shortcuts.map((shortcut) => ({
    label: shortcut.name, note: ctx.app.name, data: { shortcut: shortcut.callback_id },
    onpick: () => ctx.do({ do: "global_shortcut", callback_id: shortcut.callback_id }),
  })), { label: ctx.t("shortcuts") }));
  return h("div", { class: "composer-tools" },
    tool("attach", "clip", () => choose.click()), choose,
    tool("mention", "at", () => insert(ctx, spot, parts, "@")),
    ctx.app.global_shortcuts.length && !spot.thread_ts ? shortcuts : null,
    h("span", { class: "composer-hint" }, ctx.t("enter_hint")),
    h("button", { type: "submit", class: "send", "aria-label": ctx.t("send"), title: ctx.t("send"), data: { tool: "send" } }, icon("send", 17)));
}

function typed(ctx, spot, parts) {
  const { text, note } = parts;
  drafts.set(spot.name, text.value);
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, TALLEST)}px`;
  text.form?.classList.toggle("composer-filled", text.value.trim() !== "");
  const refused = spot.thread_ts && commandWord(text.value);
  const hint = !spot.thread_ts && commandHint(text.value, ctx);
  note.classList.toggle("composer-warning", Boolean(refused));
  fill(note, refused ? ctx.t("no_slash_in_thread", { app: ctx.app.name }) : hint ? [h("code", null, `${hint.command} ${hint.usage_hint ?? ""}`), " ", hint.description] : "");
  offer(ctx, parts, document.activeElement === text ? completionsFor(text.value, text.selectionStart, ctx, Boolean(spot.thread_ts)) : null);
}

function offer(ctx, parts, offered) {
  parts.offer = offered;
  parts.at = 0;
  parts.offers.hidden = !offered;
  parts.text.setAttribute("aria-expanded", String(Boolean(offered)));
  if (offered) drawCompletions(parts.offers, offered, 0, (row) => take(ctx, parts, row), ctx);
}

function take(ctx, parts, row) {
  const { text, offer: taken } = parts;
  const caret = text.selectionStart;
  text.setRangeText(row.insert, taken.from, caret, "end");
  text.dispatchEvent(new Event("input"));
}

function onKey(event, ctx, spot, parts) {
  if (event.isComposing) return;
  if (parts.offer && onOfferKey(event, ctx, parts)) return;
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
  event.preventDefault();
  send(ctx, spot, parts);
}

/** Keys while offers are open; true when the key was theirs. */
function onOfferKey(event, ctx, parts) {
  const { rows } = parts.offer;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    parts.at = (parts.at + step + rows.length) % rows.length;
    drawCompletions(parts.offers, parts.offer, parts.at, (row) => take(ctx, parts, row), ctx);
  } else if (event.key === "Escape") {
    offer(ctx, parts, null);
  } else if (event.key === "Tab" || (event.key === "Enter" && rows[parts.at].whole !== parts.text.value)) {
    take(ctx, parts, rows[parts.at]);
  } else {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
}

async function send(ctx, spot, parts) {
  const { text } = parts;
  const words = text.value.trim();
  const command = commandWord(words);
  if (!words || (command && spot.thread_ts)) return;
  const outgoing = outgoingText(words, ctx, { forCommand: Boolean(command) });
  text.value = "";
  typed(ctx, spot, parts);
  const answer = command
    ? await ctx.ask({ do: "command", channel: spot.channel, text: outgoing })
    : await ctx.ask({ do: "say", channel: spot.channel, text: outgoing, ...(spot.thread_ts ? { thread_ts: spot.thread_ts } : {}) });
  if (answer.ok) {
    if (command) ctx.commandSent();
    return;
  }
  if (!text.value) text.value = words;
  typed(ctx, spot, parts);
  complain(parts, ctx.t("trouble", { error: answer.error ?? "" }));
}

function complain(parts, sentence) {
  parts.note.classList.add("composer-warning");
  fill(parts.note, sentence);
}

function insert(ctx, spot, parts, words) {
  const { text } = parts;
  text.focus();
  const gap = words === "@" && text.selectionStart && !/\s$/.test(text.value.slice(0, text.selectionStart)) ? " " : "";
  text.setRangeText(gap + words, text.selectionStart, text.selectionEnd, "end");
  typed(ctx, spot, parts);
}

function pasteFiles(event, ctx, spot, parts) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  share(ctx, spot, parts, files);
}

async function share(ctx, spot, parts, files) {
  for (const file of files) {
    parts.note.classList.remove("composer-warning");
    fill(parts.note, h("span", { class: "spinner" }), ctx.t("uploading", { name: file.name }));
    const answer = await ctx.upload(file, { channel: spot.channel, thread_ts: spot.thread_ts ?? "" });
    fill(parts.note, "");
    if (!answer.ok) complain(parts, ctx.t("trouble", { error: answer.error ?? "" }));
  }
}
