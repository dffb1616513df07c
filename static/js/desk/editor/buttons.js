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
      gallery: ["deskgallery", "Gallery", "G"],
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
    editor.on("desk:replace", ({ data: { widget } }) => open(widget.kind === "pair" ? "gallery" : widget.kind, widget));

    function open(kind, widget = null) {
      replaced = widget;
      place = widget ? null : cursor();
      const back = () => {
        editor.focus();
        if (replaced) replaced.focus();
        else if (place) editor.getSelection().selectRanges([desk.still(place)]);
      };
      choosers[kind] ??= desk.choosers[kind](editor, (value, html, as = kind) => {
        choosers[kind].close();
        put(as, value, html);
      });
      choosers[kind].open(back, widget);
    }

    /* Puts what was chosen into the text; `html` where that is no token. The cursor is back where it was. */
    function put(kind, value, html) {
      editor.fire("saveSnapshot");
      if (html) editor.insertHtml(html);
      else if (replaced?.kind === kind) replaced.setData("value", value);
      else desk.insert(editor, kind, value, replaced ? instead(replaced) : desk.still(place));
      editor.fire("saveSnapshot");
    }

    /* A range where the widget stood, which is taken out. */
    function instead(widget) {
      const range = editor.createRange();
      range.moveToPosition(widget.wrapper, CKEDITOR.POSITION_BEFORE_START);
      editor.widgets.del(widget);
      return range;
    }

    // -- Where the cursor is --

    desk.cursor = cursor;

    /* `range`, within what there is: CKEditor takes signs of its own out of a text that is left. */
    desk.still = (range) => {
      const { startContainer: node, startOffset } = range;
      const isBeyond = range.collapsed && node.type === CKEDITOR.NODE_TEXT && startOffset > node.getLength();
      if (isBeyond) range.moveToPosition(node, CKEDITOR.POSITION_BEFORE_END);
      return range;
    };

    /* The editor keeps this too, but a moment late: fast typists lose it. */
    let last = null;
    document.addEventListener("selectionchange", remember);

    function remember() {
      const selection = getSelection();
      const editable = editor.mode === "wysiwyg" && editor.editable()?.$;
      if (editable && selection.rangeCount && editable.contains(selection.anchorNode)) {
        last = selection.getRangeAt(0).cloneRange();
      }
    }

    /* A range where nothing is replaced: behind what is selected, and behind what can’t be written in. */
    function cursor() {
      remember(); // the browser tells of a change when it comes to it
      const range = editor.createRange();
      const editable = editor.editable();
      if (editor.widgets.focused) {
        range.moveToPosition(editor.widgets.focused.wrapper, CKEDITOR.POSITION_AFTER_END);
      } else if (last && editable.$.contains(last.endContainer)) {
        range.setStart(new CKEDITOR.dom.node(last.endContainer), last.endOffset);
        range.collapse(true);
        const around = range.startContainer.getAscendant((node) => node.getAttribute?.("contenteditable"), true);
        const isClosed = around?.getAttribute("contenteditable") === "false";
        if (isClosed) range.moveToPosition(around, CKEDITOR.POSITION_AFTER_END);
      } else {
        range.moveToElementEditEnd(editable);
      }
      return range;
    }
  },
});
