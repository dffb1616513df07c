/*
 * What is typed at the start of a paragraph, and means more: “- ” and “* ” a list, “1. ” a numbered one, “## ” to “#### ” a
 * heading, “> ” a quotation, “---” and Enter a rule. In a list “1. ” makes an item a numbered one and “- ” one without number; the
 * sign that it has already is left out. Undo brings back what was typed.
 */
CKEDITOR.plugins.add("deskgestures", {
  init(editor) {
    const SIGNS = [
      [/^[-*•]$/, () => editor.execCommand("bulletedlist"), "ul"],
      [/^1[.)]$/, () => editor.execCommand("numberedlist"), "ol"],
      [/^#{2,4}$/, ({ length }) => new CKEDITOR.style({ element: `h${length}` }).apply(editor)],
      [/^>$/, () => editor.execCommand("blockquote")],
    ];

    /* The paragraph, or the `item` of a list, that the cursor stands in, and the words before the cursor in it. */
    function start() {
      const range = editor.getSelection()?.getRanges()[0];
      const block = range?.collapsed && editor.elementPath()?.block;
      const item = block?.getAscendant("li", true);
      if (!block || !(block.is("p") || block.equals(item))) return null;
      const before = range.clone();
      before.setStartAt(block, CKEDITOR.POSITION_AFTER_START);
      const words = before.cloneContents();
      if (words.find?.("[data-cke-widget-wrapper]").count()) return null;
      return { block, item, before, words: words.$.textContent.replace(/\u200b/g, "") };
    }

    function space({ inputType, data, isComposing }) {
      if (inputType !== "insertText" || data !== " " || isComposing) return;
      const place = start();
      const sign = place?.words.replace(/[ \u00a0]$/, "");
      const rule = place && sign !== place.words && SIGNS.find(([signs]) => signs.test(sign));
      if (!rule || (place.item && !rule[2])) return;
      editor.fire("saveSnapshot");
      editor.fire("lockSnapshot", { dontUpdate: true }); // one step of undo, though a command makes its own
      place.before.deleteContents();
      if (!place.block.getText().trim() && !place.block.getBogus()) place.block.appendBogus();
      const range = editor.createRange();
      range.moveToElementEditStart(place.block);
      range.select();
      if (!place.item || place.item.getParent().getName() !== rule[2]) rule[1](sign);
      editor.fire("unlockSnapshot");
      editor.fire("saveSnapshot");
    }

    editor.on("contentDom", () => {
      editor.editable().attachListener(editor.editable(), "input", ({ data: { $: event } }) => space(event));
    });

    const ENTER = 13;
    editor.on("key", (event) => {
      if (event.data.keyCode !== ENTER) return;
      const place = start();
      if (place?.words !== "---" || place.item || place.block.getText().replace(/\u200b/g, "") !== "---") return;
      event.cancel();
      editor.fire("saveSnapshot");
      const next = new CKEDITOR.dom.element("p", editor.document);
      next.appendBogus();
      next.insertAfter(place.block);
      new CKEDITOR.dom.element("hr", editor.document).replace(place.block);
      const range = editor.createRange();
      range.moveToElementEditStart(next);
      range.select();
      editor.fire("saveSnapshot");
    });
  },
});
