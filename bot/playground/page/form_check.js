/** What Slack itself checks before it sends a form: that required fields are filled and values are of their kind. */
import { isDay } from "./dates.js";

/** Sentences by block_id for the fields of `view` that cannot be sent as they are; empty when all is well. */
export function formErrors(view, values, t) {
  const errors = {};
  for (const block of view.blocks ?? []) {
    if (block.type !== "input") continue;
    const value = values.read(block.block_id, block.element.action_id);
    const sentence = isEmpty(value) ? !block.optional && t("required") : problemOf(block.element, value, t);
    if (sentence) errors[block.block_id] = sentence;
  }
  return errors;
}

function isEmpty(value) {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && !value.length);
}

function problemOf(element, value, t) {
  switch (element.type) {
    case "plain_text_input":
      return lengthProblem(element, value, t);
    case "number_input":
      return numberProblem(element, value, t);
    case "email_text_input":
      return /^[^\s@]{1,254}@[^\s@.][^\s@]*$/.test(value) && value.includes(".", value.indexOf("@")) ? null : t("bad_email");
    case "url_text_input":
      return /^https?:\/\/[^\s]+$/i.test(value) ? null : t("bad_url");
    case "datepicker":
      return isDay(value) ? null : t("bad_date");
    default:
      return null;
  }
}

function lengthProblem(element, value, t) {
  const length = [...value].length;
  if (element.min_length && length < element.min_length) return t("too_short", { n: element.min_length });
  if (element.max_length && length > element.max_length) return t("too_long", { n: element.max_length });
  return null;
}

function numberProblem(element, value, t) {
  const text = String(value).trim();
  if (!/^-?\d+(\.\d+)?$/.test(text)) return t("bad_number");
  if (!element.is_decimal_allowed && text.includes(".")) return t("no_decimals");
  if (element.min_value != null && Number(text) < Number(element.min_value)) return t("too_small", { n: element.min_value });
  if (element.max_value != null && Number(text) > Number(element.max_value)) return t("too_big", { n: element.max_value });
  return null;
}
