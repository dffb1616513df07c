/*
 * Offers below a field while one types, as a combobox has them: arrow keys walk them from the field, Enter takes one,
 * Escape closes them and stays. The field keeps the focus throughout.
 */
const PAUSE = 150; // ms without a key before the desk is asked

let made = 0;

/* An element with these properties and children. */
export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/* What the desk answers at `url` to `query` (an object), or null when it does not. */
export async function ask(url, query) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}

/*
 * `look(typed)` resolves to the offers (list of { parts: nodes or words, label, take }), or null when nobody answers.
 * `onKey(event)` is for the keys that mean something else to the field; it says whether it has taken one.
 */
export function offerWhileTyping(input, { look, label, onKey = () => false }) {
  made += 1;
  const list = element("ul", { className: "offers", id: `offers-${made}`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  const said = element("span", { className: "visually-hidden" });
  said.setAttribute("role", "status");
  (input.closest(".chips") ?? input).after(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  input.autocomplete = "off";

  let offers = [];
  let at = -1;
  let timer;
  let asked = 0;
  let entered = false; // Enter came before the answer to what is typed

  const isOpen = () => !list.hidden;

  function point(index) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = index;
    const option = list.children[at];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function show(found) {
    offers = found;
    list.replaceChildren(...offers.map(({ parts }, index) => {
      const option = element("li", { className: "offers__one", id: `${list.id}-${index}` }, ...parts);
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    list.hidden = !offers.length;
    input.setAttribute("aria-expanded", String(isOpen()));
    point(-1);
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    entered = false;
    show([]);
  }

  function take(offer) {
    close();
    offer.take();
    said.textContent = offer.done ?? "";
  }

  async function search() {
    clearTimeout(timer);
    asked += 1;
    const mine = asked;
    const found = await look(input.value.trim());
    if (mine !== asked) return;
    show(found ?? []);
    if (!found) said.textContent = "The desk doesn’t answer. What you typed stays.";
    else said.textContent = offers.length ? `${offers.length} found. Arrow keys to choose.` : "Nothing found.";
    if (entered && offers.length) take(offers[0]);
    entered = false;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked += 1;
    entered = false;
    if (input.value.trim()) timer = setTimeout(search, PAUSE);
    else close();
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) {
        search();
        return;
      }
      const last = offers.length - 1;
      if (event.key === "ArrowDown") point(at < last ? at + 1 : 0);
      else point(at > 0 ? at - 1 : last);
    } else if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault(); // never the form's own button
      if (isOpen()) take(offers[Math.max(at, 0)]);
      else {
        entered = true;
        search().then(() => {});
      }
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  // A press on an offer takes no focus from the field.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("[role=option]"));
    input.focus(); // first: what is taken may lead on to another field
    if (index >= 0) take(offers[index]);
  });
  input.addEventListener("blur", () => { if (!entered) close(); }); // what was entered is taken when the answer comes
  return { say: (words) => { said.textContent = words; } };
}
