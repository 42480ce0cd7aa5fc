/** What somebody has filled in so far, kept apart from the nodes so that a redraw loses nothing. */

export class Values {
  #kept = new Map();
  #shown = new Set();

  /** Called before a container is drawn anew: only what is drawn afterwards counts as part of the form. */
  beginDrawing() {
    this.#shown.clear();
  }

  /** The value of a control: what was filled in, else `initial`, which is kept from then on. */
  settle(blockId, actionId, initial) {
    const key = keyOf(blockId, actionId);
    this.#shown.add(key);
    if (!this.#kept.has(key)) this.#kept.set(key, initial);
    return this.#kept.get(key);
  }

  read(blockId, actionId) {
    return this.#kept.get(keyOf(blockId, actionId));
  }

  write(blockId, actionId, value) {
    this.#kept.set(keyOf(blockId, actionId), value);
  }

  /** Everything shown, as {block_id: {action_id: value}}. */
  asObject() {
    const out = {};
    for (const key of this.#shown) {
      const [blockId, actionId] = JSON.parse(key);
      (out[blockId] ??= {})[actionId] = this.#kept.get(key);
    }
    return out;
  }
}

const stores = new Map();

/** The values of one message, view or Home tab, by its own name; the same object every time. */
export function valuesOf(name) {
  if (!stores.has(name)) stores.set(name, new Values());
  return stores.get(name);
}

function keyOf(blockId, actionId) {
  return JSON.stringify([blockId, actionId]);
}
