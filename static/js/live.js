/*
 * Asks now and then whether a live coverage has something new: a 304 costs next to nothing. What was changed or taken
 * back is put right where it stands; what is new waits until it is asked for, so that nothing moves that is being read.
 * In a tab that nobody sees it rests. Without this script a link loads the page again.
 */
const EVERY = 20_000; // ms
const live = document.querySelector("[data-live]");
const part = (name, within = live) => within.querySelector(`[data-live-${name}]`);
const [said, show, entries] = ["said", "show", "entries"].map((name) => part(name));
const usual = show.textContent;
let { etag } = live.dataset;
let fresh = []; // what is not shown yet, newest first
let isWhole = true; // whether it joins what is shown

async function look() {
  if (document.hidden) return;
  let response;
  try {
    response = await fetch(live.dataset.live, { headers: { "If-None-Match": etag }, cache: "no-store" });
  } catch {
    return; // the next time, perhaps
  }
  if ([404, 410].includes(response.status)) clearInterval(timer);
  if (response.status !== 200) return;
  etag = response.headers.get("ETag");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  part("over").replaceWith(part("over", page));
  const found = [...page.querySelectorAll("[data-entry]")];
  fresh = [];
  for (const entry of found) {
    const here = document.getElementById(entry.id);
    if (!here) fresh.push(entry);
    else if (here.dataset.entry !== entry.dataset.entry) here.replaceWith(entry);
  }
  isWhole = fresh.length < found.length || !entries.querySelector("[data-entry]");
  const words = fresh.length === 1 ? "1 new entry" : `${fresh.length}${isWhole ? "" : " or more"} new entries`;
  const isOver = "ended" in part("entries", page).dataset;
  if (isOver) clearInterval(timer);
  say([fresh.length ? words : "", isOver ? "This coverage has ended" : ""].filter(Boolean).join(". "));
}

function say(words) {
  said.textContent = words;
  show.textContent = fresh.length ? "Show" : usual;
}

show.addEventListener("click", (event) => {
  if (!fresh.length || !isWhole) return; // the page is loaded again
  event.preventDefault();
  part("entries").querySelector(".live__nothing")?.remove();
  const pinned = entries.querySelector(".entry--pinned");
  if (pinned) pinned.after(...fresh);
  else entries.prepend(...fresh);
  fresh[0].tabIndex = -1;
  fresh[0].focus();
  fresh = [];
  say("");
});

const timer = setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
