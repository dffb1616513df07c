/*
 * Shows the reader's page of what is typed, beside the form, and anew a moment after each change.
 *
 * Copies of the form are sent, by a form of our own: the story's form is never submitted by this, so nothing else takes
 * it for saved. Each answer loads in a new frame, out of sight, and takes the old one's place when it is there: no
 * flicker, the same place on the page, and no step in the browser's history.
 */
document.addEventListener("DOMContentLoaded", () => {
  const panel = document.getElementById("preview-panel");
  const form = document.getElementById("article_form");
  if (!panel || !form) return;
  const PAUSE = 900; // ms without a change before the page is asked for
  const stage = panel.querySelector(".preview-panel__stage");
  const said = panel.querySelector("[role=status]");
  const toggles = [...document.querySelectorAll("[data-preview-toggle]")];
  const widths = [...panel.querySelectorAll("[data-preview-width]")];
  const wide = matchMedia("(min-width: 64rem)");
  let shown = null; // the frame that is seen
  let waiting = null; // the frame that loads
  let sent = ""; // what the last one was made of
  let left = null; // where the focus was when the panel opened
  let timer = 0;
  let number = 0;
  let width = 375;

  const store = {
    get(name) { try { return localStorage.getItem(`newsroom.preview.${name}`); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(`newsroom.preview.${name}`, value); } catch { /* not kept then */ } },
  };

  /* What the form holds now, as list of [name, value]. */
  function typed() {
    for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.updateElement();
    return [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }

  function send(entries, target) {
    const copy = document.createElement("form");
    Object.assign(copy, { method: "post", action: panel.dataset.previewUrl, target, enctype: "multipart/form-data", hidden: true });
    for (const [name, value] of entries) {
      const input = document.createElement("textarea");
      Object.assign(input, { name, value });
      copy.append(input);
    }
    document.body.append(copy);
    HTMLFormElement.prototype.submit.call(copy);
    copy.remove();
  }

  function fit() {
    const frame = shown ?? waiting;
    if (!frame || panel.hidden) return;
    const scale = Math.min(1, stage.clientWidth / width);
    for (const each of [shown, waiting]) {
      if (!each) continue;
      each.style.inlineSize = `${width}px`;
      each.style.blockSize = `${stage.clientHeight / scale}px`;
      each.style.transform = `scale(${scale})`;
      each.style.insetInlineStart = `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`;
    }
  }

  function refresh() {
    clearTimeout(timer);
    const entries = typed();
    sent = JSON.stringify(entries);
    waiting?.remove();
    const frame = waiting = document.createElement("iframe");
    frame.name = `preview-${number += 1}`;
    frame.title = "Preview of the story";
    frame.className = "preview-panel__frame preview-panel__frame--waiting";
    frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    stage.append(frame);
    fit();
    stage.setAttribute("aria-busy", "true");
    send(entries, frame.name);
    frame.addEventListener("load", () => arrived(frame));
  }

  function arrived(frame) {
    if (frame !== waiting || frame.contentWindow === null) return;
    let page = null;
    try { page = frame.contentDocument; } catch { /* an error page of the browser */ }
    if (page?.URL === "about:blank") return;
    stage.removeAttribute("aria-busy");
    waiting = null;
    if (!page?.querySelector("[data-preview]")) {
      frame.remove();
      sent = "";
      said.textContent = "The preview can’t be made now: no network, or you are logged out. What you typed is untouched.";
      return;
    }
    said.textContent = "";
    tame(page);
    const before = shown?.contentWindow;
    frame.contentWindow.scrollTo({ left: 0, top: before?.scrollY ?? 0, behavior: "instant" });
    frame.classList.remove("preview-panel__frame--waiting");
    shown?.remove();
    shown = frame;
    fit();
  }

  /* Links of the page open in a tab of their own; those within it move it. */
  function tame(page) {
    for (const link of page.querySelectorAll('a[href]:not([href^="#"])')) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  function changed() {
    if (panel.hidden) return;
    clearTimeout(timer);
    timer = setTimeout(() => { if (JSON.stringify(typed()) !== sent) refresh(); }, PAUSE);
  }

  function show(open) {
    panel.hidden = !open;
    document.documentElement.classList.toggle("is-previewing", open);
    for (const toggle of toggles) toggle.setAttribute("aria-expanded", String(open));
    if (open) refresh();
    else {
      clearTimeout(timer);
      waiting?.remove();
      waiting = null;
    }
  }

  /* Beside the form, writing goes on; over the form, whoever opened it has to get out again. */
  function open() {
    left = document.activeElement;
    show(true);
    store.set("open", "yes");
    if (!wide.matches) panel.querySelector("[data-preview-close]").focus();
  }

  function close() {
    const isInside = panel.contains(document.activeElement);
    show(false);
    store.set("open", "");
    if (isInside) (left?.isConnected && left !== document.body ? left : toggles[0])?.focus();
  }

  function setWidth(pixels) {
    width = pixels;
    for (const button of widths) button.setAttribute("aria-pressed", String(Number(button.dataset.previewWidth) === width));
    fit();
  }

  for (const toggle of toggles) {
    toggle.setAttribute("aria-controls", panel.id);
    toggle.setAttribute("aria-expanded", "false");
    toggle.addEventListener("click", (event) => {
      event.preventDefault(); // without script it sends the form to a tab of its own
      if (panel.hidden) open();
      else close();
    });
  }
  for (const button of widths) {
    button.addEventListener("click", () => {
      setWidth(Number(button.dataset.previewWidth));
      store.set("width", String(width));
    });
  }
  panel.querySelector("[data-preview-refresh]").addEventListener("click", refresh);
  panel.querySelector("[data-preview-close]").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  for (const button of document.querySelectorAll("[data-preview-tab]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      send(typed(), "_blank");
    });
  }

  // Rows are moved, added and removed by clicks.
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, changed);
  window.CKEDITOR?.on("instanceReady", ({ editor }) => editor.on("change", changed));
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.on("change", changed);
  new ResizeObserver(fit).observe(stage);

  const kept = Number(store.get("width"));
  setWidth(widths.some((button) => Number(button.dataset.previewWidth) === kept) ? kept : 375);
  if (store.get("open") && wide.matches) show(true);
});
