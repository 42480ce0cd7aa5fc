/** The data_visualization block as plain drawings: pie, bars, lines, areas. */
import { h, svg } from "./nodes.js";

const WIDE = 560;
const HIGH = 250;
const EDGE = { left: 52, right: 12, top: 12, bottom: 40 };

/** A titled chart with its legend, and every figure as a tooltip and in the label for screen readers. */
export function chartBlock(scene, block) {
  const chart = block.chart ?? {};
  const kind = chart.type === "pie" ? pie : axes;
  const names = chart.type === "pie" ? (chart.segments ?? []).map((part) => part.label) : (chart.series ?? []).map((series) => series.name);
  return h("figure", null,
    h("figcaption", { class: "chart-title", dir: "auto" }, block.title ?? ""),
    h("div", { class: `chart chart-${chart.type === "pie" ? "pie" : "axes"}` }, kind(chart, scene.ctx, block.title ?? ""),
      names.length > 1 || chart.type === "pie" ? legend(names) : null));
}

function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, index) => h("li", null, h("span", { class: `legend-dot ground-${index % 8}` }), h("bdi", null, name))));
}

function pie(chart, ctx, title) {
  const parts = (chart.segments ?? []).map((part) => ({ ...part, value: Math.max(0, Number(part.value) || 0) }));
  const whole = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  let turned = 0;
  const slices = parts.map((part, index) => {
    const share = part.value / whole;
    const node = slice(turned, share, index);
    turned += share;
    node.append(svg("title", null, `${part.label}: ${figure(part.value, ctx)} (${Math.round(share * 100)}%)`));
    return node;
  });
  const label = `${title}: ${parts.map((part) => `${part.label} ${figure(part.value, ctx)}`).join(", ")}`;
  return svg("svg", { viewBox: "-100 -100 200 200", class: "pie", role: "img", "aria-label": label }, slices,
    svg("circle", { r: 52, class: "pie-hole" }));
}

function slice(from, share, index) {
  const at = (turn) => [Math.sin(turn * 2 * Math.PI) * 92, -Math.cos(turn * 2 * Math.PI) * 92].map((x) => x.toFixed(2)).join(" ");
  if (share > 0.9999) return svg("circle", { r: 92, class: `ink-${index % 8}` });
  const large = share > 0.5 ? 1 : 0;
  return svg("path", { d: `M0 0 L${at(from)} A92 92 0 ${large} 1 ${at(from + share)} Z`, class: `ink-${index % 8}` });
}

function axes(chart, ctx, title) {
  const series = (chart.series ?? []).map((one) => ({ ...one, data: one.data ?? [] }));
  const labels = chart.axis_config?.categories ?? [...new Set(series.flatMap((one) => one.data.map((point) => point.label)))];
  const values = series.flatMap((one) => one.data.map((point) => Number(point.value) || 0));
  const scale = niceScale(Math.min(0, ...values), Math.max(0, ...values));
  const spot = spots(labels, scale);
  const draw = { line, area }[chart.type] ?? bars;
  const label = `${title}: ${series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${figure(point.value, ctx)}`).join(", ")}`).join("; ")}`;
  return svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "axes", role: "img", "aria-label": label },
    grid(scale, spot, ctx), categoryLabels(labels, spot), axisLabels(chart.axis_config ?? {}),
    series.map((one, index) => draw(one, index, series.length, labels, spot, ctx)));
}

function spots(labels, scale) {
  const width = (WIDE - EDGE.left - EDGE.right) / Math.max(labels.length, 1);
  const height = HIGH - EDGE.top - EDGE.bottom;
  return {
    width,
    x: (index) => EDGE.left + width * (index + 0.5),
    y: (value) => EDGE.top + height * (1 - (value - scale.low) / (scale.high - scale.low)),
  };
}

function niceScale(low, high) {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  return { low: Math.floor(low / step) * step, high: Math.ceil((high || 1) / step) * step, step };
}

function grid(scale, spot, ctx) {
  const count = Math.round((scale.high - scale.low) / scale.step);
  return Array.from({ length: count + 1 }, (_, index) => {
    const value = scale.low + index * scale.step;
    const y = spot.y(value);
    return svg("g", null,
      svg("line", { x1: EDGE.left, x2: WIDE - EDGE.right, y1: y, y2: y, class: "grid" }),
      svg("text", { x: EDGE.left - 8, y: y + 3.5, class: "tick-label", "text-anchor": "end" }, figure(value, ctx)));
  });
}

function categoryLabels(labels, spot) {
  const room = Math.max(3, Math.floor(spot.width / 6.5));
  return labels.map((label, index) => svg("text", { x: spot.x(index), y: HIGH - EDGE.bottom + 16, class: "tick-label", "text-anchor": "middle" },
    [...String(label)].length > room ? `${[...String(label)].slice(0, room - 1).join("")}…` : label, svg("title", null, label)));
}

function axisLabels({ x_label: across, y_label: up }) {
  return [
    across ? svg("text", { x: (WIDE + EDGE.left) / 2, y: HIGH - 6, class: "axis-label", "text-anchor": "middle" }, across) : null,
    up ? svg("text", { x: 12, y: (HIGH - EDGE.bottom) / 2, class: "axis-label", "text-anchor": "middle", transform: `rotate(-90 12 ${(HIGH - EDGE.bottom) / 2})` }, up) : null,
  ];
}

function bars(one, index, count, labels, spot, ctx) {
  const wide = Math.min(38, (spot.width * 0.72) / count);
  return one.data.map((point) => {
    const value = Number(point.value) || 0;
    const x = spot.x(labels.indexOf(point.label)) + (index - count / 2) * wide;
    const [top, foot] = [spot.y(Math.max(0, value)), spot.y(Math.min(0, value))];
    return svg("rect", { x: x + 1, y: top, width: Math.max(wide - 2, 1), height: Math.max(foot - top, 0.5), rx: 2.5, class: `ink-${index % 8}` },
      svg("title", null, `${one.name} · ${point.label}: ${figure(value, ctx)}`));
  });
}

function line(one, index, count, labels, spot, ctx) {
  const points = one.data.map((point) => [spot.x(labels.indexOf(point.label)), spot.y(Number(point.value) || 0)]);
  return [
    svg("polyline", { points: points.map((pair) => pair.join(",")).join(" "), class: `stroke-${index % 8}` }),
    one.data.map((point, at) => svg("circle", { cx: points[at][0], cy: points[at][1], r: 3.2, class: `ink-${index % 8}` },
      svg("title", null, `${one.name} · ${point.label}: ${figure(point.value, ctx)}`))),
  ];
}

function area(one, index, count, labels, spot, ctx) {
  const points = one.data.map((point) => [spot.x(labels.indexOf(point.label)), spot.y(Number(point.value) || 0)]);
  if (!points.length) return [];
  const foot = spot.y(0);
  const outline = [[points[0][0], foot], ...points, [points.at(-1)[0], foot]].map((pair) => pair.join(",")).join(" ");
  return [svg("polygon", { points: outline, class: `wash-${index % 8}` }), line(one, index, count, labels, spot, ctx)];
}

function figure(value, ctx) {
  return new Intl.NumberFormat(ctx.locale, { maximumFractionDigits: 2 }).format(Number(value) || 0);
}
