// A button with data-copy="ID" copies the text of the element ID and says so in the element named by data-says.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).innerText.replace(/\s+/g, " ").trim();
    const says = document.getElementById(button.dataset.says);
    try {
      await navigator.clipboard.writeText(text);
      says.textContent = button.dataset.done;
    } catch {
      says.textContent = button.dataset.failed;
    }
  });
}
