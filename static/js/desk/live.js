/* A live coverage at the desk: Ctrl+Enter posts, and what others do is seen without loading the page anew. */
const EVERY = 8_000; // ms
const form = document.getElementById("post");
const list = document.querySelector("[data-live-list]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (!form?.contains(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) form.requestSubmit(form.querySelector(".button--main"));
}, true);

// A second press while the first is under way would be a second entry in the eyes of whoever presses.
form?.addEventListener("submit", () => setTimeout(() => {
  for (const button of form.querySelectorAll("[name=post], [name=save]")) button.disabled = true;
}));
window.addEventListener("pageshow", () => {
  for (const button of form?.querySelectorAll("[name=post], [name=save]") ?? []) button.disabled = false;
});

if (list && !new URLSearchParams(location.search).has("entry")) {
  const said = document.querySelector("[data-live-said]");
  let etag = "";

  async function look() {
    if (document.hidden || list.contains(document.activeElement)) return; // nothing moves under a hand
    let response;
    try {
      response = await fetch(list.dataset.url, {
        headers: { "X-Part": "entries", ...(etag && { "If-None-Match": etag }) },
        cache: "no-store",
        redirect: "manual",
      });
    } catch {
      return;
    }
    if (response.type === "opaqueredirect") said.textContent = "You are signed out. Sign in in another tab before you post.";
    if (response.status !== 200) return;
    etag = response.headers.get("ETag");
    const part = new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
    const { last, lastBy, over } = part.dataset;
    document.getElementById("live-deeds").elements.over.value = over;
    const isNew = last !== list.firstElementChild.dataset.last;
    list.replaceChildren(part);
    if (isNew && lastBy !== list.dataset.me) said.textContent = last;
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
