// For forms in which people write at length: marks at the press of a button, and a draft in this browser until it is sent.
const DAYS = 7;
const PREFIX = "draft:";
const store = (() => { try { return localStorage; } catch { return null; } })();

const drafts = () => Object.keys(store ?? {}).filter((key) => key.startsWith(PREFIX));
const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
const keep = (key, fields) => {
  const words = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  try {
    if (Object.values(words).some((text) => text.trim())) store.setItem(key, JSON.stringify({ at: Date.now(), words }));
    else store.removeItem(key);
  } catch { /* a full or closed store: what is written still stands in the form */ }
};

const draft = (form) => {
  const key = PREFIX + form.dataset.draft;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const note = form.querySelector("[data-draft-note]");
  const found = read(key);
  const other = (field) => (found.words[field.name] ?? field.value) !== field.value;
  // Who asked to quote something wants that in the form.
  if (found && !location.search.includes("quote=") && fields.some(other)) {
    for (const field of fields) field.value = found.words[field.name] ?? field.value;
    note.hidden = false;
    note.querySelector("button").addEventListener("click", () => {
      for (const field of fields) field.value = field.defaultValue;
      store.removeItem(key);
      note.hidden = true;
      fields[0].focus();
    });
  }
  let waits;
  form.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(keep, 400, key, fields); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waits);
    if (event.submitter?.name === "preview") keep(key, fields);
    else store.removeItem(key);
  });
};

const mark = (area, { before = "", after = "", line = "" }) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const from = line ? value.lastIndexOf("\n", start - 1) + 1 : start;
  const chosen = value.slice(from, end);
  const put = line ? chosen.split("\n").map((one) => line + one).join("\n") : before + chosen + after;
  area.setRangeText(put, from, end, "end");
  if (!line && start === end) area.selectionEnd = start + before.length;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
};

const toolbar = (bar) => {
  const area = bar.closest("form").querySelector("textarea");
  area.before(bar);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) mark(area, button.dataset);
  });
};

if (store) {
  for (const key of drafts()) if (!(Date.now() - read(key)?.at < DAYS * 864e5)) store.removeItem(key);
  for (const form of document.querySelectorAll("form[data-draft]")) draft(form);
  // Computers are shared, in prisons more than anywhere: whoever signs out takes their drafts along.
  document.querySelector("form[data-ends-drafts]")?.addEventListener("submit", () => drafts().forEach((key) => store.removeItem(key)));
}
for (const bar of document.querySelectorAll("[data-toolbar]")) toolbar(bar);
