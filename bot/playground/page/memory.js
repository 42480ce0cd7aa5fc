/** The little that this browser remembers between visits; a browser that forbids it forgets, and nothing breaks. */

const PREFIX = "tracer-playground:";

export function keep(name, text) {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // Private windows may refuse; then the hint simply comes back.
  }
}

export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}
