// A list: how many rows are chosen, all of a page at once, all of the list.
const bulk = document.querySelector("[data-bulk]");
const boxes = [...document.querySelectorAll("[data-choose]")];
const all = document.querySelector("[data-choose-all]");

if (bulk && boxes.length) {
  const said = bulk.querySelector("[data-chosen]");
  const across = bulk.querySelector("[data-choose-across]");
  const isAcross = bulk.querySelector("[name=select_across]");
  const total = Number(bulk.dataset.all);
  let last = null;

  const words = (number) => `${number.toLocaleString("en")} ${number === 1 ? bulk.dataset.one : bulk.dataset.many}`;

  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (chosen < boxes.length) isAcross.value = "0";
    said.textContent = `${words(isAcross.value === "1" ? total : chosen)} chosen`;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    if (across) {
      across.hidden = chosen < boxes.length;
      across.textContent = isAcross.value === "1" ? "Only those on this page" : `Choose all ${words(total)}`;
    }
  };

  // With Shift, all from the one before to this one.
  const choose = (event) => {
    const box = event.currentTarget;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    tell();
  };

  for (const box of boxes) box.addEventListener("click", choose);
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  across?.addEventListener("click", () => {
    isAcross.value = isAcross.value === "1" ? "0" : "1";
    tell();
  });
  addEventListener("pageshow", tell); // a browser that goes back brings the marks back
  tell();
}
