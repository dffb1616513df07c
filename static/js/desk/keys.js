/* The keys of a story's form, the same inside the editor; what is pressed by mistake never publishes. */
document.addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("keys");
  const form = document.getElementById("article_form");
  if (!list || !form) return;
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  const mod = isMac ? "Meta" : "Control";
  const opener = document.querySelector("[data-keys-open]");
  const GROUPS = ".write, .editor, [data-group]:not([data-group] [data-group]), .bar";
  const FIELDS = "input:not([type=hidden]), textarea, select, button, summary, a[href], [contenteditable=true], [tabindex='0']";

  const INSERTS = { KeyF: "deskpicture", KeyL: "deskseealso", KeyC: "deskcite", KeyE: "deskembed", KeyN: "desknote", KeyR: "deskfind", KeyG: "deskgallery", KeyQ: "deskquote", KeyB: "deskbox" };

  // -- What the keys do --

  function insert(command) {
    const editor = window.CKEDITOR?.instances[form.elements.body?.id];
    if (editor?.mode === "wysiwyg") editor.execCommand(command);
  }

  function save() {
    form.requestSubmit(document.querySelector("[data-save]"));
  }

  function preview() {
    const control = document.querySelector("[data-preview-toggle]");
    if (control) control.click();
  }

  function toPublishing() {
    const box = document.getElementById("publish");
    if (getComputedStyle(box).display === "none") box.showPopover?.();
    focusIn(box);
  }

  const isThere = (element) => !element.disabled && !element.closest("[hidden]") && element.getClientRects().length > 0;

  function focusIn(group) {
    const editor = Object.values(window.CKEDITOR?.instances ?? {}).find(({ container }) => group.contains(container?.$));
    const first = [...group.querySelectorAll(FIELDS)].find(isThere);
    group.scrollIntoView({ block: "start" });
    if (first && !(editor && editor.container.$.contains(first))) first.focus();
    else if (editor) editor.focus();
  }

  function toGroup(step) {
    const groups = [...document.querySelectorAll(GROUPS)].filter((group) => [...group.querySelectorAll(FIELDS)].some(isThere));
    const here = groups.findIndex((group) => group.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : groups.length - 1) : here + step;
    if (groups[next]) focusIn(groups[next]);
  }

  // Return leads on, as no headline has a second line: to the standfirst, and from there to the text.
  const leadsOn = ({ target, key, shiftKey, ctrlKey, altKey, metaKey }) => key === "Enter"
    && !(shiftKey || ctrlKey || altKey || metaKey) && target.matches?.(".write > textarea:not([name=body])");

  function leadOn({ target }) {
    const next = target.closest(".write").nextElementSibling;
    const area = next.querySelector(":scope > textarea");
    if (area) area.focus();
    else window.CKEDITOR?.instances[form.elements.body?.id]?.focus();
  }

  const isWriting = (element) => element?.closest("input, textarea, select, [contenteditable=true]");

  // -- Which keys --

  function action(event) {
    const command = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    // AltGr writes letters in many languages: it is no Alt. On a Mac the option key does, so control is held as well.
    const alt = event.altKey && !event.getModifierState("AltGraph") && !event.metaKey && event.ctrlKey === isMac;
    if (command && !event.altKey && !event.shiftKey && event.code === "KeyS") return save;
    if (command && !event.altKey && event.shiftKey && event.code === "KeyP") return preview;
    if (command && !event.altKey && !event.shiftKey && event.key === "Enter") return toPublishing;
    if (alt && event.shiftKey && event.code === "KeyP") return preview;
    if (alt && event.shiftKey && event.code in INSERTS) return () => insert(INSERTS[event.code]);
    if (alt && !event.shiftKey && event.code === "KeyN") return () => toGroup(1);
    if (alt && !event.shiftKey && event.code === "KeyP") return () => toGroup(-1);
    if (leadsOn(event)) return () => leadOn(event);
    if (event.key === "?" && !event.ctrlKey && !event.altKey && !event.metaKey && !isWriting(event.target)) {
      return () => list.showModal();
    }
    return null;
  }

  // Before the editor sees it, which has keys of its own.
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.isComposing) return;
    const found = action(event);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) found();
  }, true);

  // -- Where they are told --

  function hint(element, keys, words) {
    if (!element) return;
    element.setAttribute("aria-keyshortcuts", keys);
    element.title = words;
  }

  const shown = isMac ? "⌘" : "Ctrl";
  hint(document.querySelector("[data-save]"), `${mod}+S`, `${shown} S`);
  for (const way of document.querySelectorAll('[href="#publish"], [popovertarget="publish"]:not([popovertargetaction])')) hint(way, `${mod}+Enter`, `${shown} Enter`);
  hint(document.querySelector("[data-preview-toggle]"), `${mod}+Shift+P Alt+Shift+P`, `${shown} Shift P`);
  for (const key of list.querySelectorAll("[data-mod]")) key.textContent = shown;
  for (const key of list.querySelectorAll("[data-alt]")) key.textContent = isMac ? "Ctrl ⌥" : "Alt";

  opener.hidden = false;
  opener.addEventListener("click", () => list.showModal());
  list.querySelector("[data-keys-close]").addEventListener("click", () => list.close());
});
