/** The page: what the server says is kept here, drawn from here, and everything a person does goes out from here. */
import { keepFocus } from "./nodes.js";
import { isoDay } from "./dates.js";
import { wordsFor } from "./words.js";
import { doThing, Live, readState, uploadFile } from "./wire.js";
import { drawTopBar, showTime } from "./top_bar.js";
import { drawSidebar } from "./sidebar.js";
import { drawPane } from "./pane.js";
import { drawThread } from "./thread_pane.js";
import { drawModals, prepareModal } from "./modal_stack.js";
import { drawNotices, toast } from "./toasts.js";
import { firstVisitDone } from "./first_visit.js";
import { keep, recall } from "./memory.js";
import { dropOrphanPopover } from "./popover.js";
import { addressOf, placeIn } from "./address.js";
import { acceptDrops } from "./drops.js";

const TICK = 5_000;
const AGAIN = 2_000;
const part = (id) => document.getElementById(id);

/** Everything the drawing functions need; one object for the page's whole life, so that none holds an old one. */
const ctx = {
  as: new URLSearchParams(location.search).get("as") || recall("as") || "",
  place: null, thread: null, homeAsked: false, snap: null, arrived: 0, offline: false,
  now: () => new Date(Date.parse(ctx.snap.clock.now) + performance.now() - ctx.arrived),
  person: (id) => ctx.everyone.get(id) ?? null,
  channel: (id) => ctx.channels.find((room) => room.id === id) ?? null,
  messagesIn: (id) => ctx.sorted.get(id) ?? [],
  appRoom: () => ctx.channels.find((room) => room.kind === "dm" && (room.user === ctx.app.bot_user || room.bot_in)) ?? null,
  otherIn: (room) => ctx.people.find((person) => person.id === room.user || [person.id, person.name].includes(room.name)) ?? null,
  roomName: (room) => (room.kind === "dm" ? ctx.otherIn(room)?.real_name ?? room.name : room.name),
  unread, markRead, redraw, go, openThread, closeThread, become, upload, commandSent,
  do: (payload) => perform(payload, true),
  ask: (payload) => perform(payload, false),
};

const live = new Live(() => refresh());
const marked = new Set();
let running = null;
let wanted = false;

/** Fetches the state once more than it was asked for while under way, and no oftener. */
function refresh() {
  wanted = true;
  running ??= (async () => {
    while (wanted) {
      wanted = false;
      await fetchOnce();
    }
    running = null;
  })();
  return running;
}

async function fetchOnce() {
  const { as } = ctx;
  try {
    const snap = await readState(as);
    if (ctx.as === as) take(snap);
    else wanted = true;
    document.body.classList.remove("offline");
  } catch {
    document.body.classList.add("offline");
    if (!ctx.snap && as) forgetPerson();
    setTimeout(refresh, AGAIN);
  }
}

/** A remembered person may be unknown to a playground that was started anew. */
function forgetPerson() {
  ctx.as = "";
  keep("as", "");
}

function take(snap) {
  const first = !ctx.snap;
  const { app } = snap;
  ctx.people = snap.people.map((person, place) => ({ ...person, place }));
  ctx.me = { ...ctx.people.find((person) => person.id === snap.me.id), ...snap.me };
  Object.assign(ctx, {
    snap, arrived: performance.now(), as: snap.me.id, team: snap.team, channels: snap.channels,
    app: { ...app, commands: app.commands ?? [], message_shortcuts: app.message_shortcuts ?? [], global_shortcuts: app.global_shortcuts ?? [] },
    home: snap.home, views: snap.views ?? [], notices: snap.notices ?? [],
    locale: ctx.me.locale || "en-US", tz: zoneOf(ctx.me.tz), t: wordsFor(ctx.me.locale),
  });
  ctx.everyone = new Map([...ctx.people, ctx.me].map((person) => [person.id, person]));
  if (app.bot_user) ctx.everyone.set(app.bot_user, { id: app.bot_user, name: app.name, real_name: app.name });
  ctx.sorted = new Map(Object.entries(snap.messages ?? {}).map(([id, list]) => [id, [...list].sort(byTime)]));
  ctx.today = isoDay(ctx.now(), ctx.tz);
  if (first) settle();
  if (!isThere(ctx.place)) ctx.place = firstPlace();
  redraw();
  live.follow(ctx.as);
}

function byTime(a, b) {
  return Number(a.ts) - Number(b.ts) || a.ts.localeCompare(b.ts);
}

function zoneOf(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name || "UTC";
  } catch {
    return "UTC";
  }
}

function settle() {
  const { place, thread } = placeIn(location.hash);
  ctx.place = place;
  ctx.thread = thread;
  if (place?.kind === "app") openedHome();
}

function isThere(place) {
  return place && (place.kind === "app" || Boolean(ctx.channel(place.id)));
}

function firstPlace() {
  const rooms = ctx.channels.filter((room) => room.kind !== "dm" && room.member && !room.archived);
  const room = rooms.find((one) => one.bot_in) ?? rooms[0] ?? ctx.channels[0];
  return room ? { kind: "channel", id: room.id } : { kind: "app", tab: "home" };
}

function redraw() {
  if (!ctx.snap) return;
  document.documentElement.lang = ctx.locale;
  document.title = `${ctx.place.kind === "app" ? ctx.app.name : ctx.roomName(ctx.channel(ctx.place.id))} · ${ctx.team.name}`;
  document.body.dataset.offlineWords = ctx.t("offline");
  document.body.dataset.me = ctx.me.id;
  keepFocus(() => {
    drawTopBar(ctx, part("top-bar"));
    drawPane(ctx, part("pane"));
    drawSidebar(ctx, part("sidebar"));
    drawThread(ctx, part("thread"));
    drawModals(ctx, part("modal"));
  });
  dropOrphanPopover();
  drawNotices(ctx);
  const address = addressOf(ctx);
  if (address !== location.search + location.hash) history.replaceState(null, "", address);
}

async function perform(payload, loud) {
  const answer = await doThing({ as: ctx.as, ...payload });
  if (!answer.ok && loud && !answer.errors) toast(ctx, ctx.t("trouble", { error: answer.error ?? "" }), "error");
  await refresh();
  return answer;
}

async function upload(file, spot) {
  const answer = await uploadFile(file, { as: ctx.as, ...spot });
  await refresh();
  return answer;
}

function go(place) {
  ctx.place = place;
  ctx.thread = null;
  if (place.kind === "app" && place.tab === "home") openedHome();
  redraw();
  if (place.kind === "channel" || place.tab === "messages") document.querySelector('[data-composer="channel"] textarea')?.focus();
}

async function openedHome() {
  ctx.homeAsked = false;
  await perform({ do: "open_home" }, true);
  setTimeout(() => {
    ctx.homeAsked = true;
    redraw();
  }, AGAIN);
}

function openThread(channel, ts) {
  if (ctx.place.kind !== "channel" || ctx.place.id !== channel) {
    ctx.place = ctx.appRoom()?.id === channel ? { kind: "app", tab: "messages" } : { kind: "channel", id: channel };
  }
  ctx.thread = { channel, ts };
  redraw();
  document.querySelector('[data-composer="thread"] textarea')?.focus();
}

function closeThread() {
  ctx.thread = null;
  redraw();
}

async function become(id) {
  ctx.as = id;
  keep("as", id);
  await refresh();
  if (ctx.place.kind === "app" && ctx.place.tab === "home") openedHome();
}

function commandSent() {
  firstVisitDone();
  redraw();
}

function unread(room) {
  return room && !isInFront(room) ? room.unread ?? 0 : 0;
}

function isInFront(room) {
  if (document.visibilityState === "hidden") return false;
  return ctx.place.kind === "channel" ? ctx.place.id === room.id : ctx.place.tab === "messages" && room === ctx.appRoom();
}

/** Tells the server once for every newest message that the room was read. */
function markRead(room) {
  const last = ctx.messagesIn(room.id).at(-1)?.ts;
  const mark = `${ctx.as}/${room.id}/${last}`;
  if (!room.unread || !isInFront(room) || marked.has(mark)) return;
  marked.add(mark);
  doThing({ as: ctx.as, do: "read", channel: room.id });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || part("modal").open || !ctx.thread) return;
  closeThread();
});
window.addEventListener("hashchange", () => {
  const { place, thread } = placeIn(location.hash);
  if (!ctx.snap || !isThere(place)) return;
  Object.assign(ctx, { place, thread });
  redraw();
});
document.addEventListener("visibilitychange", redraw);
setInterval(() => ctx.snap && showTime(ctx, part("top-bar")), TICK);
prepareModal(part("modal"), ctx);
acceptDrops(ctx);
refresh();
