/*
 * The buttons for what stands in a text by its number: each opens its chooser, and what is chosen goes where the cursor
 * was. Double click or Enter on one in the text opens it too, to put another in its place.
 */
CKEDITOR.plugins.add("deskbuttons", {
  requires: "desktokens",

  init(editor) {
    const { desk } = CKEDITOR;
    const BUTTONS = {
      image: ["deskpicture", "Picture", "F"],
      "see-also": ["deskseealso", "See also", "L"],
      citation: ["deskcite", "Source", "C"],
      embed: ["deskembed", "Embed", "E"],
    };
    const choosers = {};
    let place = null; // where the cursor was
    let replaced = null; // the widget in whose place another is to be put

    for (const [kind, [name, label, key]] of Object.entries(BUTTONS)) {
      editor.addCommand(name, { modes: { wysiwyg: 1 }, editorFocus: false, canUndo: false, exec: () => open(kind) });
      editor.ui.addButton(name, { label, title: `${label} (${desk.keys(key)})`, command: name, toolbar: "desk" });
    }
    editor.on("desk:replace", ({ data: { widget } }) => open(widget.kind, widget));

    function open(kind, widget = null) {
      replaced = widget;
      place = widget ? null : cursor();
      const back = () => {
        editor.focus();
        if (replaced) replaced.focus();
        else if (place) editor.getSelection().selectRanges([place]);
      };
      choosers[kind] ??= desk.choosers[kind](editor, (value, html) => {
        choosers[kind].close();
        put(kind, value, html);
      });
      choosers[kind].open(back, widget);
    }

    /* Puts what was chosen into the text; `html` where that is no token. The cursor is back where it was. */
    function put(kind, value, html) {
      editor.fire("saveSnapshot");
      if (html) editor.insertHtml(html);
      else if (replaced) replaced.setData("value", value);
      else desk.insert(editor, kind, value, place);
      editor.fire("saveSnapshot");
    }

    // -- Where the cursor is --

    /* The editor keeps this too, but a moment late: fast typists lose it. */
    let last = null;
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      const editable = editor.mode === "wysiwyg" && editor.editable()?.$;
      if (editable && selection.rangeCount && editable.contains(selection.anchorNode)) {
        last = selection.getRangeAt(0).cloneRange();
      }
    });

    /* A range where nothing is replaced: behind what is selected, and behind what can’t be written in. */
    function cursor() {
      const range = editor.createRange();
      const editable = editor.editable();
      if (editor.widgets.focused) {
        range.moveToPosition(editor.widgets.focused.wrapper, CKEDITOR.POSITION_AFTER_END);
      } else if (last && editable.$.contains(last.endContainer)) {
        range.setStart(new CKEDITOR.dom.node(last.endContainer), last.endOffset);
        range.collapse(true);
        const isClosed = (node) => node.getAttribute?.("contenteditable") === "false";
        const closed = range.startContainer.getAscendant(isClosed, true);
        if (closed) range.moveToPosition(closed, CKEDITOR.POSITION_AFTER_END);
      } else {
        range.moveToElementEditEnd(editable);
      }
      return range;
    }
  },
});
