// For forms in which people write at length: marks at the press of a button, files by paste and drop, and a draft until it is sent: at once
// in this browser, after a while on the server, where other devices find it.
const DAYS = 7;
const CALM = 5000; // milliseconds without typing
const PREFIX = "draft:";
const store = (() => { try { return localStorage; } catch { return null; } })();

const drafts = () => Object.keys(store ?? {}).filter((key) => key.startsWith(PREFIX));
const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
const keep = (key, fields) => {
  const words = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  try {
    if (fields.some((field) => field.type !== "select-one" && field.value.trim())) store.setItem(key, JSON.stringify({ at: Date.now(), words }));
    else store.removeItem(key);
  } catch { /* a full or closed store: what is written still stands in the form */ }
};

const draft = (form) => {
  const key = PREFIX + form.dataset.draft;
  const fields = () => [...form.querySelectorAll("textarea, input[type=text], select")]; // those of files come and go
  const note = form.querySelector("[data-draft-note]");
  const found = read(key);
  const other = (field) => (found.words[field.name] ?? field.value) !== field.value;
  const older = found?.at < form.dataset.saved * 1000; // than what the server keeps
  // Who asked to quote something wants that in the form.
  if (note && found && !older && !location.search.includes("quote=") && fields().some(other)) {
    for (const field of fields().filter(other)) {
      const before = field.value;
      field.value = found.words[field.name];
      if (field.type === "select-one" && field.selectedIndex < 0) field.value = before; // what could be chosen then
    }
    note.hidden = false;
  }
  note?.querySelector("button").addEventListener("click", () => store.removeItem(key));
  let waits;
  form.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(() => keep(key, fields()), 400); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waits);
    if (["preview", "attach", "detach", "save"].includes(event.submitter?.name)) keep(key, fields());
    else store.removeItem(key);
  });
};

const files = (form) => {
  const list = form.querySelector("[data-files]");
  const input = form.querySelector("input[type=file]");
  let waits, last;
  const send = async (chosen = []) => {
    clearTimeout(waits);
    last?.abort();
    if (!chosen.length) last = new AbortController();
    const body = new FormData(form);
    body.delete("files");
    for (const file of chosen) body.append("files", file, file.name);
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(list.dataset.files, { method: "POST", body, headers: { "X-Draft": "1" }, signal: chosen.length ? null : last.signal });
      if (!chosen.length) return;
      if (answer.status > 400) throw answer;
      list.innerHTML = await answer.text();
      (list.querySelector("input:invalid") ?? list.querySelector("li:last-child a"))?.focus(); // what is still to be described
    } catch { if (chosen.length) list.insertAdjacentText("afterbegin", list.dataset.failed); }
    finally { list.removeAttribute("aria-busy"); }
  };
  const take = (event, given) => {
    // What Word puts on the clipboard is words and a picture of them: the words are meant.
    if (!given?.files.length || given.types.includes("text/plain")) return;
    event.preventDefault();
    send([...given.files]);
  };
  form.querySelector("[name=attach]").hidden = true;
  form.querySelector("[data-paste]").hidden = false;
  input.addEventListener("change", () => { send([...input.files]); input.value = ""; });
  form.addEventListener("paste", (event) => take(event, event.clipboardData));
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
  form.addEventListener("drop", (event) => take(event, event.dataTransfer));
  form.addEventListener("input", (event) => { if (event.target !== input) { clearTimeout(waits); waits = setTimeout(send, CALM); } });
  form.addEventListener("submit", () => { clearTimeout(waits); last?.abort(); });
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
for (const list of document.querySelectorAll("[data-files]")) files(list.closest("form"));
for (const bar of document.querySelectorAll("[data-toolbar]")) toolbar(bar);
