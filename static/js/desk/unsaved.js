/*
 * Forms of records: who leaves one with something typed is asked first, and what was sent and not taken, because the
 * session had ended or the server was gone, is offered again. It is kept in this tab alone, until the next page.
 * Stories have more than that (autosave.js).
 */
document.addEventListener("DOMContentLoaded", () => {
  const KEPT = "newsroom-unsaved";
  if (document.getElementById("login-form")) return; // on the way back to the form
  const form = document.querySelector("form[data-unsaved], .change-form form.form:not(#article_form)");
  const here = location.pathname + location.search;
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  if (!form) return;

  const fields = () => [...form.elements].filter((element) => (
    element.name && !element.name.startsWith("_")
    && !["hidden", "submit", "button", "reset", "file", "password"].includes(element.type)
  ));

  /* Map of name → what stands there: a list of strings, as one name may have several fields. */
  function typed() {
    const found = new Map();
    for (const element of fields()) {
      const values = found.get(element.name) ?? [];
      if (element.type === "select-multiple") values.push(...[...element.selectedOptions].map((option) => option.value));
      else if (["checkbox", "radio"].includes(element.type)) values.push(...(element.checked ? [element.value] : []));
      else values.push(element.value);
      found.set(element.name, values);
    }
    return found;
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const shown = typed();
  const changes = () => [...typed()].filter(([name, values]) => !same(values, shown.get(name)));

  function putBack(name, values) {
    const rest = [...values];
    for (const element of fields().filter((each) => each.name === name)) {
      if (element.type === "select-multiple") {
        for (const option of element.options) option.selected = values.includes(option.value);
      } else if (["checkbox", "radio"].includes(element.type)) {
        element.checked = values.includes(element.value);
      } else {
        element.value = rest.shift() ?? "";
      }
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function offer(lost) {
    const box = document.createElement("div");
    box.className = "notice notice--warn";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "What you typed before");
    const words = document.createElement("p");
    words.textContent = "What you sent from this page was not saved. It is still here.";
    const buttons = [["Put it back", true], ["Leave it", false]].map(([label, back]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--small";
      button.textContent = label;
      button.addEventListener("click", () => {
        if (back) for (const [name, values] of lost) putBack(name, values);
        box.remove();
        fields()[0]?.focus();
      });
      return button;
    });
    box.append(words, ...buttons);
    form.prepend(box);
    buttons[0].focus();
  }

  if (kept?.here === here) {
    // What was saved stands there, or what became of it; only where nothing happened is there something to put back.
    const before = new Map(kept.shown);
    const lost = kept.typed.filter(([name, values]) => {
      const now = shown.get(name);
      return now && !same(now, values) && same(now, before.get(name));
    });
    if (lost.length) offer(lost);
  }

  let isSent = false;
  form.addEventListener("submit", (event) => {
    isSent = !event.defaultPrevented;
    sessionStorage.setItem(KEPT, JSON.stringify({ here, shown: [...shown], typed: changes() }));
  });
  window.addEventListener("pageshow", () => { isSent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && changes().length) event.preventDefault();
  });
});
