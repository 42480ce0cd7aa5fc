/** What people type, tick or hand over: text, numbers, addresses, boxes, files. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { act, marks, textOf, wordsOf } from "./acting.js";

const KEYBOARDS = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };
const CHARACTER_PAUSE = 350;

/** A text field of any kind; its value is a string, or null when it is empty. */
export function textField(scene, block, element, dispatch) {
  const first = element.type === "rich_text_input" ? richWords(element.initial_value) : element.initial_value;
  const value = scene.values.settle(block.block_id, element.action_id, first != null ? String(first) : null);
  const many = Boolean(element.multiline) || element.type === "rich_text_input";
  const node = h(many ? "textarea" : "input", {
    class: `field text-field${many ? " text-area" : ""}`, type: many ? null : "text", rows: many ? 4 : null,
    inputmode: KEYBOARDS[element.type] ?? null, autocomplete: "off", dir: "auto", value: value ?? "",
    maxlength: element.max_length ?? null, placeholder: element.placeholder ? wordsOf(element.placeholder) : null,
    data: marks(scene, block, element),
  });
  listen(scene, block, element, node, many, dispatch);
  return node;
}

function listen(scene, block, element, node, many, dispatch) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => dispatch && act(scene, block, element, node, { selected: node.value });
  let pause = null;
  node.addEventListener("input", () => {
    scene.values.write(block.block_id, element.action_id, node.value === "" ? null : node.value);
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(pause);
    pause = setTimeout(send, CHARACTER_PAUSE);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (many && !(event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    if (dispatch && triggers.includes("on_enter_pressed")) send();
    else scene.submit?.();
  });
}

/** The words of a rich text, for the plain field that stands in for its editor. */
function richWords(value) {
  if (!value) return null;
  const words = (part) => part.text ?? (part.elements ?? []).map(words).join("");
  return (value.elements ?? []).map(words).join("\n") || null;
}

/** Checkboxes; the value is the list of ticked values. */
export function checkboxes(scene, block, element, dispatch) {
  const ticked = () => scene.values.read(block.block_id, element.action_id) ?? [];
  scene.values.settle(block.block_id, element.action_id, (element.initial_options ?? []).map((option) => option.value));
  return tickList(scene, block, element, "checkbox", (value) => ticked().includes(value), (option, on, node) => {
    const kept = ticked().filter((value) => value !== option.value);
    const order = (element.options ?? []).map((each) => each.value);
    const next = on ? [...kept, option.value].sort((a, b) => order.indexOf(a) - order.indexOf(b)) : kept;
    scene.values.write(block.block_id, element.action_id, next);
    if (dispatch) act(scene, block, element, node, { selected: next });
  });
}

/** Radio buttons; the value is the chosen one's, or null. */
export function radioButtons(scene, block, element, dispatch) {
  scene.values.settle(block.block_id, element.action_id, element.initial_option?.value ?? null);
  const isOn = (value) => scene.values.read(block.block_id, element.action_id) === value;
  return tickList(scene, block, element, "radio", isOn, (option, on, node) => {
    scene.values.write(block.block_id, element.action_id, option.value);
    if (dispatch) act(scene, block, element, node, { selected: option.value });
  });
}

function tickList(scene, block, element, type, isOn, onchange) {
  const name = [scene.name, block.block_id, element.action_id].join("|");
  const rows = (element.options ?? []).map((option, index) => {
    const box = h("input", {
      type, name, class: "tick", value: option.value, checked: isOn(option.value),
      data: { ...marks(scene, block, element, String(index)), value: option.value },
      onchange: () => onchange(option, box.checked, box),
    });
    return h("label", { class: "tick-row" }, box, h("span", { class: "tick-words" },
      h("span", { dir: "auto" }, textOf(option.text, scene.ctx)),
      option.description ? h("span", { class: "option-note", dir: "auto" }, textOf(option.description, scene.ctx)) : null));
  });
  return h("div", { class: "tick-list", role: type === "radio" ? "radiogroup" : "group" }, rows);
}

/** A file field; the value is the list of the ids of the files handed over. */
export function fileField(scene, block, element) {
  const { values, ctx } = scene;
  values.settle(block.block_id, element.action_id, []);
  const names = (values.fileNames ??= new Map());
  const most = element.max_files ?? 10;
  const chosen = h("ul", { class: "file-list" });
  const choose = h("input", {
    type: "file", class: "file-choose", multiple: most > 1, accept: (element.filetypes ?? []).map((type) => `.${type}`).join(",") || null,
    data: marks(scene, block, element), "aria-label": ctx.t("choose_file"), onchange: () => take([...choose.files]),
  });
  const read = () => values.read(block.block_id, element.action_id);
  const draw = () => fill(chosen, read().map((id) => h("li", { class: "file-row" }, icon("file", 16), h("bdi", null, names.get(id) ?? id),
    h("button", { type: "button", class: "icon-button", "aria-label": ctx.t("remove", { name: names.get(id) ?? id }), onclick: () => drop(id) }, icon("close", 14)))));
  const drop = (id) => {
    values.write(block.block_id, element.action_id, read().filter((kept) => kept !== id));
    draw();
  };
  const take = async (files) => {
    for (const file of files.slice(0, most - read().length)) {
      chosen.append(h("li", { class: "file-row" }, h("span", { class: "spinner" }), h("bdi", null, file.name), ctx.t("file_waiting")));
      const answer = await ctx.upload(file, {});
      const id = answer?.file?.id ?? answer?.file_id ?? answer?.id;
      if (id) {
        names.set(id, file.name);
        values.write(block.block_id, element.action_id, [...read(), id]);
      }
      draw();
    }
    choose.value = "";
  };
  draw();
  return h("div", { class: "file-field" }, h("label", { class: "button file-button" }, icon("clip", 16), ctx.t("choose_file"), choose), chosen);
}
