/*
 * A front at the desk. All of it is one form that works without this: here stories are found while one types, are dragged
 * to a place as their button “Place” puts them, and after a deed the page stays where it was, with the focus where the
 * story went.
 */
const form = document.getElementById("front_form");
const KEPT = "newsroom-front";
const PAUSE = 200; // ms without a key before the desk is asked

function goOn() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  if (kept?.path !== location.pathname) return;
  window.scrollTo(0, kept.top);
  const place = location.hash.startsWith("#place-") && document.getElementById(location.hash.slice(1));
  if (!place) return;
  const buttons = [...place.querySelectorAll("button[name=do]:enabled, summary")].filter((one) => one.checkVisibility());
  const same = buttons.find(({ value }) => value?.startsWith(`${kept.verb} `));
  const next = same ?? buttons.find((one) => one.matches("summary")) ?? buttons[0];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.name !== "do") return;
  const [verb] = submitter.value.split(" ");
  sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, top: window.scrollY, verb }));
});

// A story is dragged by its headline, which is a link, or from what was found.
const DRAGGED = "application/x-newsroom-story";
const placeAt = (event) => event.dataTransfer.types.includes(DRAGGED) && event.target.closest("[data-place]");

function point(place) {
  form.querySelector(".is-target")?.classList.remove("is-target");
  if (place) place.classList.add("is-target");
}

form.addEventListener("dragstart", (event) => {
  const story = event.target.closest?.("[data-story]")?.dataset.story;
  if (story && !event.target.closest(".bubble")) event.dataTransfer.setData(DRAGGED, story);
});
form.addEventListener("dragover", (event) => {
  const place = placeAt(event);
  if (place) event.preventDefault();
  point(place);
});
form.addEventListener("dragend", () => point(null));
form.addEventListener("drop", (event) => {
  const place = placeAt(event);
  if (!place) return;
  event.preventDefault();
  point(null);
  const story = event.dataTransfer.getData(DRAGGED);
  if (story === place.dataset.story) return;
  form.elements.to.value = place.dataset.place;
  const button = Object.assign(document.createElement("button"), { name: "do", value: `put ${story}`, hidden: true });
  form.append(button);
  form.requestSubmit(button);
});

// A press elsewhere, and Escape, close what is open at a place.
document.addEventListener("click", ({ target }) => {
  for (const bubble of form.querySelectorAll(".bubble[open]")) {
    if (!bubble.contains(target) && !target.closest("dialog")) bubble.open = false;
  }
});
form.addEventListener("keydown", (event) => {
  const bubble = event.key === "Escape" && event.target.closest(".bubble[open]");
  if (!bubble) return;
  bubble.open = false;
  bubble.querySelector("summary").focus();
});

const typed = document.getElementById("id_q");
const found = document.getElementById("found");
let timer;
let asked = 0;

async function find() {
  asked += 1;
  const mine = asked;
  let html;
  try {
    const url = new URL(typed.closest("[data-find]").dataset.find, location);
    url.searchParams.set("q", typed.value);
    const answer = await fetch(url);
    html = answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    html = null;
  }
  if (mine !== asked) return;
  if (html === null) found.textContent = "The desk doesn’t answer. Press Find to try it again.";
  else found.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

typed.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});

// The browser goes to the place that the address names first, which would take the focus away again.
if (document.readyState === "complete") goOn();
else window.addEventListener("load", () => setTimeout(goOn));
