/** The two tables of Block Kit: the plain one, and the data table with pages and sorting. */
import { h, fill } from "./nodes.js";
import { icon } from "./icons.js";
import { elementNode } from "./elements.js";
import { richText } from "./rich_text.js";

const DEFAULT_PAGE = 5;

/** A `table` block: first row is the head, columns aligned as their settings say. */
export function table(scene, block) {
  const [head, ...body] = block.rows ?? [];
  const look = (column) => {
    const settings = block.column_settings?.[column] ?? {};
    const align = ["left", "center", "right"].includes(settings.align) ? settings.align : "left";
    return `cell-${align}${settings.is_wrapped ? " cell-wrapped" : ""}`;
  };
  const row = (tag, cells) => h("tr", null, (cells ?? []).map((cell, column) => h(tag, { class: look(column), dir: "auto" }, cellNode(scene, block, cell))));
  return h("div", { class: "table-frame" }, h("table", { class: "table" }, h("thead", null, row("th", head)), h("tbody", null, body.map((cells) => row("td", cells)))));
}

/** A `data_table` block: caption, pages of rows, columns sorted by a click on their heading. */
export function dataTable(scene, block) {
  const [head, ...rows] = block.rows ?? [];
  const size = Math.min(Math.max(Number(block.page_size) || DEFAULT_PAGE, 1), 100);
  const view = { from: 0, column: null, down: false };
  const frame = h("div");
  const draw = () => fill(frame,
    h("div", { class: "table-frame" }, h("table", { class: "table" },
      h("caption", { dir: "auto" }, block.caption ?? ""),
      h("thead", null, h("tr", null, (head ?? []).map((cell, column) => heading(scene, block, cell, column, view, rows, draw)))),
      h("tbody", null, sorted(rows, view).slice(view.from, view.from + size).map((cells) => bodyRow(scene, block, cells, rows))))),
    rows.length > size ? pager(scene.ctx, view, size, rows.length, draw) : null);
  draw();
  return frame;
}

function bodyRow(scene, block, cells, rows) {
  return h("tr", null, cells.map((cell, column) => h(column === block.row_header_column_index ? "th" : "td", {
    class: isNumeric(rows, column) ? "cell-right" : "cell-left", dir: "auto",
  }, cellNode(scene, block, cell))));
}

function heading(scene, block, cell, column, view, rows, draw) {
  const sort = () => {
    view.down = view.column === column ? !view.down : false;
    view.column = column;
    view.from = 0;
    draw();
  };
  const state = view.column === column ? (view.down ? "descending" : "ascending") : "none";
  return h("th", { class: isNumeric(rows, column) ? "cell-right" : "cell-left", "aria-sort": state, dir: "auto" },
    h("button", { type: "button", class: "sort", onclick: sort }, cellNode(scene, block, cell),
      state === "none" ? null : h("span", { "aria-hidden": "true" }, view.down ? " ↓" : " ↑")));
}

function pager(ctx, view, size, all, draw) {
  const move = (step) => {
    view.from = Math.max(0, Math.min(view.from + step, Math.floor((all - 1) / size) * size));
    draw();
  };
  const turn = (name, drawing, step, off) => h("button", { type: "button", class: "icon-button", "aria-label": ctx.t(name), disabled: off, onclick: () => move(step) }, icon(drawing, 16));
  return h("div", { class: "pager" },
    h("span", { class: "soft" }, ctx.t("page_of", { from: view.from + 1, to: Math.min(view.from + size, all), all })),
    turn("previous", "left", -size, view.from === 0), turn("next", "right", size, view.from + size >= all));
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const order = isNumeric(rows, column)
    ? (a, b) => a[column].value - b[column].value
    : (a, b) => cellWords(a[column]).localeCompare(cellWords(b[column]));
  const out = [...rows].sort(order);
  return down ? out.reverse() : out;
}

function isNumeric(rows, column) {
  return rows.length > 0 && rows.every((cells) => cells[column]?.type === "raw_number");
}

function cellWords(cell) {
  return cell?.text ?? (cell?.elements ?? []).map(cellWords).join("");
}

function cellNode(scene, block, cell) {
  if (!cell) return null;
  if (cell.type === "rich_text") return richText(cell, scene.ctx);
  const held = cell.element ?? cell.button ?? (cell.type === "button" ? cell : null);
  if (held) return elementNode(scene, block, held);
  const words = cell.text ?? cell.value ?? "";
  return String(typeof words === "object" ? words.text ?? "" : words);
}
