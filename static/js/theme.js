// Light, dark or as the system has it: the reader's choice, kept in this browser only.
const key = "theme";
const root = document.documentElement;

const kept = () => {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
};
const apply = (choice) => {
  if (choice) root.dataset.theme = choice;
  else delete root.dataset.theme;
};
if (!root.dataset.theme) apply(kept()); // a preview comes with its colours

const offer = () => {
  for (const control of document.querySelectorAll("[data-theme-choice]")) {
    const select = control.querySelector("select");
    select.value = kept();
    select.addEventListener("change", () => {
      try { localStorage.setItem(key, select.value); } catch { /* the choice then lasts for this page */ }
      apply(select.value);
    });
    control.hidden = false;
  }
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", offer);
else offer();
