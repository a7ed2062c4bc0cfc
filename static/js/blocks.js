// The form of a blog entry: the buttons that add, move and remove blocks do what they do without this, but the page stays where it is.
const form = document.querySelector("form[data-blocks]");

const replaced = async (button) => {
  const body = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-blocks]");
    if (!fresh) return false;
    form.action = fresh.getAttribute("action");
    const blocks = (where) => where.querySelector('section[aria-labelledby="blocks"]');
    blocks(form).replaceWith(document.adoptNode(blocks(fresh)));
    return true;
  } catch { return false; } finally { form.removeAttribute("aria-busy"); }
};

const focus = (action) => {
  const [what, which] = action.split(":");
  const blocks = [...form.querySelectorAll(".blocks > li")];
  const place = { add: blocks.length - 1, up: which - 2, down: Number(which), remove: Math.min(which - 1, blocks.length - 1) }[what] ?? which - 1;
  const button = what === "up" || what === "down" ? blocks[place]?.querySelector(`button[value^="${what}:"]`) : null;
  (button ?? blocks[place]?.querySelector("textarea, input:not([type=hidden]), button") ?? form.querySelector("[name=do]"))?.focus();
};

form?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "do" || form.hasAttribute("aria-busy")) return;
  event.preventDefault();
  if (await replaced(button)) focus(button.value);
  else form.requestSubmit(form.querySelector("[name=preview]")); // nothing is lost: the whole page is sent
});
