// Concepts can be dragged: onto the upper edge of a row, to stand before it; onto the rest, to lie below it. The arrows do the same without this.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".desk-tree");
  const form = document.getElementById("moves");
  if (!table || !form) return;
  document.querySelector("[data-drag-help]").hidden = false;
  let dragged = null;
  const rows = [...table.querySelectorAll("tbody tr")];
  const clear = () => rows.forEach((row) => row.classList.remove("onto", "ahead"));
  const isAhead = (row, event) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 3;

  for (const row of rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.concept);
    });
    row.addEventListener("dragend", clear);
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      clear();
      row.classList.add(isAhead(row, event) ? "ahead" : "onto");
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const ahead = isAhead(row, event);
      const said = { do: `place:${dragged.dataset.place}`, under: ahead ? row.dataset.parent : row.dataset.concept, before: ahead ? row.dataset.concept : "" };
      for (const [name, value] of Object.entries(said)) {
        const input = form.elements.namedItem(name) instanceof HTMLInputElement ? form.elements.namedItem(name) : form.appendChild(document.createElement("input"));
        Object.assign(input, { type: "hidden", name, value, disabled: false });
      }
      form.submit();
    });
  }
});
