/*
 * Names in a row (authors, tags) as chips, with offers while one types. The text input that the page came with stays
 * what is sent: names separated by commas, in quotes if they hold one (articles/admin/names.py reads and writes it).
 */
import { ask, element, offerWhileTyping } from "./offers.js";

const split = (text) => [...text.matchAll(/\s*(?:"((?:[^"]|"")+)"\s*(?=,|$)|([^,]+))/g)]
  .map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') || plain).trim()).filter(Boolean);
const join = (names) => names.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");
const same = (one, other) => one.toLowerCase() === other.toLowerCase();

function chips(text) {
  const what = text.dataset.names;
  const most = Number(text.dataset.most);
  const known = new Map(); // name as it is sent → what the chip says of it
  for (const one of text.nextElementSibling.content.querySelectorAll("[data-name]")) {
    known.set(one.dataset.name, { label: one.textContent, isNew: "new" in one.dataset });
  }

  const input = element("input", { type: "text", id: text.id });
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    if (name !== "required" && text.hasAttribute(name)) input.setAttribute(name, text.getAttribute(name));
  }
  const box = element("div", { className: "chips" }, input);
  text.removeAttribute("id");
  text.required = false; // the server says so; nothing typed here would ever fill it
  text.hidden = true;
  text.after(box);

  const names = () => split(text.value);

  function draw() {
    box.querySelectorAll(".chip").forEach((chip) => chip.remove());
    input.before(...names().map((name) => {
      const { label, isNew } = known.get(name) ?? { label: name, isNew: false };
      const away = element("button", { type: "button", className: "chip__away" });
      away.setAttribute("aria-label", `Take ${label} away`);
      away.insertAdjacentHTML("beforeend", '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8"/></svg>');
      away.addEventListener("click", () => {
        set(names().filter((one) => one !== name), `${label} is taken away.`);
        input.focus();
      });
      const words = element("span", { className: "chip__name" }, label);
      if (isNew) words.append(" ", element("small", { className: "soft", textContent: "new" }));
      return element("span", { className: isNew ? "chip chip--new" : "chip" }, words, away);
    }));
  }

  function set(wanted, words) {
    text.value = join(wanted);
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.dispatchEvent(new Event("change", { bubbles: true }));
    offers.say(words);
  }

  function add(name, label, isNew) {
    input.value = "";
    known.set(name, { label, isNew });
    if (names().some((one) => same(one, name))) offers.say(`${label} is chosen already.`);
    else if (names().length >= most) offers.say(`${most} are the most.`);
    else set([...names(), name], `${label} is chosen.`);
  }

  const soft = (words) => element("span", { className: "soft", textContent: words });

  async function look(typed) {
    const found = await ask(text.dataset.offers, { q: typed });
    if (!found) return null;
    const offered = found.offers
      .filter(({ value }) => !names().some((one) => same(one, value)))
      .map(({ value, label, words, isNew }) => ({
        parts: [label, " ", soft(words)],
        take: () => add(value, label, isNew),
        done: `${label} is chosen.`,
      }));
    if (!found.add) return offered;
    const name = element("b", { textContent: found.add });
    const parts = what === "tag" ? ["New tag: ", name] : ["Add ", name, ` as a new ${what}`];
    return [...offered, {
      parts: found.note ? [...parts, " ", soft(found.note)] : parts,
      take: () => add(found.add, found.add, Boolean(found.note)),
      done: `${found.add} is chosen, as a new ${what}.`,
    }];
  }

  const offers = offerWhileTyping(input, {
    look,
    label: `Offers for ${document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim().toLowerCase() ?? what}`,
    onKey(event) {
      if (event.key !== "Backspace" || input.value || !names().length) return false;
      event.preventDefault();
      const last = names().at(-1);
      set(names().slice(0, -1), `${known.get(last)?.label ?? last} is taken away.`);
      return true;
    },
  });
  text.form?.addEventListener("submit", () => { // what stands there is meant, though nobody has entered it
    const typed = input.value.trim();
    if (typed) add(typed, typed, false);
  });
  box.addEventListener("click", (event) => { if (event.target === box) input.focus(); });
  text.addEventListener("change", draw);
  text.addEventListener("input", draw);
  draw();
}

document.querySelectorAll("input[data-names]").forEach(chips);
