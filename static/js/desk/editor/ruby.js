/* How a word is read, in small letters above it: for what is selected, for the one that the cursor is in, or typed. */
CKEDITOR.plugins.add("deskruby", {
  requires: "desktokens",

  init(editor) {
    const { desk } = CKEDITOR;
    let chooser = null;
    let ruby = null; // the one that the cursor is in
    let place = null; // a range: what is selected, or where the cursor is

    editor.addCommand("deskruby", { modes: { wysiwyg: 1 }, editorFocus: false, canUndo: false, exec: open });
    editor.ui.addButton("deskruby", { label: "Ruby", title: "How a word is read", command: "deskruby", toolbar: "desk" });

    const part = (name) => chooser.dialog.querySelector(`[data-chooser-${name}]`);
    const textOf = (element, isReading) => [...element.$.childNodes]
      .filter((node) => (node.localName === "rt") === isReading && node.localName !== "rp")
      .map((node) => node.textContent).join("");

    function open() {
      chooser ??= make();
      ruby = editor.elementPath()?.contains("ruby") ?? null;
      const selected = editor.getSelection()?.getSelectedText()?.trim() ?? "";
      place = selected ? editor.getSelection().getRanges()[0].clone() : desk.cursor();
      chooser.open(() => {
        editor.focus();
        editor.getSelection().selectRanges([desk.still(place)]);
      });
      chooser.input.value = ruby ? textOf(ruby, false) : selected;
      part("reading").value = ruby ? textOf(ruby, true) : "";
      if (chooser.input.value) part("reading").focus();
    }

    function make() {
      const made = new desk.Chooser({ kind: "ruby" });
      const inputs = made.dialog.querySelectorAll("input");
      made.dialog.querySelector("[data-chooser-take]").addEventListener("click", take);
      inputs.forEach((input) => input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        take();
      }));
      return made;
    }

    /* Without a reading the word stands alone again; without a word nothing is done. */
    function take() {
      const [word, reading] = [chooser.input, part("reading")].map((input) => input.value.trim());
      if (!word) return;
      chooser.close();
      editor.fire("saveSnapshot");
      const [range] = editor.getSelection().getRanges();
      if (ruby) {
        range.setStartBefore(ruby);
        range.collapse(true);
        ruby.remove();
      } else range.deleteContents();
      const node = reading ? new CKEDITOR.dom.element("ruby", editor.document) : new CKEDITOR.dom.text(word, editor.document);
      if (reading) {
        node.appendText(word);
        node.append(new CKEDITOR.dom.element("rt", editor.document)).setText(reading);
      }
      range.insertNode(node);
      range.moveToPosition(node, CKEDITOR.POSITION_AFTER_END);
      if (reading) {
        // What is typed behind it would be part of the reading; CKEditor takes these signs out of its data.
        const behind = new CKEDITOR.dom.text(CKEDITOR.dom.selection.FILLING_CHAR_SEQUENCE, editor.document);
        behind.insertAfter(node);
        range.moveToPosition(behind, CKEDITOR.POSITION_BEFORE_END);
      }
      range.select();
      editor.fire("saveSnapshot");
    }
  },
});
