/*
 * The tokens of articles/richtext/ as widgets: each shows what readers will see, and stores only its token. However a
 * token gets into the text (typed as source, pasted, `insertHtml`, undo), it becomes a widget.
 */
CKEDITOR.desk = {
  choosers: {}, // kind → function (editor, put) that returns its Chooser; `put(value)` takes what was chosen

  KINDS: {
    image: { tag: "figure", attribute: "data-image", words: "Picture", isInline: false },
    pair: { tag: "figure", attribute: "data-pair", words: "Two pictures", isInline: false },
    gallery: { tag: "figure", attribute: "data-gallery", words: "Gallery", isInline: false },
    "see-also": { tag: "aside", attribute: "data-see-also", words: "See also", isInline: false },
    citation: { tag: "sup", attribute: "data-citation", words: "Source", isInline: true },
    embed: { tag: "div", attribute: "data-embed", words: "Embed", isInline: false },
  },

  /* The keys of a button (js/desk/keys.js listens to them), as they are told. */
  keys: (letter) => (CKEDITOR.env.mac ? `Ctrl ⌥ Shift ${letter}` : `Alt Shift ${letter}`),

  /* Shows words beside the text, for `ms` or (0) until they are closed. Returns CKEditor's notification. */
  tell: (editor, words, kind, ms = 10_000) => editor.showNotification(CKEDITOR.tools.htmlEncode(words), kind, ms),

  /* The HTML (string) that stands for a record in the text. */
  token(kind, value) {
    const { tag, attribute } = this.KINDS[kind];
    return `<${tag} ${attribute}="${CKEDITOR.tools.htmlEncodeAttr(value)}"></${tag}>`;
  },

  /* The widgets of a kind (of all kinds without one), in the order of the text. */
  widgets(editor, kind) {
    const found = Object.values(editor.widgets.instances).filter(
      (widget) => widget.kind && (!kind || widget.kind === kind) && widget.isReady(),
    );
    const FOLLOWING = Node.DOCUMENT_POSITION_FOLLOWING;
    return found.sort((one, other) => (one.wrapper.$.compareDocumentPosition(other.wrapper.$) & FOLLOWING ? -1 : 1));
  },

  /*
   * Puts a token where `range` begins and the cursor behind it; returns its widget. What is no part of a line goes behind
   * the paragraph, list or table there, before it from its very beginning, in its place where it is empty.
   */
  insert(editor, kind, value, range) {
    return this.place(editor, `token-${kind}`, this.token(kind, value), range, { value }, this.KINDS[kind].isInline);
  },

  /* The same of any widget: its name, how it is written here, where, its data. */
  place(editor, name, html, range, data = {}, isInline = false) {
    const element = CKEDITOR.dom.element.createFromHtml(html, editor.document);
    const wrapper = editor.widgets.wrapElement(element, name);
    const place = range.clone();
    place.collapse(true);
    if (!isInline) {
      const editable = editor.editable();
      const around = place.startContainer.getParents().concat(place.startContainer);
      const block = around.find((node) => node.getParent()?.equals(editable) && node.type === CKEDITOR.NODE_ELEMENT);
      const isEmpty = block?.is("p") && !block.getText().trim() && !block.findOne("[data-cke-widget-wrapper]");
      const isFirst = block?.is("p", "h2", "h3", "h4") && place.checkStartOfBlock();
      if (block) place.moveToPosition(block, isEmpty || isFirst ? CKEDITOR.POSITION_BEFORE_START : CKEDITOR.POSITION_AFTER_END);
      if (isEmpty) block.remove();
    }
    place.insertNode(wrapper);
    const widget = editor.widgets.initOn(element, name, data);
    widget.ready = true;
    widget.fire("ready");
    this.goBehind(editor, widget);
    return widget;
  },

  goBehind(editor, { wrapper, inline }) {
    const range = editor.createRange();
    if (inline) {
      range.moveToPosition(wrapper, CKEDITOR.POSITION_AFTER_END);
    } else {
      // What CKEditor selects in place of a widget stands behind it, out of sight.
      let next = wrapper.getNext((node) => node.type === CKEDITOR.NODE_ELEMENT && !node.data("cke-hidden-sel"));
      if (!next || next.getAttribute("contenteditable") === "false") {
        next = new CKEDITOR.dom.element("p", editor.document);
        next.appendBogus();
        next.insertAfter(wrapper);
      }
      range.moveToElementEditStart(next);
    }
    range.select();
    editor.getSelection().scrollIntoView();
  },

  /* The numbers (strings) of the pictures that a widget stands for. */
  picturesOf: ({ kind, data: { value } }) => (["image", "pair", "gallery"].includes(kind) ? value.split(" ") : []),

  /* Changes what a widget shows, which is no change of the text: nothing to undo. */
  show(editor, change) {
    editor.fire("lockSnapshot");
    change();
    editor.fire("unlockSnapshot");
  },

  /* The story's number as string, "" before its first autosave. */
  get story() {
    return document.querySelector("[data-keeping]")?.dataset.story ?? "";
  },

  /* Asks the desk. Resolves to the answer as an object; rejects with an Error whose message is for the person. */
  async ask(url, entries = null) {
    const options = { headers: { Accept: "application/json" }, redirect: "manual" };
    if (entries) {
      const data = new URLSearchParams(entries);
      data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      Object.assign(options, { method: "POST", body: data });
    }
    let response;
    try {
      response = await fetch(url, options);
    } catch {
      throw new Error("The server doesn’t answer.");
    }
    if (response.type === "opaqueredirect") throw new Error("You are signed out. Sign in in another tab, and try again.");
    if (response.status === 403) throw new Error("You may not do this, or have signed in anew in another tab.");
    if (!response.ok) throw new Error("The server could not answer.");
    return response.json();
  },
};

CKEDITOR.plugins.add("desktokens", {
  requires: "widget,notification",

  onLoad() {
    // An empty mark is a mark, nothing to be tidied away.
    CKEDITOR.dtd.$removeEmpty.sup = 0;
  },

  init(editor) {
    const { KINDS } = CKEDITOR.desk;
    const previews = new Map(); // "kind:value" → HTML
    const wanted = new Set();
    const isToken = ({ name, attributes }) => Object.values(KINDS).some(
      ({ tag, attribute }) => name === tag && attributes[attribute],
    );
    // The widgets' handles are pictures; the page's policy takes none that stand in an address.
    CKEDITOR.tools.transparentImageData = editor.config.desk.blank;
    editor.config.fillEmptyBlocks = (element) => !isToken(element);

    // -- What is shown: asked for once, for all that came at once --

    const key = (widget) => `${widget.kind}:${widget.data.value}`;

    function render(widget) {
      const html = previews.get(key(widget));
      CKEDITOR.desk.show(editor, () => {
        widget.element.removeAttribute(WORDS);
        widget.element.setAttributes(ownWords(widget)); // CKEditor copies one alone as it stands here
        if (html) widget.element.setHtml(html);
        else widget.element.setText(`${KINDS[widget.kind].words}: ${widget.data.value}`);
        widget.wrapper.setAttribute("aria-label", widget.getLabel());
      });
      if (html) return;
      if (!wanted.size) setTimeout(fetchWanted);
      wanted.add(key(widget));
    }

    async function fetchWanted() {
      const asked = [...wanted];
      wanted.clear();
      let found;
      try {
        const words = ["picture_words", CKEDITOR.desk.pictureWords.field.value];
        found = (await CKEDITOR.desk.ask(editor.config.desk.tokens, [...asked.map((one) => ["token", one]), words])).html;
      } catch (error) {
        const words = document.createElement("p");
        words.textContent = `What stands here can’t be shown now, and is kept. ${error.message}`;
        found = Object.fromEntries(asked.map((one) => [one, words.outerHTML]));
        setTimeout(() => asked.forEach((one) => previews.delete(one)));
      }
      for (const one of asked) previews.set(one, found[one] ?? "");
      if (editor.mode !== "wysiwyg") return;
      for (const widget of CKEDITOR.desk.widgets(editor)) {
        if (asked.includes(key(widget)) && previews.get(key(widget))) render(widget);
      }
    }

    editor.on("desk:words", ({ data: { value } }) => {
      const showing = CKEDITOR.desk.widgets(editor).filter((widget) => CKEDITOR.desk.picturesOf(widget).includes(value));
      for (const one of previews.keys()) if (one.split(/[: ]/).includes(value)) previews.delete(one);
      showing.forEach(render);
    });

    // -- What a picture says in this story alone goes with it into another --

    const WORDS = "data-words";
    const { pictureWords } = CKEDITOR.desk;

    function ownWords(widget) {
      const { all } = pictureWords;
      const own = CKEDITOR.desk.picturesOf(widget).filter((value) => value in all).map((value) => [value, all[value]]);
      return own.length ? { [WORDS]: JSON.stringify(Object.fromEntries(own)) } : {};
    }

    // In the text it has no place: the form keeps it.
    editor.on("getData", ({ data }) => {
      data.dataValue = data.dataValue.replace(/(<figure data-(?:image|pair|gallery)="[0-9 ]+"[^>]*?) data-words="[^"]*"/g, "$1");
    });

    editor.on("paste", ({ data }) => {
      const pasted = new DOMParser().parseFromString(data.dataValue ?? "", "text/html");
      const here = new Set(CKEDITOR.desk.widgets(editor).flatMap(CKEDITOR.desk.picturesOf));
      for (const { dataset: { words } } of pasted.querySelectorAll(`figure[${WORDS}]`)) {
        for (const [value, own] of Object.entries(JSON.parse(words))) {
          if (here.has(value) || value in pictureWords.all) continue;
          pictureWords.set(value, own);
          editor.fire("desk:words", { value });
        }
      }
    }, null, null, 900);

    // -- Joining paragraphs where a mark stands: CKEditor would delete it --

    const BACKSPACE = 8;
    const DELETE = 46;
    const isElement = (node) => node.type === CKEDITOR.NODE_ELEMENT && !node.data("cke-hidden-sel");
    const isLine = (block) => block?.is("p", "h2", "h3", "h4");
    const isFilled = (node) => !node.is?.("br") && Boolean(node.getText().trim() || node.findOne?.("[data-citation]"));
    const isMark = (node) => node?.type === CKEDITOR.NODE_ELEMENT && node.hasClass("cke_widget_token-citation");

    function join(event) {
      const keyCode = event.data.getKeystroke(); // with other keys held it is another
      if (keyCode !== BACKSPACE && keyCode !== DELETE) return;
      const range = editor.getSelection()?.getRanges()[0];
      const block = range?.collapsed && editor.elementPath().block;
      const isBack = keyCode === BACKSPACE;
      if (!block || !(isBack ? range.checkStartOfBlock() : range.checkEndOfBlock())) return;
      const [first, second] = isBack ? [block.getPrevious(isElement), block] : [block, block.getNext(isElement)];
      if (!isLine(first) || !isLine(second)) return;
      if (!isMark(first.getLast(isFilled)) && !isMark(second.getFirst(isFilled))) return;
      event.data.preventDefault();
      event.cancel();
      editor.fire("saveSnapshot");
      (first.getBogus() || null)?.remove();
      const place = editor.createRange();
      place.moveToPosition(first, CKEDITOR.POSITION_BEFORE_END);
      second.moveChildren(first);
      second.remove();
      place.select();
      editor.fire("saveSnapshot");
    }

    editor.on("contentDom", () => {
      editor.editable().attachListener(editor.editable(), "keydown", join, null, null, -2); // before CKEditor selects the mark
    });

    // -- The widgets --

    for (const [kind, { tag, attribute, words, isInline }] of Object.entries(KINDS)) {
      editor.addFeature({ name: `token-${kind}`, allowedContent: `${tag}[!${attribute}${kind === "image" ? ",data-width" : ""}]` });
      editor.widgets.add(`token-${kind}`, {
        kind,
        inline: isInline,
        pathName: words,

        upcast(element, data) {
          const value = element.name === tag && element.attributes[attribute];
          if (!value) return false;
          data.value = value;
          data.width = (kind === "image" && element.attributes["data-width"]) || "";
          element.attributes = { [attribute]: value };
          element.children.length = 0;
          return element;
        },

        downcast() {
          const { value, width } = this.data;
          return new CKEDITOR.htmlParser.element(tag, { [attribute]: value, ...(width && { "data-width": width }), ...ownWords(this) });
        },

        getLabel() {
          return `${words}: ${this.element.getText().replace(/\s+/g, " ").trim()}`;
        },

        init() {
          this.on("edit", (event) => {
            event.cancel();
            editor.fire("desk:replace", { widget: this });
          });
        },

        data() {
          this.element.setAttribute(attribute, this.data.value);
          if (this.data.width) this.element.setAttribute("data-width", this.data.width);
          else this.element.removeAttribute("data-width");
          if (kind === "citation") editor.fire("desk:marks");
          else render(this);
        },
      });
    }
  },
});
