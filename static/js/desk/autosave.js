/*
 * Keeps what is typed: on the server after some seconds of change and on leaving a field, in this browser with every
 * word. Nothing the server answers is written into what is typed.
 */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("article_form");
  const page = document.querySelector("[data-keeping]");
  if (!form || !page) return;

  const COPY_MAX = 2_000_000; // characters
  const COPY_DAYS = 30;
  const COPY_EVERY = 250; // ms
  const BEACON_MAX = 60_000; // bytes that a page may still send while it closes
  const ANSWER_WITHIN = 20_000; // ms
  const ASK_AGAIN = 10_000; // ms, while something is in the way
  const ABOUT_THE_FORM = new Set(["version", "based_on", "loaded_desk", "form_key"]);

  const seconds = Number(page.dataset.seconds);
  const user = page.dataset.user;
  const name = [...crypto.getRandomValues(new Uint32Array(3))].join("-");
  const usual = document.querySelector("[data-kept=usual]");
  const asSaved = usual.textContent;
  const more = document.querySelector("[data-kept=more]");
  const trouble = document.querySelector("[data-kept=trouble]");

  let revision = page.dataset.filled; // number of the autosave that this page made last
  let onServer = ""; // what the server has of it
  let copied = true; // whether this browser has what is typed
  let inTheWay = ""; // what keeps the server from having it
  let timer = 0;
  let copyTimer = 0;
  let isSending = false;
  let isSubmitting = false;

  // A form that was refused comes back as a page of its own, and goes on with what the page before it had sent.
  const SENT = "newsroom-sent";
  const isRefused = Boolean(document.getElementById("form-errors"));
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
  const line = (isRefused && sent?.line) || name; // the name of the first page of these
  sessionStorage.removeItem(SENT);

  // -- What is typed --

  function fields() {
    const editors = window.CKEDITOR?.instances ?? {};
    return [...new FormData(form)]
      .filter(([key, value]) => key !== "csrfmiddlewaretoken" && typeof value === "string")
      .map(([key, value]) => {
        const editor = editors[`id_${key}`];
        return [key, editor?.status === "ready" ? editor.getData() : value];
      });
  }

  const typed = () => JSON.stringify(fields().filter(([key]) => !ABOUT_THE_FORM.has(key)));
  const words = (html) => plain(html).split(/\s+/).filter(Boolean).length;

  function plain(html) {
    if (!html.includes("<")) return html;
    const parsed = new DOMParser().parseFromString(html.replace(/<\/(p|h\d|li|blockquote|tr)>/g, "$&\n"), "text/html");
    return parsed.body.textContent.replace(/\n{3,}/g, "\n\n").trim();
  }

  // -- The copy in this browser --

  const prefix = (story = page.dataset.story || "new") => `newsroom:${user}:${story}:`;
  let key = prefix() + name;
  navigator.locks?.request(`newsroom:${name}`, () => new Promise(() => {}));

  function writeCopy() {
    clearTimeout(copyTimer);
    copyTimer = 0;
    const now = typed();
    if (now === onServer && !isSubmitting) {
      localStorage.removeItem(key);
      copied = true;
      return;
    }
    const all = fields();
    const value = JSON.stringify({ at: Date.now(), line, url: page.dataset.autosaveUrl, isSubmitting, fields: all });
    copied = value.length <= COPY_MAX && store(value);
  }

  function store(value) {
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        localStorage.setItem(key, value);
        return true;
      } catch {
        const oldest = copies("").filter((copy) => copy.key !== key && copy.isSubmitting).at(-1);
        if (!oldest) return false;
        localStorage.removeItem(oldest.key);
      }
    }
    return false;
  }

  /* The copies whose key begins with `start`, newest first. */
  function copies(start) {
    const found = [];
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(start || `newsroom:${user}:`)) continue;
      try {
        found.push({ key: name, ...JSON.parse(localStorage.getItem(name)) });
      } catch {
        localStorage.removeItem(name);
      }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  function sweep() {
    const oldest = Date.now() - COPY_DAYS * 24 * 3600 * 1000;
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("newsroom:")) continue;
      try {
        if (JSON.parse(localStorage.getItem(name)).at < oldest) localStorage.removeItem(name);
      } catch {
        localStorage.removeItem(name);
      }
    }
  }

  // -- The server --

  function setToken(token) {
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  }

  /* Returns the answer as an object, or a string: what is in the way. */
  async function ask(url, options = {}) {
    let response;
    try {
      response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN), ...options });
    } catch {
      return "network";
    }
    if (response.type === "opaqueredirect") return "logged out";
    if (response.status === 409) return "another user";
    if (response.status === 403) return "refused";
    if (response.status === 413) return "too long";
    if (!response.ok) return "server";
    try {
      return await response.json();
    } catch {
      return "server";
    }
  }

  /* Asks whose session this is, and takes the token of it. Returns what is in the way, or "". */
  async function renew() {
    const answer = await ask(page.dataset.autosaveUrl);
    if (typeof answer === "string") return answer;
    if (String(answer.user) !== user) return "another user";
    setToken(answer.token);
    return "";
  }

  async function post(url, entries, more = {}) {
    const send = () => {
      const data = new FormData();
      for (const [key, value] of entries) data.append(key, value);
      data.set("user", user);
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      return ask(url, { method: "POST", body: data, ...more });
    };
    const answer = await send();
    // Whoever has logged in anew has a new token.
    if (answer === "refused" && !more.keepalive) return (await renew()) || send();
    return answer;
  }

  async function keep({ isLeaving = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (!seconds || isSubmitting) return;
    const now = typed();
    if (now === onServer) return;
    if (isSending) {
      later();
      return;
    }
    isSending = true;
    if (!inTheWay) tellUsual("Saving…");
    const entries = [...fields(), ["grows", revision || "0"]];
    const keepalive = isLeaving && new Blob([JSON.stringify(entries)]).size < BEACON_MAX;
    const answer = await post(page.dataset.autosaveUrl, entries, keepalive ? { keepalive } : {});
    isSending = false;
    if (typeof answer === "string") {
      stop(answer);
      return;
    }
    onServer = now;
    revision = answer.revision ?? revision;
    if (!page.dataset.story) begun(answer);
    free();
    if (answer.revision) tellUsual(`Saved ${answer.clock}`, ", for you alone until you press Save");
    else tellUsual(asSaved);
    writeCopy();
    if (answer.changed_by_others) tell(answer.changed_by_others);
    if (typed() !== onServer) later();
  }

  /* `words` stand on every screen, `rest` where there is room for it. */
  function tellUsual(words, rest = "") {
    usual.textContent = words;
    more.textContent = rest;
  }

  const later = () => {
    if (seconds && !timer) timer = setTimeout(keep, seconds * 1000);
  };

  /* The first autosave of a new story has given it a place: the page goes on there. */
  function begun(answer) {
    localStorage.removeItem(key);
    Object.assign(page.dataset, { story: answer.pk, autosaveUrl: answer.autosave_url, presenceUrl: answer.presence_url });
    key = prefix() + name;
    form.elements.version.value = answer.version;
    history.replaceState(history.state, "", answer.url);
    document.dispatchEvent(new CustomEvent("desk:begun", { detail: answer }));
  }

  const tell = (detail) => document.dispatchEvent(new CustomEvent("desk:changed", { detail }));

  // -- In words --

  function stop(reason) {
    const kept = copied ? "your text is kept in this browser" : "copy your text to somewhere else, this browser keeps none";
    const words = {
      network: `Not saved: no network – ${kept}`,
      "another user": `Somebody else is logged in in this browser now – ${kept}`,
      refused: `Not saved: this story is not yours to change any more – ${kept}`,
      server: `Not saved: the server could not take it – ${kept}`,
      "too long": `Not saved: the text is too long for one story, make several of it – ${kept}`,
    };
    inTheWay = reason;
    tellUsual("");
    if (reason === "logged out") {
      const link = document.createElement("a");
      Object.assign(link, { href: page.dataset.loginUrl, target: "_blank", textContent: "log in in another tab" });
      trouble.replaceChildren(`Logged out – ${copied ? "your text is kept here" : kept}, `, link);
    } else if (trouble.textContent !== words[reason]) {
      trouble.textContent = words[reason];
    }
  }

  function free() {
    inTheWay = "";
    trouble.textContent = "";
  }

  async function askAgain() {
    [...unasked].forEach(compare);
    if (!inTheWay || isSending) return;
    const reason = await renew();
    if (reason) {
      stop(reason);
      return;
    }
    free();
    keep();
  }

  setInterval(askAgain, ASK_AGAIN);
  window.addEventListener("online", askAgain);
  window.addEventListener("focus", askAgain);
  window.addEventListener("offline", () => stop("network"));
  document.addEventListener("desk:logged-out", () => stop("logged out"));

  // -- Changes --

  function changed() {
    if (isSubmitting) return;
    copyTimer ||= setTimeout(() => {
      writeCopy();
      if (typed() === onServer) return;
      if (!timer && !isSending && !inTheWay) tellUsual("Not saved yet");
      later();
    }, COPY_EVERY);
  }

  function leaving() {
    if (isSubmitting) return;
    writeCopy();
    keep({ isLeaving: true });
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("click", (event) => event.target.closest("[data-move]") && changed());
  form.addEventListener("focusout", () => { if (copyTimer || timer) setTimeout(keep, COPY_EVERY); });
  document.addEventListener("formset:added", changed);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leaving(); });
  window.addEventListener("pagehide", () => { if (!isSubmitting) writeCopy(); });
  window.addEventListener("beforeunload", (event) => {
    if (!isSubmitting && !copied && typed() !== onServer) event.preventDefault();
  });

  // What the page came with is the server's. The editor writes it in its own way, once it is ready.
  setTimeout(() => {
    if (!isRefused) {
      onServer ||= typed();
      return;
    }
    writeCopy();
    if (copied && sent) localStorage.removeItem(sent.key);
    later();
  });
  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    if (!isRefused) {
      const written = editor.getData();
      const came = JSON.parse(onServer || typed());
      onServer = JSON.stringify(came.map(([key, value]) => [key, `id_${key}` === editor.name ? written : value]));
    }
    editor.on("change", changed);
    editor.on("blur", () => { if (copyTimer || timer) setTimeout(keep, COPY_EVERY); });
  });

  // -- Saving --

  let mayPass = false;
  let isAsking = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (mayPass || button?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (isAsking || isSubmitting) return;
    isAsking = true;
    writeCopy();
    const reason = await renew();
    isAsking = false;
    if (reason) {
      stop(reason);
      return;
    }
    clearTimeout(timer);
    timer = 0;
    isSubmitting = true;
    writeCopy();
    sessionStorage.setItem(SENT, JSON.stringify({ key, line }));
    mayPass = true;
    form.requestSubmit(button);
    mayPass = false;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isSubmitting = false; });

  // -- On return --

  const rest = `newsroom-rest:${page.dataset.story}`; // what goes with the text and no revision keeps: typed for publishing

  const isHere = (copy) => copy.key.startsWith(prefix());
  const unasked = new Set(); // copies that the server could not be asked about yet

  async function offerCopies() {
    sweep();
    const goesOn = isRefused && sent?.key; // here, in the form
    for (const copy of copies("").filter((copy) => ![key, goesOn].includes(copy.key) && (isHere(copy) || copy.isSubmitting))) {
      if (!navigator.locks) {
        if (Date.now() - copy.at > 2 * ASK_AGAIN) await compare(copy);
        continue;
      }
      // A page holds its lock as long as it is open, and a moment longer.
      const lock = `newsroom:${copy.key.split(":")[3]}`;
      const isClosed = await navigator.locks.request(lock, { ifAvailable: true }, Boolean);
      if (isClosed) await compare(copy);
      else if (isHere(copy)) navigator.locks.request(lock, () => copies(copy.key).forEach(compare));
    }
  }

  /* Offers a copy unless the server has all that is in it. */
  async function compare(copy) {
    unasked.delete(copy);
    const answer = await post(copy.url, [...copy.fields, ["check", "1"]]);
    if (typeof answer === "string") {
      if (answer !== "refused") unasked.add(copy);
    } else if (answer.same) {
      localStorage.removeItem(copy.key);
      dropOvertaken(copy);
    } else if (isHere(copy)) {
      offer(copy, answer);
    }
  }

  /* What was saved from a page, or from the one that came back refused, has overtaken what was sent from it before. */
  function dropOvertaken({ line, at }) {
    if (!line) return;
    for (const older of copies("").filter((copy) => copy.line === line && copy.at < at)) {
      localStorage.removeItem(older.key);
      document.querySelector(`#copies [data-key="${CSS.escape(older.key)}"]`)?.remove();
    }
    document.getElementById("copies").hidden = !document.querySelector("#copies li");
  }

  function offer(copy, { summary }) {
    const box = document.getElementById("copies");
    const item = document.getElementById("copy").content.cloneNode(true).firstElementChild;
    const part = (name) => item.querySelector(`[data-copy=${name}]`);
    item.dataset.key = copy.key;
    const here = new Map(fields());
    const told = new Map(copy.fields);
    const text = told.get("body") ?? "";
    const { zone, zoneName } = page.dataset;
    const style = { dateStyle: "medium", timeStyle: "short", timeZone: zone };
    const when = `${new Date(copy.at).toLocaleString("en-GB", style)}, ${zoneName}`;
    part("words").textContent = [
      when,
      told.get("headline") && !page.dataset.story ? `“${told.get("headline")}”` : "",
      summary,
      `${words(text)} words of text (here: ${words(here.get("body") ?? "")})`,
    ].filter(Boolean).join(" · ");
    for (const [key, value] of copy.fields) {
      const input = form.elements[key];
      if (ABOUT_THE_FORM.has(key) || !value.trim() || here.get(key) === value || input?.type === "hidden" || key.endsWith("_FORMS")) continue;
      if (input?.matches?.("select, [type=checkbox]") || /-(id|article|position|DELETE)$/.test(key)) continue;
      const term = document.createElement("dt");
      const description = document.createElement("dd");
      term.textContent = form.querySelector(`label[for="id_${CSS.escape(key)}"]`)?.textContent.replace(/:\s*$/, "") ?? key;
      description.textContent = plain(value);
      part("text").append(term, description);
    }
    part("use").addEventListener("click", () => bring(copy, item, true));
    part("leave").addEventListener("click", () => bring(copy, item, false));
    box.querySelector("ul").append(item);
    box.hidden = false;
  }

  /* Gives a copy to the server as an autosave, and opens it in the form or leaves it there. */
  async function bring(copy, item, isWanted) {
    const answer = await post(copy.url, [...copy.fields, ["grows", "0"]]);
    if (typeof answer === "string") {
      item.querySelector("[data-copy=said]").textContent = "The server can’t be reached for it now. It stays in this browser.";
      return;
    }
    localStorage.removeItem(copy.key);
    if (isWanted) {
      const besides = copy.fields.filter(([key]) => document.querySelector(`#publish [name="${CSS.escape(key)}"]`));
      sessionStorage.setItem(`newsroom-rest:${answer.pk}`, JSON.stringify(besides));
      location.assign(answer.revision ? `${answer.url}?from=${answer.revision}` : answer.url);
      return;
    }
    item.remove();
    document.getElementById("copies").hidden = !document.querySelector("#copies li");
  }

  function fillInTheRest() {
    for (const [key, value] of JSON.parse(sessionStorage.getItem(rest) ?? "[]")) {
      const input = form.elements[key];
      if (input && "value" in input && value) input.value = value;
    }
    sessionStorage.removeItem(rest);
  }

  document.querySelector("#offer [data-leave]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await post(event.target.formAction, []);
    if (typeof answer === "string") stop(answer);
    else document.getElementById("offer").remove();
  });

  fillInTheRest();
  offerCopies();
});
