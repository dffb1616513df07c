/*
 * The dialogs of the editor's buttons: a search field with a list box that the desk fills. Arrow keys walk the list from
 * the field, Enter takes one, Escape closes; closing leads back to where the cursor was.
 */
CKEDITOR.desk.Chooser = class {
  static PAUSE = 200; // ms without a key before the desk is asked

  /* `choose(option)` is called with the chosen element; `before(typed)` may return options to stand first. */
  constructor({ kind, url, choose, before = () => [] }) {
    Object.assign(this, { kind, url, choose, before });
    const template = document.querySelector("template[data-choosers]");
    this.dialog = template.content.querySelector(`[data-chooser="${kind}"]`).cloneNode(true);
    document.body.append(this.dialog);
    const part = (name) => this.dialog.querySelector(`[data-chooser-${name}]`);
    for (const name of ["input", "list", "said", "more", "trouble", "results"]) this[name] = part(name);
    part("close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.closed());
    if (!this.list) return;
    this.input.addEventListener("input", () => this.soon());
    this.input.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.more.addEventListener("click", () => this.search(this.page + 1));
    part("retry").addEventListener("click", () => {
      this.input.focus();
      this.search();
    });
    window.addEventListener("focus", () => this.dialog.open && this.search()); // something may be new in another tab
  }

  open(whenClosed) {
    this.whenClosed = whenClosed;
    this.input.value = "";
    this.list?.replaceChildren(); // what was found last would jump away under the pointer
    this.dialog.showModal();
    this.input.focus();
    if (this.list) this.search();
  }

  close() {
    this.dialog.close();
    this.closed();
  }

  closed() {
    const { whenClosed } = this;
    clearTimeout(this.timer);
    this.asked = this.whenClosed = null;
    whenClosed?.();
  }

  // -- What there is --

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), this.constructor.PAUSE);
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  async search(page = 1) {
    clearTimeout(this.timer);
    const typed = this.input.value.trim();
    const asked = {};
    this.asked = asked;
    const query = new URLSearchParams({ q: typed, page, for: CKEDITOR.desk.story });
    this.list.setAttribute("aria-busy", "true");
    let found;
    try {
      found = await CKEDITOR.desk.ask(`${this.url}?${query}`);
    } catch (error) {
      if (this.asked !== asked) return; // something else was typed meanwhile
      this.list.removeAttribute("aria-busy");
      this.list.replaceChildren();
      this.more.hidden = true;
      this.said.textContent = error.message;
      this.trouble.hidden = false;
      return;
    }
    if (this.asked !== asked) return;
    this.list.removeAttribute("aria-busy");
    this.trouble.hidden = true;
    this.page = page;
    const first = this.options.length;
    // What was there stays the same element: a click that has begun on it is to end on it.
    const there = new Map(this.options.map((option) => [option.id, option]));
    const told = [...new DOMParser().parseFromString(found.html, "text/html").body.children];
    const fresh = told.map((option) => there.get(option.id) ?? option);
    if (page === 1) this.list.replaceChildren(...this.before(typed.toLowerCase()), ...fresh);
    else this.list.append(...fresh);
    this.more.hidden = !found.more;
    this.tell(typed, found.more);
    this.point(page === 1 ? null : this.options[first]);
    if (page === 1) this.results.scrollTop = 0;
  }

  tell(typed, more) {
    const all = this.options.length;
    const first = this.list.querySelectorAll("[role=group] [role=option]").length;
    const number = all - first;
    if (!all) this.said.textContent = typed ? `Nothing found for “${typed}”.` : "There is nothing yet.";
    else if (typed) this.said.textContent = `${all}${more ? " and more" : ""} found.`;
    else this.said.textContent = `${first ? `${first} in this story; the` : "The"} newest ${number}. Type to search.`;
  }

  // -- Walking and taking --

  /* Makes an option the one that Enter takes; null: none. */
  point(option) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.at = option ?? null;
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  walk(event) {
    if (event.isComposing) return;
    const { options } = this;
    const at = options.indexOf(this.at);
    // Home and End are the field's own until somebody has gone into the list.
    const to = {
      ArrowDown: at + 1 < options.length ? at + 1 : 0,
      ArrowUp: at > 0 ? at - 1 : options.length - 1,
      Home: at < 0 ? null : 0,
      End: at < 0 ? null : options.length - 1,
    }[event.key];
    if (to !== undefined && to !== null && options.length) {
      event.preventDefault();
      this.point(options[to]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take(this.at ?? (this.input.value.trim() && options.length === 1 ? options[0] : null));
    }
  }

  take(option) {
    if (!option || option.getAttribute("aria-disabled") === "true") {
      if (option) this.said.textContent = `“${option.dataset.label}” can’t be chosen: it is ${option.dataset.why}`;
      return;
    }
    this.choose(option);
  }
};
