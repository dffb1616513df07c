/* Fits the editor into the desk: its name for screen readers, the reader's own spell checker, its menus' colours. */
CKEDITOR.on("instanceCreated", ({ editor }) => {
  editor.config.title = "Text";
  editor.config.disableNativeSpellChecker = false;

  editor.on("pluginsLoaded", () => {
    editor.ui.items.Source.args[0].label = "HTML"; // a source is something else here
  });
  editor.on("contentDom", () => editor.editable().addClass("text").addClass("prose"));

  // From the middle of a long text one comes to a source that begins above the window, and back.
  let isShown = false;
  editor.on("mode", () => {
    if (isShown) {
      editor.focus();
      editor.container.$.scrollIntoView({ block: "nearest" });
    }
    isShown = true;
  });

  // Lists and menus are pages of their own in frames, which know neither the desk's colours nor its theme.
  const COLOURS = ["--paper", "--ink", "--soft", "--hover", "--rule"];
  editor.on("panelShow", () => {
    const desk = getComputedStyle(document.documentElement);
    for (const frame of document.querySelectorAll("iframe.cke_panel_frame")) {
      const page = frame.contentDocument;
      if (!page?.head) continue;
      for (const name of COLOURS) page.documentElement.style.setProperty(name, desk.getPropertyValue(name));
      page.documentElement.style.setProperty("color-scheme", getComputedStyle(document.body).colorScheme);
      if (page.getElementById("desk")) continue;
      page.head.append(Object.assign(page.createElement("link"), { id: "desk", rel: "stylesheet", href: editor.config.panelCss }));
    }
  });
});

CKEDITOR.on("dialogDefinition", ({ data: { name, definition, dialog } }) => {
  // Return says yes when it goes down and again when it comes up: where both come before the first is done, it is one yes.
  dialog.on("ok", (event) => { if (CKEDITOR.dialog.getCurrent() !== dialog) event.cancel(); }, null, null, -1);

  // What a table is asked for and would lose: how it looks is the page's affair.
  if (name !== "table" && name !== "tableProperties") return;
  const info = definition.getContents("info");
  for (const field of ["txtBorder", "cmbAlign", "txtWidth", "txtHeight", "txtCellSpace", "txtCellPad", "txtSummary"]) info.remove(field);
});

// On a narrow window the buttons are one row that scrolls: then keys can scroll it as well.
CKEDITOR.on("instanceReady", ({ editor }) => {
  const bar = editor.ui.space("top")?.$;
  if (!bar) return;
  const label = bar.closest(".write")?.querySelector(".write__label--text");
  if (label) bar.after(label); // as near to its text as the other labels are
  new ResizeObserver(() => {
    const scrolls = bar.scrollWidth > bar.clientWidth + 1;
    bar.setAttribute("role", scrolls ? "group" : "presentation");
    bar.toggleAttribute("tabindex", scrolls);
    if (scrolls) bar.tabIndex = 0;
    if (scrolls) bar.setAttribute("aria-label", "Buttons for the text");
    else bar.removeAttribute("aria-label");
  }).observe(bar);
});
