/**
 * What was typed, ready for the server, which stores it as Slack does. Names with spaces in them cannot be told
 * from the words that follow, so mentions are turned into ids here, where the list of people is at hand.
 */

/** The typed text with `@Name` and `#channel` as Slack's ids; a command's mentions carry the name as well. */
export function outgoingText(typed, ctx, { forCommand = false } = {}) {
  const names = nameTable(ctx, forCommand);
  let out = "";
  let from = 0;
  for (const found of typed.matchAll(/[@#]/g)) {
    if (found.index < from) continue;
    const hit = /[\p{L}\p{N}<]/u.test(typed[found.index - 1] ?? " ") ? null : nameAt(typed, found.index, names);
    if (!hit) continue;
    out += typed.slice(from, found.index) + hit[1];
    from = found.index + hit[0].length;
  }
  return out + typed.slice(from);
}

/** The command's own word when the text is one, such as `/lost`, else null. */
export function commandWord(typed) {
  return /^\/[^\s/]+/.exec(typed)?.[0] ?? null;
}

function nameTable(ctx, forCommand) {
  const people = [...ctx.people, { id: ctx.app.bot_user, name: ctx.app.name, real_name: ctx.app.name }];
  const mention = (id, name) => (forCommand ? `<@${id}|${name}>` : `<@${id}>`);
  const table = people.flatMap((person) => [person.name, person.real_name].filter(Boolean)
    .map((name) => [`@${name}`.toLowerCase(), mention(person.id, person.name)]));
  const rooms = ctx.channels.filter((room) => room.kind !== "dm").map((room) => [`#${room.name}`.toLowerCase(), `<#${room.id}|${room.name}>`]);
  return [...table, ...rooms].sort((a, b) => b[0].length - a[0].length);
}

function nameAt(text, at, names) {
  const rest = text.slice(at, at + 120).toLowerCase();
  return names.find(([name]) => rest.startsWith(name) && !/[a-z0-9_-]/.test(rest[name.length] ?? " "));
}
