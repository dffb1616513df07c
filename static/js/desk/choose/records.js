/*
 * A field that holds one record of many, a source or a story, by offers while one types. The hidden select that the page
 * came with holds what is chosen, and is what is sent. A source that is not there yet can be made on the spot, and in
 * place of a story an address be taken.
 */
import { askFor } from "./desk.js";
import { newSource } from "./new-source.js";
import { ask, element, offerWhileTyping } from "./offers.js";

const soft = (words) => element("span", { className: "soft", textContent: words });
const bold = (words) => element("b", { textContent: words });
const told = (field) => ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));

/* The fields of a new source, of a page that has them, for the row of `select`. */
function fieldsOf(select) {
  const parts = [...document.querySelectorAll("template[data-choosers]")].map(({ content }) => content);
  const form = document.importNode(parts.map((part) => part.querySelector("[data-chooser-make]")).find(Boolean), true);
  for (const field of form.querySelectorAll("[id]")) field.id += `-${select.id}`;
  for (const label of form.querySelectorAll("[for]")) label.htmlFor += `-${select.id}`;
  const said = element("p", { className: "field__error", hidden: true });
  said.setAttribute("role", "alert");
  form.setAttribute("role", "group");
  form.setAttribute("aria-label", "New source");
  form.prepend(element("p", { className: "field__label", textContent: "New source" }), said);
  form.querySelector("[data-chooser-add]").textContent = "Add and cite here";
  select.closest(".field").append(form);
  return { form, say: (words) => Object.assign(said, { textContent: words, hidden: !words }) };
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

  let fill = null; // begins a new source
  function makeSource(name) {
    if (!fill) {
      const { form, say } = fieldsOf(select);
      const close = () => {
        form.hidden = true;
        say("");
      };
      fill = newSource(form, {
        url: `${url}add/`,
        say,
        away() {
          close();
          input.focus();
        },
        made({ source, name: called }) {
          close();
          set(String(source), called);
          offers.say(`${called} is chosen.`);
          select.closest("[data-row]")?.querySelector("textarea")?.focus();
        },
      });
    }
    fill(name);
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
    return [{ parts: ["New source: ", bold(typed)], take: () => makeSource(typed) }];
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
