/* Length of headline and text while one writes, and the checklist of what is typed, asked of the server. */
document.addEventListener("DOMContentLoaded", () => {
  const checklist = document.getElementById("checklist");
  const form = document.getElementById("article_form");
  if (!checklist || !form) return;
  const counts = checklist;
  const said = checklist.querySelector("[data-checked]");
  const headline = form.elements.headline;
  const body = form.elements.body;
  const PAUSE = 1500; // ms without a key before the server is asked
  const BLOCKS = "p, h1, h2, h3, h4, h5, h6, div, section, ul, ol, li, blockquote, figcaption, table, caption, tr, td, th, pre, hr, br";
  const NO_TEXT = "aside[data-see-also], figure[data-image], sup[data-citation], div[data-embed], rt, rp, script, style";

  const editor = () => window.CKEDITOR?.instances[body?.id];
  const typed = () => editor()?.getData() ?? body?.value ?? "";

  // -- Length --

  /* What articles/richtext/reading_time.py calls the length: {words, characters}. */
  function lengthOf(text) {
    const withoutSpaces = new RegExp(`[${counts.dataset.withoutSpaces}]`, "u");
    let words = 0;
    let characters = 0;
    for (const run of text.split(/\s+/).filter(Boolean)) {
      const left = run.split(withoutSpaces);
      characters += left.length - 1;
      words += left.length === 1 ? 1 : left.filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
    }
    return { words, characters };
  }

  function wordsOf(html) {
    const text = new DOMParser().parseFromString(html, "text/html").body;
    text.querySelectorAll(NO_TEXT).forEach((element) => element.remove());
    text.querySelectorAll(BLOCKS).forEach((element) => {
      element.before("\n");
      element.append("\n");
    });
    return lengthOf(text.textContent);
  }

  const number = (value) => value.toLocaleString("en-GB");
  const several = (value, word) => `${number(value)} ${word}${value === 1 ? "" : "s"}`;

  function lengthOfText({ words, characters }, target) {
    const length = words + characters;
    const minutes = words / counts.dataset.wordsAMinute + characters / counts.dataset.charactersAMinute;
    let result = several(length, "word");
    if (target && length < target) result += ` of ${number(target)}, ${number(target - length)} to go`;
    else if (target && length > target) result += ` of ${number(target)}, ${number(length - target)} over`;
    else if (target) result += ", as asked for";
    return `${result}, ${several(Math.max(1, Math.round(minutes)), "minute")}`;
  }

  function lengthOfHeadline(length, limit) {
    if (length > limit) return `${several(length, "character")}, ${number(length - limit)} more than are shown everywhere`;
    return `${number(length)} of ${number(limit)} characters`;
  }

  const shown = (name) => document.querySelector(`[data-count=${name}]`);

  function count() {
    const target = Number(form.elements.word_target?.value || counts.dataset.wordTarget);
    const limit = Number(counts.dataset.headlineLimit);
    const letters = [...(headline?.value ?? "").replace(/\s+/g, " ").trim()].length;
    shown("text").textContent = lengthOfText(wordsOf(typed()), target);
    shown("headline").textContent = lengthOfHeadline(letters, limit);
    shown("headline").classList.toggle("write__over", letters > limit);
  }

  // -- Checklist --

  let timer, asking, again;

  function clock() {
    return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-findings]");
    if (!fresh) throw new Error("No checklist in the answer.");
    const old = checklist.querySelector("[data-findings]");
    const found = (element) => element.querySelectorAll(".check--needed, .check--look").length;
    const needed = fresh.querySelectorAll(".check--needed").length;
    // Told only when it differs: who writes is not to be interrupted by what they know.
    if (fresh.textContent.replace(/\s+/g, " ") !== old.textContent.replace(/\s+/g, " ")) {
      const rest = found(fresh) - needed;
      said.textContent = found(fresh) ? `Checklist: ${needed} needed, ${rest} to look at.` : "Checklist: nothing to mend.";
    }
    old.replaceWith(fresh);
    checklist.removeAttribute("data-stale");
  }

  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const data = new FormData(form);
      data.set("body", typed());
      // A redirect would be the login page: the session has ended, which the saving says.
      const response = await fetch(checklist.dataset.url, { method: "POST", body: data, redirect: "error" });
      if (!response.ok) throw new Error(response.status);
      show(await response.text());
    } catch {
      if (!checklist.dataset.stale) said.textContent = `The checklist is as of ${clock()}: the server doesn’t answer.`;
      checklist.dataset.stale = "1";
    }
    asking = false;
    if (again) {
      again = false;
      soon();
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  let frame;
  function changed() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(count);
    soon();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.CKEDITOR?.on("instanceReady", (event) => {
    if (event.editor.element.$ !== body) return;
    event.editor.on("change", changed);
    count();
  });
  count();
  if (document.getElementById("form-errors")) soon(); // what is typed is not what the page was made from
});
