/** Avatars: initials on a calm ground for people, the parcel for the app. Nothing is loaded from outside. */
import { h } from "./nodes.js";

const GROUNDS = 8;

/** The avatar of whoever wrote a message: the app's own drawing for a bot, else initials on a colour by their place in the team. */
export function face(person, { bot = false, size = "middle" } = {}) {
  if (bot) return h("img", { class: `face face-${size} face-bot`, src: "/page/tracer.svg", alt: "", draggable: "false" });
  const name = person?.real_name || person?.name || "?";
  return h("span", { class: `face face-${size} face-ground-${(person?.place ?? groundOf(person?.id ?? name)) % GROUNDS}`, "aria-hidden": "true" }, initials(name));
}

/** One or two letters for a name in any script. */
export function initials(name) {
  const words = [...String(name).trim().split(/[\s._-]+/)].filter(Boolean);
  const first = (word) => [...(word ?? "")].find((char) => /[\p{L}\p{N}]/u.test(char)) ?? "";
  if (!words.length) return "?";
  if (/\p{Script=Han}/u.test(words[0])) return [...words[0]].slice(-2).join("");
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toUpperCase() || "?";
}

function groundOf(seed) {
  let sum = 0;
  for (const char of String(seed)) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  return sum % GROUNDS;
}
