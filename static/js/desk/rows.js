/* Rows of a story (authors, sources, links): added at once, moved by buttons; a closed row says what is in it. */
for (const group of document.querySelectorAll("[data-rows]")) {
  const prefix = group.dataset.rows;
  const what = group.dataset.what;
  const template = group.querySelector(":scope > template");
  const moves = group.querySelector(":scope > [data-moves]");
  const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const moved = group.querySelector("[data-moved]");
  const rows = () => [...group.querySelectorAll(":scope > [data-row]")];
  const field = (row, name) => row.querySelector(`[name^="${prefix}-"][name$="-${name}"]`);

  /* Numbers the rows as they stand, and says what stands in them. */
  function refresh() {
    const all = rows();
    all.forEach((row, index) => {
      field(row, "position").value = index + 1;
      row.querySelector(".row__place").hidden = true;
      if (!row.querySelector("[data-move]")) row.querySelector(".order").prepend(moves.content.cloneNode(true));
      row.querySelector(".fold__head").dataset.number = index + 1;
      for (const button of row.querySelectorAll("[data-move]")) button.hidden = all.length < 2;
      row.querySelector("[data-move=up]").disabled = index === 0;
      row.querySelector("[data-move=down]").disabled = index === all.length - 1;
    });
  }

  function say(row) {
    const chosen = field(row, "source") ?? field(row, "target");
    if (chosen?.type === "hidden") return; // what a saved row points to stays
    const name = chosen?.selectedOptions?.[0]?.textContent.trim() || field(row, "title")?.value || field(row, "url")?.value;
    row.querySelector("[data-name]").textContent = name || `New ${what}`;
  }

  function add() {
    const made = document.createElement("div");
    made.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = made.firstElementChild;
    template.before(row);
    total.value = Number(total.value) + 1;
    row.open = true;
    refresh();
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }));
    return row;
  }

  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-move]");
    if (!button) return;
    if ("addRow" in button.dataset) {
      event.preventDefault();
      const row = add();
      // The editor adds rows as well, while one writes: then the focus stays there.
      if (event.isTrusted) row.querySelector(".fold__body :is(input:not([type=hidden]), select, textarea, [tabindex='0']):not([hidden])")?.focus();
      return;
    }
    const all = rows();
    const row = button.closest("[data-row]");
    const to = all.indexOf(row) + (button.dataset.move === "up" ? -1 : 1);
    if (!all[to]) return;
    if (button.dataset.move === "up") all[to].before(row);
    else all[to].after(row);
    refresh();
    moved.textContent = `${what} is now ${to + 1} of ${all.length}`;
    (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button).focus();
    group.dispatchEvent(new Event("change", { bubbles: true }));
  });
  group.addEventListener("change", (event) => event.target.closest("[data-row]") && say(event.target.closest("[data-row]")));

  refresh();
}
