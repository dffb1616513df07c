/*
 * The queue without leaving the page: the same addresses and forms, fetched and put in; single keys; ticks by range.
 * What was ticked or begun to write is there again when its comment is, until it is sent.
 */
const said = document.getElementById("queue-said");
const trouble = document.getElementById("queue-trouble");
const list = document.getElementById("keys");
const KEPT = "queue-keys";
let busy = false;

const queue = () => document.getElementById("queue");
const isWriting = (element) => element.matches?.("textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
const areKeysOn = () => localStorage.getItem(KEPT) !== "off";

// -- Going on --

const UNKNOWN = "it may have been done all the same. Press again: what was done is not done twice.";

/* Shows what is at ``url``, or what came of ``form`` that was sent there. When nothing can be shown, the page stays. */
async function go(url, options = {}, form = null) {
  if (busy) return;
  busy = true;
  queue().setAttribute("aria-busy", "true");
  try {
    let { response, page } = await load(url, options);
    if (response.status === 403 && form && (await renew())) { // signed in anew since the page was made
      options.body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      ({ response, page } = await load(url, options));
    }
    const fresh = page.getElementById("queue");
    if (fresh) {
      trouble.hidden = true;
      keep(form);
      queue().replaceWith(document.adoptNode(fresh));
      putBack();
      const shown = response.redirected || !options.method ? response.url : location.href;
      if (shown !== location.href) history[options.method ? "replaceState" : "pushState"]({}, "", shown);
      settle();
    } else if (page.getElementById("login-form")) {
      complain("You were signed out. ");
      const link = document.createElement("a");
      Object.assign(link, { href: response.url, textContent: "Sign in in another tab", target: "_blank", rel: "noopener" });
      trouble.append(link, ", then press again here. What you typed is kept.");
    } else {
      complain(`The server could not answer (${response.status})${options.method ? `; ${UNKNOWN}` : ". Try again."}`);
    }
  } catch {
    complain(`The server does not answer${options.method ? `; ${UNKNOWN}` : ". Try again."}`);
  } finally {
    queue().removeAttribute("aria-busy");
    busy = false;
  }
}

async function load(url, options = {}) {
  const response = await fetch(url, { credentials: "same-origin", ...options });
  return { response, page: new DOMParser().parseFromString(await response.text(), "text/html") };
}

/* Gives the forms of the page a token that holds; resolves to whether there was one. */
async function renew() {
  const { page } = await load(location.href);
  const token = page.querySelector("#queue [name=csrfmiddlewaretoken]")?.value;
  if (token) for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return Boolean(token);
}

function complain(words) {
  trouble.replaceChildren(words);
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}

// -- What was begun: ticks, and words by the comment and the field they are for --

let ticks = [];
const begun = new Map();

const boxes = () => [...queue().querySelectorAll("#list input[name=comment]")];
const written = () => [...queue().querySelectorAll("#front :is(textarea, input[type=text])")];
const place = (field) => `${document.getElementById("front").dataset.comment} ${field.form.getAttribute("action")} ${field.name}`;

function keep(sent) {
  ticks = sent?.id === "list" ? [] : boxes().filter((box) => box.checked).map((box) => box.value);
  for (const field of written()) {
    if (field.form === sent || !field.value.trim()) begun.delete(place(field));
    else begun.set(place(field), field.value);
  }
}

function putBack() {
  for (const box of boxes()) if (ticks.includes(box.value)) box.checked = true;
  for (const field of written()) field.value ||= begun.get(place(field)) ?? "";
}

function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

function settle() {
  dress();
  const words = [...queue().querySelectorAll("[data-say]")].map((one) => one.innerText.replace(/\bUndo\s+u\b/, "").trim());
  const front = document.getElementById("front");
  const answer = queue().querySelector("details[open] textarea[name=body]");
  (answer ?? front).focus({ preventScroll: true });
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
  return go(form.action, { method: "POST", body: new URLSearchParams(data) }, form);
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("#queue")) return;
  event.preventDefault();
  if (!event.submitter?.matches("[formmethod=dialog]")) submit(event.target, event.submitter);
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
  const listed = boxes();
  if (all) for (const box of listed) box.checked = all.checked;
  const here = listed.indexOf(event.target);
  if (here < 0) return;
  const there = listed.indexOf(ticked);
  if (event.shiftKey && there >= 0) {
    for (const box of listed.slice(Math.min(here, there), Math.max(here, there) + 1)) box.checked = event.target.checked;
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
