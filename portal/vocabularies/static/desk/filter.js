// Filters the boxes of a long list as one types: by their words, their other names and their heading. Ticked boxes always stay in sight.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function filterable(boxes) {
  const input = boxes.querySelector("input[type=search]");
  const none = boxes.querySelector("[role=status] span");
  input.closest("p").hidden = false;
  input.addEventListener("input", () => {
    const wanted = plain(input.value.trim());
    let found = false;
    for (const group of boxes.querySelectorAll("fieldset")) {
      const labels = [...group.querySelectorAll("label")];
      const all = plain(group.querySelector("legend").textContent).includes(wanted);
      for (const label of labels) {
        const box = label.querySelector("input");
        const named = all || plain(`${label.textContent} ${box.dataset.names}`).includes(wanted);
        found ||= named;
        label.hidden = !named && !box.checked;
      }
      group.hidden = labels.every((label) => label.hidden);
    }
    none.hidden = found;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-filter-boxes]").forEach(filterable);
});
