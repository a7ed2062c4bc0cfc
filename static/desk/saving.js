// Wagtail saves a form by itself while one writes. Four gaps of that are closed here, for pages and whatever else has drafts.
// 1. Whoever publishes while such a saving is on its way would get a second draft, or be told of "another window": the button waits for it.
// 2. What is written while a saving is on its way would count as saved: it is saved next.
// 3. So would what is written in the first two seconds, before Wagtail begins to compare.
// 4. After a refused publishing Wagtail saves once and then compares no more: it is made to begin again.
const IGNORED = /^(csrfmiddlewaretoken|loaded_revision_id|loaded_revision_created_at|overwrite_revision_id|next|comments-.*)$/;
const form = document.querySelector("form[data-edit-form][data-controller~='w-autosave']");

if (form) {
  const { dataset } = form;
  let comparing = dataset.wUnsavedForceValue !== "true";
  const at = document.activeElement;
  // Written before the comparing began, perhaps even before this was loaded.
  let early = form.contains(at) && "defaultValue" in at && at.value !== at.defaultValue;
  let sent = null; // what the saving that is on its way has taken along
  let waiting = null; // the button that was pressed meanwhile

  const contents = (data, without) => JSON.stringify([...data].filter(([name]) => !IGNORED.test(name) && !(name in without)));
  const compare = () => { // any change of this value makes Wagtail look at the form anew
    dataset.wUnsavedCheckIntervalValue = dataset.wUnsavedCheckIntervalValue === "501" ? "500" : "501";
  };
  const unsaved = () => {
    dataset.wUnsavedForceValue = "true";
    compare();
  };
  const done = () => {
    sent = null;
    if (!waiting) return;
    const { name, value } = waiting; // a disabled button is not sent: its name goes along in its place
    if (name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.requestSubmit();
  };

  form.addEventListener("w-autosave:save", (event) => { sent = event.detail.formData; });
  document.addEventListener("w-autosave:success", ({ detail }) => { // after Wagtail's own listener, which counts all as saved
    const given = detail.data.field_updates ?? {};
    if (sent && contents(sent, given) !== contents(new FormData(form), given)) {
      setTimeout(unsaved);
    } else if (!comparing) {
      comparing = true;
      setTimeout(compare, 1000);
    }
    done();
  });
  form.addEventListener("w-autosave:error", done);
  form.addEventListener("input", (event) => { early ||= event.isTrusted; });
  form.addEventListener("w-unsaved:watch-edits", () => { if (early) setTimeout(unsaved); }, { once: true });
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    if (!sent) {
      dataset.wAutosaveActiveValue = "false"; // what is sent now is the last
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { name: event.submitter?.name, value: event.submitter?.value };
  }, { capture: true });
}
