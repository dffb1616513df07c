/*
 * The queue without leaving the page: the same addresses and forms, fetched and put in. What was ticked or begun to
 * write is there again when its comment is, until it is sent. Who listens for "queue:shown" hears of each change.
 */
const said = document.getElementById("queue-said");
const trouble = document.getElementById("queue-trouble");
let busy = false;

const queue = () => document.getElementById("queue");

const number = (root) => root.querySelector(".menu__item[aria-current] .menu__number");

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
      number(document)?.replaceWith(number(page) ?? "");
      putBack();
      const shown = response.redirected || !options.method ? response.url : location.href;
      if (shown !== location.href) history[options.method ? "replaceState" : "pushState"]({}, "", shown);
      settle(Boolean(form));
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

function settle(wasSent) {
  document.dispatchEvent(new Event("queue:shown"));
  const told = [...queue().querySelectorAll("[data-say]")].filter((one) => !one.querySelector("[role=alert]")); // which says itself
  const words = told.map((one) => (one.querySelector("p") ?? one).innerText);
  const front = document.getElementById("front");
  const answer = queue().querySelector("details[open] textarea[name=body]");
  (answer ?? front).focus({ preventScroll: true });
  const going = document.querySelector(".queue__going").getBoundingClientRect().top - 8;
  const isWide = matchMedia("(min-width: 60rem)").matches; // the list stands beside
  if (isWide) scrollTo({ top: 0, behavior: "instant" });
  else if (wasSent || going < 0) scrollBy({ top: going, behavior: "instant" });
  const name = document.getElementById("front-title")?.innerText;
  say([...words, name ? `Next: ${name}` : "Nothing is left here."].join(" "));
  if (isWide) document.querySelector(".waiting [aria-current]")?.scrollIntoView({ block: "nearest" });
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
