/** Block Kit's blocks, drawn the way Slack lays them out. https://docs.slack.dev/reference/block-kit/blocks */
import { h, safeUrl } from "./nodes.js";
import { icon } from "./icons.js";
import { textOf, wordsOf } from "./acting.js";
import { elementNode, pictureOf, strange } from "./elements.js";
import { richText } from "./rich_text.js";
import { markdown } from "./markdown.js";
import { dataTable, table } from "./tables.js";
import { chartBlock } from "./charts.js";

const KINDS = {
  section, header, context, actions, divider, image, input, video, table, card, container, carousel, alert,
  rich_text: (scene, block) => richText(block, scene.ctx),
  markdown: (scene, block) => h("div", { class: "markdown text" }, markdown(block.text)),
  data_table: dataTable,
  data_visualization: chartBlock,
  context_actions: actions,
  task_card: taskCard,
  plan,
};

const ALERTS = { info: "info", warning: "alert", error: "wrong", success: "right_circle", default: "info" };
const PROGRESS = { pending: "clock", in_progress: "forward", complete: "right_circle", error: "wrong" };

/** All blocks of a message, view or Home tab. `errors` are sentences by block_id, shown below their fields. */
export function blockNodes(scene, blocks, errors = {}) {
  return (blocks ?? []).map((block) => blockNode(scene, block, errors));
}

function blockNode(scene, block, errors = {}) {
  const kind = Object.hasOwn(KINDS, block.type) ? KINDS[block.type] : null;
  const node = kind ? kind(scene, block, errors) : strange(block.type, scene.ctx);
  node.classList.add("block", `block-${String(block.type).replace(/[^a-z_]/g, "")}`);
  node.dataset.blockId = block.block_id ?? "";
  return node;
}

function section(scene, block) {
  const words = block.text ? h("div", { class: "section-text text", dir: "auto" }, textOf(block.text, scene.ctx)) : null;
  const fields = block.fields?.length
    ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field-cell text", dir: "auto" }, textOf(field, scene.ctx))))
    : null;
  const side = block.accessory ? h("div", { class: `accessory accessory-${block.accessory.type}` }, elementNode(scene, block, block.accessory)) : null;
  return h("div", null, h("div", { class: "section-words" }, words, fields), side);
}

function header(scene, block) {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return h(`h${level + 2}`, { class: `header-level-${level}`, dir: "auto" }, textOf(block.text, scene.ctx));
}

function context(scene, block) {
  return h("div", null, (block.elements ?? []).map((element) => (element.type === "image"
    ? pictureOf(element.image_url ?? element.slack_file?.url, element.alt_text ?? "", "context-picture", scene.ctx)
    : h("span", { class: "context-text text", dir: "auto" }, textOf(element, scene.ctx)))));
}

function actions(scene, block) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((element) => elementNode(scene, block, element)));
}

function divider() {
  return h("hr", { class: "divider" });
}

function image(scene, block) {
  const address = block.image_url ?? block.slack_file?.url ?? block.slack_file?.url_private;
  return h("figure", null,
    block.title ? h("figcaption", { dir: "auto" }, textOf(block.title, scene.ctx)) : null,
    pictureOf(address, block.alt_text ?? "", "picture", scene.ctx));
}

function input(scene, block, errors) {
  const { t } = scene.ctx;
  const error = errors[block.block_id];
  const control = elementNode(scene, block, block.element, Boolean(block.dispatch_action));
  const label = wordsOf(block.label);
  const named = control.matches("input, textarea, button") ? control : control.querySelector("input, textarea, button");
  if (!control.matches(".tick-list")) named?.setAttribute("aria-label", label);
  else control.setAttribute("aria-label", label);
  if (error) named?.setAttribute("aria-invalid", "true");
  return h("div", { class: error ? "has-error" : null },
    h("div", { class: "input-label", dir: "auto", onclick: () => named?.focus() }, textOf(block.label, scene.ctx),
      block.optional ? h("span", { class: "input-optional" }, ` ${t("optional")}`) : null),
    control,
    error ? h("div", { class: "input-error", role: "alert", dir: "auto", data: { errorFor: block.block_id } }, icon("wrong", 15), error) : null,
    block.hint ? h("div", { class: "input-hint", dir: "auto" }, textOf(block.hint, scene.ctx)) : null);
}

function video(scene, block) {
  const href = safeUrl(block.title_url ?? block.video_url);
  const title = h("strong", { dir: "auto" }, textOf(block.title, scene.ctx));
  return h("div", { role: "group", "aria-label": block.alt_text ?? null },
    h("div", { class: "video-screen" }, icon("play", 34)),
    h("div", { class: "video-words" },
      href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, title) : title,
      h("span", { class: "soft" }, [block.author_name, block.provider_name].filter(Boolean).join(" · ") || scene.ctx.t("video")),
      block.description ? h("span", { class: "soft", dir: "auto" }, textOf(block.description, scene.ctx)) : null));
}

function alert(scene, block) {
  const level = Object.hasOwn(ALERTS, block.level) ? block.level : "default";
  return h("div", { class: `alert-${level}`, role: level === "error" ? "alert" : "note" },
    icon(ALERTS[level], 18), h("div", { class: "text", dir: "auto" }, textOf(block.text, scene.ctx)));
}

function card(scene, block) {
  const { ctx } = scene;
  return h("div", null,
    block.hero_image ? pictureOf(block.hero_image.image_url, block.hero_image.alt_text ?? "", "card-hero", ctx) : null,
    cardHead(block, ctx),
    block.body ? h("div", { class: "card-body text", dir: "auto" }, textOf(block.body, ctx)) : null,
    block.actions?.length ? h("div", { class: "actions card-foot" }, block.actions.map((element) => elementNode(scene, block, element))) : null);
}

function cardHead(block, ctx) {
  if (!block.icon && !block.title && !block.subtitle) return null;
  return h("div", { class: "card-head" },
    block.icon ? pictureOf(block.icon.image_url, block.icon.alt_text ?? "", "card-icon", ctx) : null,
    h("div", { class: "card-titles" },
      block.title ? h("div", { class: "card-title", dir: "auto" }, textOf(block.title, ctx)) : null,
      block.subtitle ? h("div", { class: "soft", dir: "auto" }, textOf(block.subtitle, ctx)) : null));
}

function container(scene, block) {
  const { ctx } = scene;
  const title = block.rich_text_title ? richText(wrapInline(block.rich_text_title), ctx) : h("div", { class: "card-title", dir: "auto" }, textOf(block.title, ctx));
  const head = [
    block.icon ? pictureOf(block.icon.image_url, block.icon.alt_text ?? "", "card-icon", ctx) : null,
    h("div", { class: "card-titles" }, title, block.subtitle ? h("div", { class: "soft text", dir: "auto" }, textOf(block.subtitle, ctx)) : null),
  ];
  const inside = h("div", { class: "container-body" }, blockNodes(scene, block.child_blocks));
  const width = ["narrow", "standard", "wide", "full"].includes(block.width) ? block.width : "standard";
  if (!block.is_collapsible) {
    const line = block.has_header_divider ? " container-divided" : "";
    return h("div", { class: `container-${width}` }, h("div", { class: `card-head${line}` }, head), inside);
  }
  return h("details", { class: `container-${width}`, open: !block.default_collapsed }, h("summary", { class: "card-head" }, icon("right", 16), head), inside);
}

/** A container's rich title comes as bare inline pieces or as a whole rich_text block. */
function wrapInline(title) {
  const pieces = title.elements ?? [];
  const whole = pieces.some((piece) => String(piece.type).startsWith("rich_text_"));
  return whole ? title : { elements: [{ type: "rich_text_section", elements: pieces }] };
}

function carousel(scene, block) {
  return h("div", { class: "carousel", tabindex: "0" }, blockNodes(scene, block.elements));
}

function taskCard(scene, block) {
  const status = Object.hasOwn(PROGRESS, block.status) ? block.status : "pending";
  return h("div", { class: `task-${status}` },
    h("div", { class: "card-head" }, icon(PROGRESS[status], 18), h("div", { class: "card-title", dir: "auto" }, block.title ?? "")),
    block.details ? richText(block.details, scene.ctx) : null,
    block.output ? richText(block.output, scene.ctx) : null);
}

function plan(scene, block) {
  return h("div", null, h("div", { class: "card-title", dir: "auto" }, block.title ?? ""), blockNodes(scene, (block.tasks ?? []).map((task) => ({ ...task, type: "task_card" }))));
}
