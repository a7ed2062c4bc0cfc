// A search box with data-suggest="ADDRESS" becomes a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/):
// suggestions in groups while one types; without this script the box and the address work by themselves.
const PAUSE = 120; // milliseconds after a key
const SHORTEST = 2; // letters that are asked for
let boxes = 0;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const enhance = (input) => {
  const id = `suggestions-${++boxes}`;
  const list = element("div", { role: "listbox", id, class: "suggestions", "aria-label": input.labels[0]?.textContent });
  const status = element("span", { role: "status", class: "hidden" });
  const known = new Map();
  let options = [], active = -1, timer = 0, asked = "";

  list.hidden = true;
  input.removeAttribute("list");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", id]]) {
    input.setAttribute(name, value);
  }
  input.closest(".finder").append(list, status);

  const activate = (number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const open = (shown) => {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) activate(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asked = "";
    open(false);
  };
  const option = ({ text, language, note, url }, number) => {
    const made = element("div", { role: "option", id: `${id}-${number}`, class: "suggestion", "aria-selected": "false" },
      element("span", { lang: language, dir: "auto" }, text), note ? element("span", { class: "how" }, note) : "");
    made.dataset.url = url;
    return made;
  };
  const show = ({ groups, announcement }) => {
    let number = 0;
    list.replaceChildren(...groups.map(({ label, suggestions }, place) => {
      const heading = element("div", { id: `${id}-group-${place}`, class: "over", role: "presentation" }, label);
      return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...suggestions.map((one) => option(one, number++)));
    }));
    options = [...list.querySelectorAll("[role=option]")];
    active = -1;
    activate(-1);
    open(options.length > 0);
    status.textContent = announcement;
  };
  const ask = async () => {
    const text = asked = input.value.trim();
    if (text.length < SHORTEST) return close();
    try {
      if (!known.has(text)) {
        const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) return open(false);
        known.set(text, await answer.json());
      }
    } catch {
      return open(false); // no connection: the box itself still works
    }
    if (text === asked && document.activeElement === input) show(known.get(text));
  };
  const follow = (chosen) => {
    close();
    location.assign(chosen.dataset.url);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const { key } = event;
    if ((key === "ArrowDown" || key === "ArrowUp") && list.hidden) {
      event.preventDefault();
      ask();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      const places = options.length + 1; // one of them is the box itself
      activate((active + 1 + (key === "ArrowDown" ? 1 : places - 1)) % places - 1);
    } else if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (key === "Enter" && options[active]) {
      event.preventDefault();
      follow(options[active]);
    } else if (key === "Enter" || key === "Tab") {
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) follow(chosen);
  });
};

for (const input of document.querySelectorAll("input[data-suggest]")) enhance(input);
