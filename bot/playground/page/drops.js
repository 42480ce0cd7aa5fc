/** Files dropped on the channel or on the thread are shared there. */

/** Listens for files dragged over the page. */
export function acceptDrops(ctx) {
  for (const id of ["pane", "thread"]) listen(ctx, document.getElementById(id));
}

function listen(ctx, area) {
  const composer = () => (area.querySelector("[data-composer] textarea") ? area.querySelector("[data-composer]") : null);
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  area.addEventListener("dragover", (event) => {
    if (!hasFiles(event) || !composer()) return;
    event.preventDefault();
    area.dataset.drop = ctx.t("drop_here");
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) delete area.dataset.drop;
  });
  area.addEventListener("drop", (event) => {
    delete area.dataset.drop;
    if (!hasFiles(event) || !composer()) return;
    event.preventDefault();
    composer().tracerShare([...event.dataTransfer.files]);
  });
}
