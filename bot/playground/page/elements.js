/** Block elements by their type; the ones that hold a value live in inputs.js, choices.js and calendar.js. */
import { h, safeUrl, ownPicture } from "./nodes.js";
import { icon } from "./icons.js";
import { act, marks, textOf, wordsOf } from "./acting.js";
import { choiceMenu } from "./choices.js";
import { datePicker, dateTimePicker, timePicker } from "./calendar.js";
import { checkboxes, fileField, radioButtons, textField } from "./inputs.js";
import { openMenu } from "./popover.js";

const KINDS = {
  button, workflow_button: button, overflow, image: picture, icon_button: iconButton, feedback_buttons: feedbackButtons,
  datepicker: datePicker, timepicker: timePicker, datetimepicker: dateTimePicker,
  checkboxes, radio_buttons: radioButtons, file_input: fileField,
  plain_text_input: textField, number_input: textField, email_text_input: textField, url_text_input: textField,
  rich_text_input: textField,
};

/** The node of one element. `dispatch` says whether a change of its value is a click that the bot hears of. */
export function elementNode(scene, block, element, dispatch = true) {
  if (/^(multi_)?(static|external|users|conversations|channels)_select$/.test(element.type)) {
    return choiceMenu(scene, block, element, dispatch);
  }
  const kind = Object.hasOwn(KINDS, element.type) ? KINDS[element.type] : null;
  return kind ? kind(scene, block, element, dispatch) : strange(element.type, scene.ctx);
}

/** A grey note in place of something that this page does not know: nothing disappears silently. */
export function strange(type, ctx) {
  return h("div", { class: "strange" }, ctx.t("unknown_block", { type: String(type) }));
}

/** A picture of this machine's own, else its description: nothing is fetched from outside. */
export function pictureOf(address, description, className, ctx) {
  const own = ownPicture(address);
  const instead = () => h("span", { class: `${className} picture-missing`, title: ctx.t("picture_outside"), role: "img", "aria-label": description }, icon("file", 18), h("span", { dir: "auto" }, description));
  if (!own) return instead();
  const node = h("img", { class: className, src: own, alt: description, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(instead()), { once: true });
  return node;
}

function picture(scene, block, element) {
  return pictureOf(element.image_url ?? element.slack_file?.url, element.alt_text ?? "", "thumb", scene.ctx);
}

function button(scene, block, element) {
  const style = ["primary", "danger"].includes(element.style) ? ` button-${element.style}` : "";
  const href = element.url ? safeUrl(element.url) : null;
  const value = element.value ?? null;
  const node = h(href ? "a" : "button", {
    class: `button${style}`, type: href ? null : "button", href, target: href ? "_blank" : null, rel: href ? "noopener noreferrer" : null,
    "aria-label": element.accessibility_label ?? null, data: { ...marks(scene, block, element, value ?? ""), value },
    onclick: () => act(scene, block, element, node, value === null ? {} : { value }),
  }, h("span", { class: "button-words", dir: "auto" }, textOf(element.text, scene.ctx)), href ? icon("link", 14) : null);
  return node;
}

function overflow(scene, block, element) {
  const entries = (element.options ?? []).map((option) => ({
    label: textOf(option.text, scene.ctx), note: option.description ? textOf(option.description, scene.ctx) : null,
    href: option.url ? safeUrl(option.url) : null, data: { value: option.value },
    onpick: () => act(scene, block, element, node, { selected: option.value }),
  }));
  const node = h("button", {
    class: "button button-dots", type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": scene.ctx.t("open_menu"),
    data: marks(scene, block, element), onclick: () => openMenu(node, entries, { side: "end", label: scene.ctx.t("open_menu") }),
  }, icon("dots"));
  return node;
}

function iconButton(scene, block, element) {
  const value = element.value ?? null;
  const words = element.accessibility_label ?? wordsOf(element.text) ?? "";
  const node = h("button", {
    class: "icon-button", type: "button", title: words, "aria-label": words, data: { ...marks(scene, block, element, value ?? ""), value },
    onclick: () => act(scene, block, element, node, value === null ? {} : { value }),
  }, icon(element.icon === "trash" ? "trash" : "more"));
  return node;
}

function feedbackButtons(scene, block, element) {
  const one = (option, drawing, words) => {
    if (!option) return null;
    const label = option.accessibility_label ?? (wordsOf(option.text) || scene.ctx.t(words));
    const node = h("button", {
      class: "icon-button", type: "button", title: label, "aria-label": label,
      data: { ...marks(scene, block, element, option.value ?? drawing), value: option.value },
      onclick: () => act(scene, block, element, node, { value: option.value }),
    }, icon(drawing));
    return node;
  };
  return h("span", { class: "feedback" },
    one(element.positive_button, "up_thumb", "helpful"), one(element.negative_button, "down_thumb", "unhelpful"));
}
