/* The queue without leaving the page: the same addresses and forms, fetched and put in; single keys; ticks by range. */
const said = document.getElementById("queue-said");
const list = document.getElementById("keys");
const KEPT = "queue-keys";
let busy = false;

const queue = () => document.getElementById("queue");
const isWriting = (element) => element.matches?.("textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
const areKeysOn = () => localStorage.getItem(KEPT) !== "off";

// -- Going on --

async function go(url, options = {}) {
  if (busy) return;
  busy = true;
  queue().setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("queue");
    if (!fresh) { // signed out, perhaps: the browser shows what came of it
      location.assign(response.redirected ? response.url : location.href);
      return;
    }
    queue().replaceWith(document.adoptNode(fresh));
    const shown = response.redirected || !options.method ? response.url : location.href;
    if (shown !== location.href) history[options.method ? "replaceState" : "pushState"]({}, "", shown);
    settle();
  } catch {
    say("The server does not answer. Nothing was changed; try again.");
    queue().removeAttribute("aria-busy");
  } finally {
    busy = false;
  }
}

function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

function settle() {
  dress();
  const words = [...queue().querySelectorAll("[data-say]")].map((one) => one.innerText.replace(/\bUndo u\b/, "").trim());
  const front = document.getElementById("front");
  const written = queue().querySelector("details[open] textarea[name=body]");
  (written ?? front).focus({ preventScroll: true });
  if (front.getBoundingClientRect().top < 0 || innerWidth >= 1000) scrollTo({ top: 0 });
  const name = document.getElementById("front-title")?.innerText;
  say([...words, name ? `Next: ${name}` : "Nothing is left here."].join(" "));
  document.querySelector(".row--front")?.scrollIntoView({ block: "nearest" });
}

function submit(form, button) {
  const data = new FormData(form, button);
  if (form.method === "get") {
    const query = new URLSearchParams([...data].filter(([, value]) => value !== ""));
    return go(`${form.getAttribute("action")}?${query}`);
  }
  return go(form.action, { method: "POST", body: new URLSearchParams(data) });
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#queue")) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#queue a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  go(link.href);
});

addEventListener("popstate", () => location.reload());

// -- Ticks --

let ticked = null;

document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-all] input");
  const boxes = [...queue().querySelectorAll("#list input[name=comment]")];
  if (all) for (const box of boxes) box.checked = all.checked;
  const here = boxes.indexOf(event.target);
  if (here < 0) return;
  const there = boxes.indexOf(ticked);
  if (event.shiftKey && there >= 0) {
    for (const box of boxes.slice(Math.min(here, there), Math.max(here, there) + 1)) box.checked = event.target.checked;
  }
  ticked = event.target;
});

// -- Keys --

function find(key) {
  return [...queue().querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
}

function press(element) {
  if (element.matches("input")) {
    element.focus();
    element.select();
    return;
  }
  element.click();
  const details = element.closest("summary")?.parentElement;
  if (!details?.open) return;
  details.querySelector("textarea[name=body], input[type=radio], select, textarea")?.focus();
  details.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.repeat || list.open) return;
  const { target, key } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
    event.preventDefault();
    target.form.requestSubmit(target.form.querySelector("[type=submit]"));
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  if (key === "Escape") {
    const details = target.closest("details[open]");
    if (details) details.open = false;
    document.getElementById("front").focus({ preventScroll: true });
    return;
  }
  if (isWriting(target) || !areKeysOn()) return;
  if (key.startsWith("Arrow") && target.matches("input")) return;
  if (key === "?") {
    event.preventDefault();
    list.showModal();
    return;
  }
  if (busy) return;
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

// The words of the rule, as long as nobody wrote others.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-says]")) return;
  const field = event.target.form.querySelector("[name=statement]");
  const rules = [...event.target.form.querySelectorAll("[data-says]")].map((rule) => rule.dataset.says);
  if (!field.value || rules.includes(field.value)) field.value = event.target.dataset.says;
});

// -- What a script alone can use --

function dress() {
  const opener = queue().querySelector("[data-keys-open]");
  opener.hidden = false;
  opener.addEventListener("click", () => list.showModal());
  queue().querySelector("[data-all]")?.removeAttribute("hidden");
  queue().classList.toggle("queue--keys", areKeysOn());
}

list.querySelector("[data-keys-close]").addEventListener("click", () => list.close());
const on = list.querySelector("[data-keys-on]");
on.checked = areKeysOn();
on.addEventListener("change", () => {
  localStorage.setItem(KEPT, on.checked ? "on" : "off");
  dress();
});
dress();
