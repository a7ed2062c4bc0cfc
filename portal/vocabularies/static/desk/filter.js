// Filters the boxes of a long list as one types. Ticked boxes always stay in sight.
function filterable(boxes) {
  const input = boxes.querySelector("input[type=search]");
  input.closest("p").hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    for (const group of boxes.querySelectorAll("fieldset")) {
      const labels = [...group.querySelectorAll("label")];
      for (const label of labels) {
        label.hidden = !label.querySelector("input").checked && !label.textContent.toLocaleLowerCase().includes(wanted);
      }
      group.hidden = labels.every((label) => label.hidden);
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-filter-boxes]").forEach(filterable);
});
