/*
 * The dialogs in which one chooses, from the editor's buttons and from fields: a search field with a list box that the
 * desk fills. Arrow keys walk the list from the field, Enter takes one, Escape closes; closing leads back to where one was.
 */
import { askFor } from "./desk.js";

export class Chooser {
  static PAUSE = 200; // ms without a key before the desk is asked
  // So soon and so near a click is the second of a double one, though the hand trembled and the system counts anew.
  static DOUBLE = { ms: 400, px: 8 };

  opening = 0; // grows as the dialog opens and as it closes, so that what comes late can tell

  /*
   * `choose(option)` is called with the chosen element, and not again until it has resolved; `before(typed)` may return
   * options to stand first.
   */
  constructor({ kind, url, choose, before = () => [] }) {
    Object.assign(this, { kind, url, choose, before });
    const parts = [...document.querySelectorAll("template[data-choosers]")].map(({ content }) => content);
    this.dialog = document.importNode(parts.map((part) => part.querySelector(`[data-chooser="${kind}"]`)).find(Boolean), true);
    document.body.append(this.dialog);
    const part = (name) => this.dialog.querySelector(`[data-chooser-${name}]`);
    for (const name of ["input", "list", "said", "more", "trouble", "results"]) this[name] = part(name);
    part("close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.closed());
    if (!this.list) return;
    this.input.addEventListener("input", () => {
      this.point(null); // it was found for other words
      this.entered = null;
      this.soon();
    });
    this.input.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) Chooser.swallowSecond(event);
      this.take(option);
    });
    this.more.addEventListener("click", () => this.search(this.page + 1));
    part("retry").addEventListener("click", () => {
      this.input.focus();
      this.search();
    });
    window.addEventListener("focus", () => this.dialog.open && this.search()); // something may be new in another tab
  }

  /* What the desk answers, or an Error for the person. */
  ask(url) {
    return askFor(url);
  }

  /* The number of the story that is written, which is no choice in it; "" for none. */
  get story() {
    return "";
  }

  open(whenClosed) {
    this.opening += 1;
    this.whenClosed = whenClosed;
    this.input.value = "";
    this.dialog.showModal();
    this.input.focus();
    if (!this.list) return;
    this.empty(); // what was found last would jump away under the pointer
    this.search();
  }

  close() {
    this.dialog.close();
    this.closed();
  }

  closed() {
    if (this.dialog.open) return; // the browser tells it late, and of an opening before
    const { whenClosed } = this;
    clearTimeout(this.timer);
    this.opening += 1;
    this.asked = this.entered = this.whenClosed = null;
    whenClosed?.();
  }

  /* Whether the dialog has been open all the time since `opening` was its number. */
  isStill(opening) {
    return this.dialog.open && this.opening === opening;
  }

  /* What is chosen by a double click is chosen by its first; the second would hit what lies beneath the dialog. */
  static swallowSecond(first) {
    const { DOUBLE } = this;
    const EVENTS = ["mousedown", "mouseup", "click", "dblclick"];
    let isSecond = false;
    const stop = () => EVENTS.forEach((name) => document.removeEventListener(name, swallow, true));

    function swallow(event) {
      if (event.type === "mousedown") {
        const isSoon = event.timeStamp - first.timeStamp < DOUBLE.ms;
        const isNear = Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) < DOUBLE.px;
        isSecond = !isSecond && (event.detail > 1 || (isSoon && isNear));
        if (!isSecond) stop();
      }
      if (!isSecond) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type === "mouseup") setTimeout(stop); // click and dblclick come with it
    }

    EVENTS.forEach((name) => document.addEventListener(name, swallow, true));
  }

  // -- What there is --

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), this.constructor.PAUSE);
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get typed() {
    return this.input.value.trim();
  }

  empty() {
    this.list.replaceChildren();
    this.point(null);
    this.shown = null; // the words that the list was found for
    this.offerMore(false);
  }

  offerMore(isMore) {
    if (!isMore && document.activeElement === this.more) this.input.focus(); // nothing hidden keeps it
    this.more.hidden = !isMore;
  }

  async search(wanted = 1) {
    clearTimeout(this.timer);
    if (this.results.hidden) return; // something else stands in its place: nothing is told over it
    const { typed } = this;
    const page = typed === this.shown ? wanted : 1; // there is no more of what was never shown
    const asked = { typed };
    this.asked = asked;
    const query = new URLSearchParams({ q: typed, page, for: this.story });
    this.list.setAttribute("aria-busy", "true");
    let found;
    try {
      found = await this.ask(`${this.url}?${query}`);
    } catch (error) {
      if (this.asked !== asked || this.results.hidden) return; // something else was typed meanwhile
      this.asked = this.entered = null;
      this.list.removeAttribute("aria-busy");
      this.empty();
      this.said.textContent = error.message;
      this.trouble.hidden = false;
      return;
    }
    if (this.asked !== asked || this.results.hidden) return;
    this.asked = null;
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
    this.shown = typed;
    this.offerMore(found.more);
    this.tell(typed, found.more);
    this.point(page === 1 ? null : this.options[first]);
    if (page === 1) this.results.scrollTop = 0;
    if (this.entered === typed) this.enter();
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
      if (!event.repeat) this.enter(); // still held from “Show more”
    }
  }

  /* Does what Return means where nothing is found for the words that stand there. */
  none() {}

  /* Takes what is pointed at, or all that there is: of what was found for the words that stand there, and nothing else. */
  enter() {
    const { typed, options } = this;
    if (typed === this.shown) {
      this.entered = null;
      if (typed && !options.length) this.none();
      else this.take(this.at ?? (typed && options.length === 1 ? options[0] : null));
      return;
    }
    this.entered = typed;
    if (this.asked?.typed !== typed) this.search();
  }

  async take(option) {
    if (!option || option.getAttribute("aria-disabled") === "true") {
      if (option) this.said.textContent = `“${option.dataset.label}” can’t be chosen: it is ${option.dataset.why}`;
      return;
    }
    const { opening } = this;
    if (this.choosing === opening) return;
    this.choosing = opening;
    try {
      await this.choose(option);
    } finally {
      if (this.choosing === opening) this.choosing = null;
    }
  }
}
