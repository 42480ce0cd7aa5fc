/** Where one is, as the page's address: `?as=U1#C1`, `#C1/thread`, `#app/home`. */

/** The place and the open thread that a fragment names; nulls when it names none. */
export function placeIn(hash) {
  const [first, second] = hash.slice(1).split("/");
  if (first === "app") return { place: { kind: "app", tab: second === "messages" ? "messages" : "home" }, thread: null };
  if (!first) return { place: null, thread: null };
  return { place: { kind: "channel", id: first }, thread: second ? { channel: first, ts: second } : null };
}

/** The address of where the person is. */
export function addressOf({ as, place, thread }) {
  const where = place.kind === "app" ? `app/${place.tab}` : place.id + (thread ? `/${thread.ts}` : "");
  return `?as=${encodeURIComponent(as)}#${where}`;
}
