/** The three ways to the playground's server: what there is, what to do, and word that something changed. */

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 5_000;

/** Everything the person `as` can see; without `as`, what the server's first person can. Throws when it fails. */
export async function readState(as) {
  const response = await fetch(`/page/state${as ? `?as=${encodeURIComponent(as)}` : ""}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`The state came back with status ${response.status}.`);
  return response.json();
}

/** Does one thing; the answer always has `ok`, and `error` in words when it is false. */
export async function doThing(payload) {
  return answerOf(fetch("/page/do", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(payload) }));
}

/** Hands a file over, into a channel (and thread) or, without one, to be attached to a form. */
export async function uploadFile(file, { as, channel = "", thread_ts = "" }) {
  const body = new FormData();
  body.append("file", file, file.name);
  const query = new URLSearchParams({ as, channel, thread_ts });
  return answerOf(fetch(`/page/upload?${query}`, { method: "POST", body }));
}

/** Calls `onchange` whenever the server says that something changed, and after every reconnection. */
export class Live {
  #socket = null;
  #pause = FIRST_PAUSE;
  #onchange;
  #as = null;

  constructor(onchange) {
    this.#onchange = onchange;
  }

  /** Listens as this person from now on. */
  follow(as) {
    if (as === this.#as && this.#socket) return;
    this.#as = as;
    this.#socket?.close();
    this.#open();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/page/live?as=${encodeURIComponent(this.#as)}`);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      this.#onchange();
    });
    socket.addEventListener("message", () => this.#onchange());
    socket.addEventListener("close", () => {
      if (socket === this.#socket) setTimeout(() => socket === this.#socket && this.#open(), this.#nextPause());
    });
  }

  #nextPause() {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    return pause;
  }
}

async function answerOf(request) {
  try {
    const response = await request;
    const answer = await response.json();
    return { ...answer, ok: Boolean(answer.ok) };
  } catch (problem) {
    return { ok: false, error: String(problem.message ?? problem), unreachable: true };
  }
}
