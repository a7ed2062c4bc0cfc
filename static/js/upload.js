// Files that are dropped onto a page of documents are put into its form; each is then sent by itself, so that one that is refused, or a line that
// breaks, leaves the others alone.
const form = document.querySelector("form[data-upload]");
const input = form.querySelector("input[type=file]");
const came = form.querySelector("[data-came]");
const page = document.querySelector("main");
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

form.querySelector("[data-drop-note]").hidden = false;
page.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  page.classList.add("dropping");
});
page.addEventListener("dragleave", (event) => { if (!page.contains(event.relatedTarget)) page.classList.remove("dropping"); });
page.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  page.classList.remove("dropping");
  input.files = event.dataTransfer.files;
  form.closest("details")?.setAttribute("open", "");
  form.querySelector("input[type=radio]:checked, button[type=submit]").focus(); // who may see them is still to be said
});

const row = (name, state) => {
  const item = document.createElement("li");
  const told = document.createElement("span");
  item.dir = "auto";
  item.append(`${name} `, told);
  told.className = "how";
  told.textContent = state;
  came.append(item);
  return (said) => { told.textContent = said; };
};

const send = async (file) => {
  const body = new FormData(form);
  body.delete(input.name);
  body.append(input.name, file, file.name);
  const say = row(file.name, form.dataset.sending);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Upload": "1" } });
    if (!answer.ok || answer.redirected) throw answer;
    const { refused } = await answer.json();
    say(refused.length ? refused.join(" ") : form.dataset.sent);
    return !refused.length;
  } catch {
    say(form.dataset.failed);
    return false;
  }
};

form.addEventListener("submit", async (event) => {
  if (!input.files.length || !form.checkValidity()) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  came.replaceChildren();
  const files = [...input.files];
  const kept = [];
  for (const file of files) kept.push(await send(file));
  const folder = form.querySelector("[name=folder]").value;
  const place = folder ? form.action.replace(/add\/$/, `folder/${folder}/`) : form.action.replace(/add\/$/, "");
  if (kept.every(Boolean)) { location.assign(place); return; }
  button.disabled = false;
  input.value = "";
  if (!kept.some(Boolean)) return;
  const link = document.createElement("a");
  link.href = place;
  link.textContent = form.dataset.all;
  came.append(document.createElement("li"));
  came.lastChild.append(link);
});
