/*
 * Parts of a text that are written where they stand, in a frame of their own: the pull quote, with whose words it has, and
 * the box with facts. Escape leads out of one, behind it; Return in its last line as well; Backspace takes an empty one away.
 * And small print, which is a mark on words.
 */
CKEDITOR.plugins.add("deskblocks", {
  requires: "desktokens,deskbuttons",

  init(editor) {
    const { desk } = CKEDITOR;
    const [BOX, ATTRIBUTE, VALUE] = editor.config.textPolicy.box;
    // What may stand in one line: no paragraph, no list, no picture.
    const LINE = "strong b em i s u small sub code kbd cite q del ins br ruby rt rp; sup[data-citation]; a[!href,title,hreflang]; abbr[title]; bdi bdo[dir]; time[datetime]";
    const PARTS = {
      words: { label: "Words", allowedContent: `p[dir]; ${LINE}` },
      whose: { label: "Whose words they are", allowedContent: LINE, next: null },
      title: { label: "Title of the box", allowedContent: LINE, next: "facts" },
      facts: { label: "Facts" },
    };
    const BLOCKS = {
      quote: {
        command: "deskquote",
        label: "Pull quote",
        key: "Q",
        html: "<figure><blockquote><p><br></p></blockquote><figcaption><br></figcaption></figure>",
        editables: { words: { selector: "blockquote", ...PARTS.words }, whose: { selector: "figcaption", ...PARTS.whose } },
        isIt: ({ name, children }) => name === "figure" && children.some((child) => child.name === "blockquote")
          && children.every((child) => !child.name || ["blockquote", "figcaption"].includes(child.name)),
        open(figure) {
          if (!child(figure, "figcaption")) figure.add(new CKEDITOR.htmlParser.element("figcaption", {}));
        },
        close(figure) {
          if (isEmpty(child(figure, "figcaption"))) child(figure, "figcaption").remove();
          return isEmpty(child(figure, "blockquote")) && !child(figure, "figcaption");
        },
      },
      box: {
        command: "deskbox",
        label: "Fact box",
        key: "B",
        html: `<${BOX} ${ATTRIBUTE}="${VALUE}"><h2><br></h2><div><p><br></p></div></${BOX}>`,
        editables: { title: { selector: "h2", ...PARTS.title }, facts: { selector: "div", ...PARTS.facts } },
        isIt: ({ name, attributes }) => name === BOX && attributes[ATTRIBUTE] === VALUE,
        open(box) {
          const facts = new CKEDITOR.htmlParser.element("div", {});
          const first = box.children.find(({ name, value }) => name || value?.trim());
          const title = first?.name === "h2" ? first : new CKEDITOR.htmlParser.element("h2", {});
          for (const one of [...box.children]) {
            one.remove();
            if (one !== title) facts.add(one);
          }
          if (!facts.children.some(({ name }) => name)) facts.add(new CKEDITOR.htmlParser.element("p", {}));
          box.add(title);
          box.add(facts);
        },
        close(box, { facts: written }) {
          const [title, facts] = [child(box, "h2"), child(box, "div")];
          facts.setHtml(written.getData()); // CKEditor does so for what is left of the box: too late
          const isNothing = isEmpty(title) && isEmpty(facts);
          if (isEmpty(title)) title.remove();
          facts.replaceWithChildren();
          return isNothing;
        },
      },
    };

    const child = (element, name) => element.children.find((one) => one.name === name);
    const isEmpty = (element) => !element || !/[^\s\u200b]|data-/.test(element.getHtml().replace(/&nbsp;|<\/?(?:p|br)\b[^>]*>/g, ""));
    const bare = (element) => {
      delete element.attributes.class;
      for (const name of Object.keys(element.attributes)) if (name.startsWith("aria-") || name === "role") delete element.attributes[name];
    };

    for (const [name, block] of Object.entries(BLOCKS)) {
      editor.widgets.add(`block-${name}`, {
        block: name,
        pathName: block.label,
        editables: Object.fromEntries(
          Object.entries(block.editables).map(([part, { selector, allowedContent }]) => [part, { selector, ...(allowedContent && { allowedContent }) }]),
        ),

        upcast(element) {
          if (!block.isIt(element)) return false;
          block.open(element);
          return element;
        },

        downcast(element) {
          [element, ...element.children.filter((one) => one.attributes)].forEach(bare);
          return block.close(element, this.editables) ? new CKEDITOR.htmlParser.text("") : element;
        },

        getLabel: () => block.label,

        init() {
          this.on("edit", (event) => {
            event.cancel();
            Object.values(this.editables)[0].focus();
          });
          desk.show(editor, () => {
            for (const [part, { label }] of Object.entries(block.editables)) {
              this.editables[part].setAttributes({ role: "textbox", "aria-multiline": "true", "aria-label": label, "data-cke-label": label });
            }
            this.wrapper.setAttribute("aria-label", block.label);
          });
          tell(this);
        },
      });

      editor.addCommand(block.command, { modes: { wysiwyg: 1 }, exec: () => insert(name) });
      editor.ui.addButton(block.command, {
        label: block.label,
        title: `${block.label} (${desk.keys(block.key)})`,
        command: block.command,
        toolbar: "desk",
      });
    }

    /* Puts an empty one where the cursor is; a quotation has the words that are selected, which stay in the text as well. */
    function insert(name) {
      const { html, editables } = BLOCKS[name];
      const selection = editor.getSelection();
      const words = name === "quote" ? selection?.getSelectedText()?.trim() : "";
      const place = words ? selection.getRanges()[0].clone() : desk.cursor();
      place.collapse(); // behind what is selected
      editor.fire("saveSnapshot");
      const widget = desk.place(editor, `block-${name}`, html, place);
      const parts = Object.keys(editables).map((part) => widget.editables[part]);
      if (words) parts[0].setHtml(`<p>${CKEDITOR.tools.htmlEncode(words.replace(/\s+/g, " "))}</p>`);
      into(parts[words ? 1 : 0]);
      editor.fire("saveSnapshot");
    }

    function into(part) {
      part.focus();
      const range = editor.createRange();
      range.moveToElementEditStart(part);
      range.select();
    }

    // -- What each part is for, while nothing stands in it --

    const isBare = (part) => !part.getText().replace(/[\s\u200b]/g, "") && !part.findOne("img, li, [data-cke-widget-wrapper], table");

    function tell(widget) {
      desk.show(editor, () => {
        for (const part of Object.values(widget.editables)) {
          if (isBare(part)) part.setAttribute("data-cke-bare", "");
          else part.removeAttribute("data-cke-bare");
        }
      });
    }

    const all = () => Object.values(editor.widgets.instances).filter(({ block, wrapper }) => block && wrapper);
    editor.on("change", () => all().forEach(tell));
    editor.on("afterCommandExec", () => all().forEach(tell));

    // -- Keys --

    const [BACKSPACE, ENTER, ESCAPE] = [8, 13, 27];

    function leave(widget) {
      desk.goBehind(editor, widget);
    }

    function takeAway(widget) {
      editor.fire("saveSnapshot");
      const range = editor.createRange();
      const next = widget.wrapper.getNext((node) => node.type === CKEDITOR.NODE_ELEMENT && !node.data("cke-hidden-sel"));
      if (next && next.getAttribute("contenteditable") !== "false") range.moveToElementEditStart(next);
      else range.moveToPosition(widget.wrapper, CKEDITOR.POSITION_AFTER_END);
      editor.widgets.del(widget);
      range.select();
      editor.fire("saveSnapshot");
    }

    /* The part that the cursor is in, as an element, or null. CKEditor knows it as well, but a moment late. */
    function writtenIn() {
      const { anchorNode } = getSelection();
      const element = anchorNode?.nodeType === Node.ELEMENT_NODE ? anchorNode : anchorNode?.parentElement;
      return editor.mode === "wysiwyg" && editor.editable().$.contains(element) ? element.closest(".cke_widget_editable") : null;
    }

    editor.on("key", (event) => {
      const part = writtenIn();
      const widget = part && !editor.widgets.focused && editor.widgets.getByElement(new CKEDITOR.dom.element(part));
      if (!widget?.block) return;
      const { keyCode } = event.data;
      const { next } = BLOCKS[widget.block].editables[part.dataset.ckeWidgetEditable] ?? {};
      if (keyCode === ESCAPE) leave(widget);
      else if (keyCode === ENTER && next) into(widget.editables[next]);
      else if (keyCode === ENTER && next === null) leave(widget);
      else if (keyCode === BACKSPACE && Object.values(widget.editables).every(isBare)) takeAway(widget);
      else return;
      event.cancel();
    }, null, null, 0); // before CKEditor’s own, which keeps Backspace within a part

    // -- Small print --

    const small = new CKEDITOR.style({ element: "small" });
    editor.addCommand("desksmall", new CKEDITOR.styleCommand(small, { contextSensitive: 1 }));
    editor.attachStyleStateChange(small, (state) => { if (!editor.readOnly) editor.getCommand("desksmall").setState(state); });
    editor.ui.addButton("desksmall", { label: "Small", title: "Small print", command: "desksmall", toolbar: "desk" });
  },
});
