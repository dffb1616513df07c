/*
 * A field that holds one record of many, a source or a story, by offers while one types. The hidden select that the page
 * came with holds what is chosen, and is what is sent. A source that is not there yet can be made on the spot, and in
 * place of a story an address be taken.
 */
import { askFor } from "./desk.js";
import { ask, element, offerWhileTyping } from "./offers.js";

const soft = (words) => element("span", { className: "soft", textContent: words });
const bold = (words) => element("b", { textContent: words });
const told = (field) => ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));

function kinds() {
  const parts = [...document.querySelectorAll("template[data-choosers]")].map(({ content }) => content);
  return [...(parts.map((part) => part.querySelector("[name=kind]")).find(Boolean)?.options ?? [])];
}

function record(select) {
  const { record: what, offers: url } = select.dataset;
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const input = element("input", { type: "text", id: `${select.id}-typed`, spellcheck: false });
  const help = document.getElementById(`${select.id}_helptext`);
  if (help) input.setAttribute("aria-describedby", help.id);
  if (label) label.htmlFor = input.id;
  select.after(input);
  delete select.dataset.record; // once is enough

  const chosen = () => select.selectedOptions[0];
  const show = () => { input.value = chosen()?.value ? chosen().textContent.trim() : ""; };

  function set(value, name) {
    select.replaceChildren(new Option("", ""), ...(value ? [new Option(name, value, true, true)] : []));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function kindsOf(name) {
    return kinds().map((kind) => ({
      parts: [bold(name), ": ", kind.textContent.toLowerCase()],
      async take() {
        try {
          const made = await askFor(`${url}add/`, { name, kind: kind.value, description: "" });
          set(String(made.source), made.name);
          offers.say(`${made.name} is chosen.`);
        } catch (error) {
          offers.say(error.refusal?.words ?? error.message);
        }
      },
    }));
  }

  function others(typed, found) {
    const row = select.closest("[data-row]");
    const address = row?.querySelector("[name$='-url']");
    if (what === "article" && address && /^https?:\/\/\S+$/.test(typed)) {
      return [{
        parts: ["Use the address ", bold(typed)],
        take() {
          set("", "");
          address.value = typed;
          told(address);
          const title = row.querySelector("[name$='-title']");
          title.closest("details").open = true;
          title.focus();
        },
      }];
    }
    const isThere = found.some(({ name }) => name.toLowerCase() === typed.toLowerCase());
    if (what !== "source" || !typed || isThere) return [];
    return [{ parts: ["New source: ", bold(typed)], take: () => offers.show(kindsOf(typed)) }];
  }

  async function look(typed) {
    const answer = await ask(url, { q: typed, for: document.querySelector("[data-story]")?.dataset.story ?? "" });
    if (!answer) return null;
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    const found = [...page.querySelectorAll("[role=option]:not([aria-disabled=true])")].slice(0, 8).map((option) => ({
      value: option.dataset.value,
      name: option.dataset.label,
      words: option.querySelector(".found__more")?.textContent.trim() ?? "",
    }));
    return [
      ...found.map(({ value, name, words }) => ({
        parts: [name, " ", soft(words)],
        take: () => set(value, name),
        done: `${name} is chosen.`,
      })),
      ...others(typed, found),
    ];
  }

  const offers = offerWhileTyping(input, { look, label: `Offers for ${label?.textContent.trim().toLowerCase() ?? what}` });
  select.addEventListener("change", show); // the editor chooses here, too
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    if (!input.value.trim() && chosen()?.value) set("", "");
    else show();
  });
  show();
}

const all = (within) => within.querySelectorAll("select[data-record]").forEach(record);
document.addEventListener("formset:added", (event) => all(event.target));
all(document);
