// A picture's page is walked through with the arrow keys, and left with Escape; pictures are sent a few at a time.
const ways = document.querySelector("[data-gallery]");
const focus = "gallery:focus"; // which way the reader goes: the focus stays on it
if (ways) {
  const way = { ArrowLeft: "[rel=prev]", ArrowRight: "[rel=next]", Escape: "[data-up]" };
  if (document.dir === "rtl") [way.ArrowLeft, way.ArrowRight] = [way.ArrowRight, way.ArrowLeft];
  const came = sessionStorage.getItem(focus);
  sessionStorage.removeItem(focus);
  if (came) (ways.querySelector(came) ?? ways.querySelector("[data-up]")).focus();
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = way[event.key] && ways.querySelector(way[event.key]);
    if (!link) return;
    event.preventDefault();
    try { sessionStorage.setItem(focus, way[event.key]); } catch { /* the focus begins at the top */ }
    link.click();
  });
} else {
  const there = location.hash.startsWith("#picture-") && document.getElementById(location.hash.slice(1));
  if (there && sessionStorage.getItem(focus)) there.querySelector("a").focus();
  sessionStorage.removeItem(focus);
}

const form = document.querySelector("form[data-batches]");
const AT_ONCE = 5; // files
const MOST = 30_000_000; // bytes
form?.addEventListener("submit", async (event) => {
  const files = [...form.elements.files.files];
  if (files.length < 2) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]"), says = form.querySelector("[data-progress]");
  const refused = [];
  let sent = 0, kept = 0;
  button.disabled = true;
  while (files.length) {
    const batch = [files.shift()];
    while (files.length && batch.length < AT_ONCE && [...batch, files[0]].reduce((sum, one) => sum + one.size, 0) < MOST) batch.push(files.shift());
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const one of batch) body.append("files", one, one.name);
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Batch": "1" } });
      if (!answer.ok) throw answer;
      const told = await answer.json();
      kept += told.kept;
      refused.push(...told.refused);
    } catch { refused.push(...batch.map((one) => `${one.name}: ${form.dataset.failed}`)); }
    sent += batch.length;
    says.textContent = form.dataset.says.replace("##", sent + files.length).replace("#", sent);
  }
  if (!refused.length && kept) { location = form.dataset.batches; return; }
  button.disabled = false;
  form.elements.files.value = "";
  for (const one of refused) {
    const line = says.appendChild(document.createElement("p"));
    line.className = "note bad";
    line.textContent = one;
  }
  if (kept) {
    const link = says.appendChild(document.createElement("a"));
    link.href = form.dataset.batches;
    link.textContent = form.dataset.next;
  }
});
