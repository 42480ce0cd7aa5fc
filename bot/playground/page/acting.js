/** A click on something of the bot's: the confirmation it asks for, the click itself, and how it looks meanwhile. */
import { h } from "./nodes.js";
import { mrkdwn, plainText } from "./mrkdwn.js";

/**
 * Sends one click of `element` in `block`. The control looks busy until the answer is there, yet a second click
 * is sent as well, as Slack sends it: it is the bot's business that the second one does no harm.
 */
export async function act(scene, block, element, node, extra = {}) {
  if (element.confirm && !(await confirmed(element.confirm, scene.ctx))) return;
  const busy = (change) => {
    const count = Number(node.dataset.pending || 0) + change;
    node.dataset.pending = String(count);
    node.setAttribute("aria-busy", String(count > 0));
  };
  busy(1);
  try {
    await scene.ctx.do({
      do: "click", ...scene.container, block_id: block.block_id ?? "", action_id: element.action_id ?? "",
      ...extra, state: scene.values.asObject(),
    });
  } finally {
    busy(-1);
  }
}

/** What every control of the bot's carries, so that a test or a person can name it. */
export function marks(scene, block, element, part = "") {
  return {
    actionId: element.action_id ?? "", blockId: block.block_id ?? "",
    focus: [scene.name, block.block_id ?? "", element.action_id ?? "", part].join("|"),
  };
}

/** A text object's nodes, whichever kind it is. */
export function textOf(object, ctx) {
  if (!object) return null;
  if (typeof object === "string") return plainText(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text, ctx, { verbatim: Boolean(object.verbatim) });
  return plainText(object.text, object.emoji !== false);
}

/** A text object's bare words, for titles and labels. */
export function wordsOf(object) {
  return typeof object === "string" ? object : plainText(object?.text ?? "").textContent;
}

/** Asks the element's own confirmation question; resolves to whether it was confirmed. */
function confirmed(question, ctx) {
  return new Promise((resolve) => {
    const close = (answer) => {
      box.close();
      box.remove();
      resolve(answer);
    };
    const danger = question.style === "danger" ? "danger" : "primary";
    const box = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title", oncancel: (event) => { event.preventDefault(); close(false); } },
      h("h2", { id: "confirm-title", class: "confirm-title", dir: "auto" }, textOf(question.title, ctx)),
      h("div", { class: "confirm-text text", dir: "auto" }, textOf(question.text, ctx)),
      h("div", { class: "confirm-foot" },
        h("button", { class: "button", type: "button", data: { answer: "deny" }, onclick: () => close(false) }, textOf(question.deny, ctx) ?? ctx.t("cancel")),
        h("button", { class: `button button-${danger}`, type: "button", data: { answer: "confirm" }, onclick: () => close(true) }, textOf(question.confirm, ctx) ?? ctx.t("yes"))));
    document.body.append(box);
    box.showModal();
  });
}
