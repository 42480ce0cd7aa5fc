/** The select menus: of options, people, channels and conversations, one or several, with search. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { face } from "./faces.js";
import { act, marks, textOf, wordsOf } from "./acting.js";
import { closePopover, isOpenFor, openPopover } from "./popover.js";

/** A select menu, `multi_…` ones included; its value is an option's value or an id, or a list of them. */
export function choiceMenu(scene, block, element, dispatch) {
  const many = element.type.startsWith("multi_");
  const start = initialOf(element, many);
  scene.values.settle(block.block_id, element.action_id, start.value);
  start.options.forEach((option) => labelsOf(scene).set(option.value, option));
  const trigger = h("button", {
    type: "button", class: `field select${many ? " select-many" : ""}`, "aria-haspopup": "listbox", "aria-expanded": "false",
    data: marks(scene, block, element), onclick: () => toggle(),
    onkeydown: (event) => ["ArrowDown", "ArrowUp"].includes(event.key) && (event.preventDefault(), toggle()),
  });
  const read = () => scene.values.read(block.block_id, element.action_id);
  const write = (value) => {
    scene.values.write(block.block_id, element.action_id, value);
    show();
    if (dispatch) act(scene, block, element, trigger, { selected: value });
  };
  const show = () => fill(trigger, shownValue(scene, element, read(), many), icon("down", 16));
  const toggle = () => (isOpenFor(trigger) ? closePopover() : openList(scene, block, element, trigger, many, read, write));
  show();
  return trigger;
}

function initialOf(element, many) {
  const options = many ? element.initial_options ?? [] : [element.initial_option].filter(Boolean);
  const ids = many
    ? element.initial_users ?? element.initial_channels ?? element.initial_conversations
    : element.initial_user ?? element.initial_channel ?? element.initial_conversation;
  const value = ids ?? (many ? options.map((option) => option.value) : options[0]?.value ?? null);
  return { value, options };
}

/** Labels of options that were seen once: an external select's list is gone when its value is drawn. */
function labelsOf(scene) {
  return (scene.values.labels ??= new Map());
}

function shownValue(scene, element, value, many) {
  const words = [].concat(value ?? []).map((one) => {
    const option = optionsOf(scene, element).find((candidate) => candidate.value === one) ?? labelsOf(scene).get(one);
    return h("span", { class: many ? "chip" : "select-value", dir: "auto" }, option ? optionWords(option, scene.ctx) : String(one));
  });
  const placeholder = element.placeholder ? textOf(element.placeholder, scene.ctx) : scene.ctx.t(placeholderName(element.type));
  return words.length ? h("span", { class: "select-values" }, words) : h("span", { class: "placeholder", dir: "auto" }, placeholder);
}

function placeholderName(type) {
  if (type.includes("users")) return "select_person";
  if (type.includes("channels")) return "select_channel";
  if (type.includes("conversations")) return "select_conversation";
  return type.startsWith("multi_") ? "select_many" : "select";
}

/** All options as {value, text, description, group, person, lead}. */
function optionsOf({ ctx }, element) {
  const people = () => ctx.people.map((person) => ({ value: person.id, text: person.real_name || person.name, note: person.title, person }));
  const rooms = () => ctx.channels.filter((room) => room.kind !== "dm" && !room.archived).map((room) => ({ value: room.id, text: room.name, lead: room.kind === "private" ? "lock" : "hash" }));
  if (element.type.includes("users")) return people();
  if (element.type.includes("channels")) return rooms();
  if (element.type.includes("conversations")) return [...rooms(), ...people()];
  if (element.option_groups) {
    return element.option_groups.flatMap((group) => (group.options ?? []).map((option) => ({ ...option, group: wordsOf(group.label) })));
  }
  return element.options ?? [];
}

function optionWords(option, ctx) {
  return typeof option.text === "string" ? option.text : textOf(option.text, ctx);
}

function openList(scene, block, element, trigger, many, read, write) {
  const { ctx } = scene;
  const list = h("div", { class: "options", role: "listbox", "aria-multiselectable": many ? "true" : null });
  const search = h("input", {
    class: "options-search", type: "text", placeholder: ctx.t("search"), "aria-label": ctx.t("search"), autocomplete: "off",
    oninput: () => refresh(), onkeydown: (event) => onKey(event),
  });
  let at = 0;
  let found = [];
  const chosen = () => [].concat(read() ?? []);
  const pick = (option) => {
    labelsOf(scene).set(option.value, option);
    if (!many) {
      closePopover();
      trigger.focus();
      write(option.value);
      return;
    }
    const has = chosen().includes(option.value);
    if (!has && element.max_selected_items && chosen().length >= element.max_selected_items) return;
    write(has ? chosen().filter((value) => value !== option.value) : [...chosen(), option.value]);
    draw();
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) at = (at + step + found.length) % found.length;
    else if (event.key === "Enter" && found[at]) pick(found[at]);
    else if (event.key === "Tab") closePopover();
    if (step || event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      draw();
    }
  };
  const draw = () => drawOptions(list, found, at, chosen(), pick, ctx);
  const refresh = async () => {
    const words = search.value.trim().toLowerCase();
    const all = element.type.includes("external") ? await suggestions(scene, block, element, search.value) : optionsOf(scene, element);
    found = all.filter((option) => element.type.includes("external") || searchWords(option).includes(words));
    at = Math.max(0, found.findIndex((option) => chosen().includes(option.value)));
    draw();
  };
  openPopover(trigger, h("div", { class: "options-panel" }, search, list), { label: ctx.t("select") });
  refresh();
  search.focus();
}

function drawOptions(list, found, at, chosen, pick, ctx) {
  let group = null;
  const rows = found.flatMap((option, index) => {
    const heading = option.group && option.group !== group ? h("div", { class: "options-group" }, option.group) : null;
    group = option.group ?? null;
    return [heading, optionRow(option, index === at, chosen.includes(option.value), pick, ctx)];
  });
  fill(list, rows.length ? rows : h("div", { class: "options-none" }, ctx.t("nothing_found")));
  list.querySelector(".option-at")?.scrollIntoView({ block: "nearest" });
}

function optionRow(option, isAt, isChosen, pick, ctx) {
  return h("div", {
    class: `option${isAt ? " option-at" : ""}`, role: "option", "aria-selected": String(isChosen), data: { value: option.value },
    onclick: () => pick(option),
  },
  option.person ? face(option.person, { size: "tiny" }) : null,
  option.lead ? icon(option.lead, 15) : null,
  h("span", { class: "option-words" },
    h("span", { dir: "auto" }, optionWords(option, ctx)),
    option.description ? h("span", { class: "option-note", dir: "auto" }, textOf(option.description, ctx)) : null,
    option.note ? h("span", { class: "option-note", dir: "auto" }, option.note) : null),
  isChosen ? icon("check", 16) : null);
}

function searchWords(option) {
  const words = typeof option.text === "string" ? option.text : option.text?.text ?? "";
  return `${words} ${option.person?.name ?? ""}`.toLowerCase();
}

async function suggestions(scene, block, element, query) {
  if (query.trim().length < (element.min_query_length ?? 3)) return [];
  const answer = await scene.ctx.ask({
    do: "suggest", ...scene.container, block_id: block.block_id ?? "", action_id: element.action_id ?? "", value: query,
  });
  const groups = (answer?.option_groups ?? []).flatMap((group) => group.options.map((option) => ({ ...option, group: wordsOf(group.label) })));
  return groups.length ? groups : answer?.options ?? [];
}
