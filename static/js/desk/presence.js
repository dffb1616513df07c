/* Tells the server that the story is open here, and the person who else has it open and what they saved meanwhile. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("article_form");
  const page = document.querySelector("[data-keeping]");
  if (!form || !page) return;

  const BEAT = 15_000; // ms
  const others = document.querySelector("[data-others]");
  const changed = document.querySelector("[data-changed]");

  function say(place, words) {
    if (place.textContent !== words) place.textContent = words; // the same words are not read out again
  }

  function data(more = {}) {
    const posted = new FormData();
    for (const name of ["csrfmiddlewaretoken", "version", "based_on"]) posted.append(name, form.elements[name].value);
    for (const [name, value] of Object.entries(more)) posted.append(name, value);
    return posted;
  }

  function tell(change) {
    document.querySelector("[data-changed-notice]").hidden = !change;
    say(changed, change ? `${change.words} Go on: when you save, you see both versions and choose.` : "");
  }

  async function beat() {
    const url = page.dataset.presenceUrl;
    if (!url || document.visibilityState === "hidden") return;
    let response;
    try {
      response = await fetch(url, { method: "POST", body: data(), redirect: "manual" });
    } catch {
      return;
    }
    if (response.type === "opaqueredirect") document.dispatchEvent(new CustomEvent("desk:logged-out"));
    if (!response.ok) return;
    const answer = await response.json();
    say(others, answer.others);
    if (answer.changed_by_others) tell(answer.changed_by_others);
  }

  function leave() {
    if (page.dataset.presenceUrl) navigator.sendBeacon(page.dataset.presenceUrl, data({ leave: "1" }));
  }

  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("desk:begun", beat);
  document.addEventListener("desk:changed", (event) => tell(event.detail));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  beat();
});
