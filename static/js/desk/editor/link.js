/*
 * Links: an address pasted on marked words links them; Ctrl+K opens a small field at the words that takes an address, or
 * finds stories that readers can open. It stands in for CKEditor's own dialog of links.
 */
CKEDITOR.plugins.add("desklink", {
  requires: "link",

  init(editor) {
    const { passages } = CKEDITOR;
    const PAUSE = 200; // ms without a key before the desk is asked
    const stories = editor.config.desk?.link; // where they are asked for, in a story
    const isMac = CKEDITOR.env.mac;
    let field = null;

    editor.addCommand("link", { modes: { wysiwyg: 1 }, editorFocus: false, canUndo: false, exec: open });
    editor.setKeystroke(CKEDITOR.CTRL + 75, "link"); // K; on a Mac with the command key
    editor.setKeystroke(CKEDITOR.CTRL + 76, false); // L leads to the browser's own address
    editor.on("instanceReady", () => {
      const button = editor.ui.get("Link");
      const element = button && document.getElementById(button._.id);
      if (element) element.title = `Link (${isMac ? "⌘" : "Ctrl"} K)`;
    });
    editor.on("doubleclick", ({ data }) => {
      if (data.dialog !== "link") return;
      data.dialog = "";
      open();
    }, null, null, 50); // the link plug-in has named its dialog by then, and nobody has opened it

    // -- What is an address --

    /* The address (str) that somebody typed, or null where it is none. */
    function address(typed) {
      if (/\s/.test(typed)) return null;
      if (/^(?:https?:\/\/|mailto:|tel:|\/)/i.test(typed)) return window.newsroomPaste.address(typed);
      if (/^[^@/]+@[^@/]+\.[^@/.]{2,}$/.test(typed)) return `mailto:${typed}`;
      if (/^[^./:@]+(?:\.[^./:@]+)*\.\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?$/u.test(typed)) return window.newsroomPaste.address(`https://${typed}`);
      return null;
    }

    const isAddress = (text) => /^(?:https?:\/\/|mailto:|tel:|www\.)\S+$/i.test(text);

    // -- Linking --

    const selected = () => CKEDITOR.plugins.link.getSelectedLink(editor);

    /* Links what is selected, or the link there; `words` are put in where nothing is. */
    function link(href, words) {
      const attributes = { href, "data-cke-saved-href": href };
      editor.fire("saveSnapshot");
      const [range] = editor.getSelection().getRanges();
      const element = selected();
      if (element) {
        element.setAttributes(attributes);
      } else if (range.collapsed) {
        const made = new CKEDITOR.dom.element("a", editor.document);
        made.setAttributes(attributes).setText(words);
        editor.insertElement(made);
      } else {
        for (const inner of range._find("a")) inner.remove(true); // no link in a link
        const style = new CKEDITOR.style({ element: "a", attributes });
        style.type = CKEDITOR.STYLE_INLINE;
        style.applyToRange(range, editor);
        range.select();
      }
      editor.fire("saveSnapshot");
    }

    editor.on("paste", (event) => {
      const pasted = event.data.dataTransfer.getData("text/plain").trim();
      if (!isAddress(pasted)) return;
      const selection = getSelection();
      const words = selection.toString().trim();
      if (!words || isAddress(words) || !editor.editable().$.contains(selection.anchorNode)) return;
      const href = address(pasted);
      if (!href) return;
      event.cancel();
      link(href);
    }, null, null, 1); // before it is read as text

    // -- The field --

    function open() {
      field ??= make();
      const selection = getSelection();
      const isInText = selection.rangeCount && editor.editable().$.contains(selection.anchorNode);
      if (!isInText) editor.focus();
      field.range = getSelection().rangeCount ? getSelection().getRangeAt(0).cloneRange() : null;
      const now = selected();
      field.input.value = now?.data("cke-saved-href") ?? now?.getAttribute("href") ?? "";
      field.off.hidden = !now;
      offer([]);
      field.said.textContent = "";
      passages.draw("desk-pending", field.range && !field.range.collapsed ? [field.range] : []);
      field.body.showPopover();
      stand();
      field.input.select();
      field.input.focus();
    }

    function make() {
      const body = document.createElement("div");
      body.className = "link-field";
      body.popover = "auto";
      body.setAttribute("role", "dialog");
      body.setAttribute("aria-label", "Link");
      body.innerHTML = `
        <form>
          <label for="link-field">${stories ? "Address, or words of a headline" : "Address"}</label>
          <input id="link-field" type="text" role="combobox" aria-expanded="false" aria-controls="link-field-list" aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go">
          <ul class="offers" id="link-field-list" role="listbox" aria-label="Stories" hidden></ul>
          <p class="field__help" role="status"></p>
          <p class="actions"><button class="button button--small button--main">Link</button><button class="button button--small" type="button">Take the link off</button></p>
        </form>`;
      document.body.append(body);
      const [form, input, list, said, off] = ["form", "input", "ul", "[role=status]", "[type=button]"].map((one) => body.querySelector(one));
      const made = { body, input, list, said, off, range: null, at: -1, timer: null, asked: null };
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        take();
      });
      body.addEventListener("keydown", walk);
      body.addEventListener("toggle", ({ newState }) => newState === "closed" && closed());
      input.addEventListener("input", () => {
        clearTimeout(made.timer);
        point(-1);
        made.timer = setTimeout(search, PAUSE);
      });
      list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (!option) return;
        point([...list.children].indexOf(option));
        take();
      });
      off.addEventListener("click", () => {
        leave();
        editor.execCommand("unlink");
      });
      addEventListener("scroll", () => body.matches(":popover-open") && stand(), { passive: true });
      return made;
    }

    /* Below the words, or above them where there is no room. */
    function stand() {
      const { body, range } = field;
      const around = range && (range.getClientRects()[0] ?? range.startContainer.parentElement.getBoundingClientRect());
      const box = around ?? editor.container.$.getBoundingClientRect();
      const height = visualViewport?.height ?? innerHeight;
      const below = box.bottom + 8;
      const top = below + body.offsetHeight > height ? Math.max(8, box.top - body.offsetHeight - 8) : below;
      body.style.insetBlockStart = `${top}px`;
      body.style.left = `${Math.max(8, Math.min(box.left, innerWidth - body.offsetWidth - 8))}px`;
    }

    /* Closes the field; the cursor is back at the words. */
    function leave() {
      field.body.hidePopover();
      back();
    }

    function back() {
      editor.focus();
      if (!field.range) return;
      getSelection().removeAllRanges();
      getSelection().addRange(field.range);
    }

    function closed() {
      clearTimeout(field.timer);
      field.asked = null;
      passages.draw("desk-pending", []);
      if (document.activeElement === document.body) back();
    }

    function take() {
      const typed = field.input.value.trim();
      const story = field.stories[field.at] ?? (field.stories.length === 1 && field.found === typed ? field.stories[0] : null);
      const href = field.at < 0 && address(typed) ? address(typed) : story?.url;
      if (!href) {
        field.said.textContent = field.stories.length ? "Choose one of the stories, or type an address." : "That is no address.";
        return;
      }
      leave();
      link(href, href === story?.url ? story.name : typed);
    }

    // -- Stories --

    async function search() {
      const typed = field.input.value.trim();
      const asked = (field.asked = {});
      if (!stories || !typed || address(typed)) {
        offer([]);
        field.said.textContent = "";
        return;
      }
      let found;
      try {
        found = await CKEDITOR.desk.ask(`${stories}?${new URLSearchParams({ q: typed, for: CKEDITOR.desk.story })}`);
      } catch (error) {
        if (field.asked === asked) field.said.textContent = error.message;
        return;
      }
      if (field.asked !== asked) return;
      field.found = typed;
      offer(found.stories);
      field.said.textContent = found.stories.length ? "" : found.words;
      stand();
    }

    function offer(found) {
      field.stories = found;
      field.list.hidden = !found.length;
      field.input.setAttribute("aria-expanded", String(Boolean(found.length)));
      field.list.replaceChildren(
        ...found.map(({ name, words }, number) => {
          const option = document.createElement("li");
          option.id = `link-field-${number}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.append(name, Object.assign(document.createElement("small"), { textContent: words }));
          return option;
        }),
      );
      point(-1);
    }

    function point(at) {
      const { list, input } = field;
      field.at = at;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at]?.scrollIntoView({ block: "nearest" });
    }

    function walk(event) {
      event.stopPropagation(); // keys of the form are not meant
      if (event.key === "Escape") {
        event.preventDefault();
        leave();
      }
      const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const number = field.stories.length;
      if (!way || !number || event.target !== field.input) return;
      event.preventDefault();
      point(field.at < 0 && way < 0 ? number - 1 : (field.at + way + number) % number);
    }
  },
});
