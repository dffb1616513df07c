/* Moves the rows of an ordered list up and down by buttons, and keeps their "place" inputs in step. */
document.addEventListener("DOMContentLoaded", () => {
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
  const place = (row) => row.querySelector('input[name$="-position"]');
  const index = (row) => Number(row.id.split("-").pop());

  function arrange(group, before) {
    const rows = rowsOf(group).sort(before);
    const template = group.querySelector(".empty-form");
    rows.forEach((row) => template.before(row));
    return rows;
  }

  function byPlace(one, other) {
    const [first, second] = [one, other].map((row) => (place(row).value === "" ? Infinity : Number(place(row).value)));
    return first === second ? index(one) - index(other) : first - second;
  }

  function number(group) {
    const rows = rowsOf(group);
    rows.forEach((row, order) => {
      place(row).value = order + 1;
      row.querySelector("[data-move=up]").disabled = order === 0;
      row.querySelector("[data-move=down]").disabled = order === rows.length - 1;
      row.querySelector(".inline_label").textContent = `#${order + 1}`;
    });
  }

  function equip(group, row) {
    if (row.querySelector("[data-move]")) return;
    const buttons = document.createElement("span");
    buttons.className = "move";
    for (const [way, words] of [["up", "Move up"], ["down", "Move down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.dataset.move = way;
      button.textContent = words;
      buttons.append(button);
    }
    row.querySelector("h3").append(buttons);
    place(row).closest(".field").hidden = true;
  }

  for (const group of document.querySelectorAll("[data-orderable]")) {
    const what = group.dataset.orderable;
    const said = document.createElement("p");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    group.append(said);

    const refresh = () => {
      rowsOf(group).forEach((row) => equip(group, row));
      number(group);
    };
    arrange(group, byPlace);
    refresh();

    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const row = button.closest(".inline-related");
      const rows = rowsOf(group);
      const to = rows.indexOf(row) + (button.dataset.move === "up" ? -1 : 1);
      if (!rows[to]) return;
      if (button.dataset.move === "up") rows[to].before(row);
      else rows[to].after(row);
      number(group);
      said.textContent = `${what} is now ${to + 1} of ${rows.length}`;
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button).focus();
    });

    // Django gives rows their numbers anew, as they stand, when one is removed: kept ones have to come first then.
    group.addEventListener("click", (event) => {
      if (!event.target.closest(".inline-deletelink")) return;
      arrange(group, (one, other) => index(one) - index(other));
      setTimeout(() => {
        arrange(group, byPlace);
        refresh();
      });
    }, true);

    document.addEventListener("formset:added", (event) => {
      if (!group.contains(event.target)) return;
      place(event.target).value = "";
      arrange(group, byPlace);
      refresh();
    });
  }
});
