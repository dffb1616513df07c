/* Single keys in the queue: each presses what carries it as data-key. A list of them, where they can be switched off. */
const KEPT = "queue-keys";
const list = document.getElementById("keys");
const on = list.querySelector("[data-keys-on]");
const queue = () => document.getElementById("queue");
const isWriting = (element) => element.matches?.("textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");

function find(key) {
  return [...queue().querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
}

function press(element) {
  const needed = element.form?.elements[element.dataset.needs];
  if (needed && !needed.value.trim()) {
    needed.focus();
    return;
  }
  if (element.matches("input")) {
    element.focus();
    element.select();
    return;
  }
  element.click();
  const details = element.closest("summary")?.parentElement;
  if (!details?.open) return;
  details.querySelector("textarea[name=body], input[type=radio], select, textarea")?.focus();
  details.lastElementChild.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.repeat || list.open) return;
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
    event.preventDefault();
    const buttons = target.form.querySelectorAll("[type=submit]:not([formmethod=dialog])");
    if (buttons.length === 1) target.form.requestSubmit(buttons[0]);
    else buttons[0]?.focus(); // which of them is for a person to say
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  if (key === "Escape") {
    const details = target.closest("details[open]");
    if (details) details.open = false;
    document.getElementById("front").focus({ preventScroll: true });
    return;
  }
  if (isWriting(target) || !on.checked) return;
  if (key.startsWith("Arrow") && target.matches("input")) return;
  if (key === "?") {
    event.preventDefault();
    list.showModal();
    return;
  }
  if (queue().hasAttribute("aria-busy")) return;
  const rule = queue().querySelector(`.decide__ruled[open] [data-digit="${CSS.escape(key)}"]`);
  if (rule) {
    event.preventDefault();
    rule.checked = true;
    rule.focus();
    rule.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const found = find(key);
  if (!found) return;
  event.preventDefault();
  press(found);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) list.showModal();
  if (event.target.closest("[data-keys-close]")) list.close();
});

function show() {
  document.body.classList.toggle("has-keys", on.checked);
}

on.checked = localStorage.getItem(KEPT) !== "off";
on.addEventListener("change", () => {
  localStorage.setItem(KEPT, on.checked ? "on" : "off");
  show();
});
show();
