/*
 * Pictures that are dropped or pasted into the text as files: they go to the library, by the library's rules, and then
 * stand in the text.
 */

CKEDITOR.desk.uploads = new Set(); // those under way

/* Puts a file into the library. Resolves to what the library says of it; rejects with an Error for the person. */
CKEDITOR.desk.upload = async (editor, file, progress) => {
  const { upload: url, mostBytes } = editor.config.desk;
  const sent = CKEDITOR.desk.send(file, { url, mostBytes, progress });
  CKEDITOR.desk.uploads.add(sent);
  try {
    return await sent;
  } finally {
    CKEDITOR.desk.uploads.delete(sent);
  }
};

CKEDITOR.plugins.add("deskupload", {
  requires: "desktokens,notification,clipboard",

  init(editor) {
    const { desk } = CKEDITOR;
    const encode = CKEDITOR.tools.htmlEncode;

    /* Files are meant, and no words that came with a picture of themselves, as office programs send them. */
    function filesOf({ dataTransfer }) {
      const files = Array.from({ length: dataTransfer.getFilesCount() }, (_, index) => dataTransfer.getFile(index));
      const html = files.length && dataTransfer.getData("text/html", true);
      if (html && new DOMParser().parseFromString(html, "text/html").body.textContent.trim()) return [];
      return files.filter(Boolean);
    }

    editor.on("paste", (event) => {
      const files = filesOf(event.data);
      if (!files.length) return;
      event.cancel();
      const block = editor.elementPath()?.block;
      files.reduce((before, file) => before.then((after) => take(file, after)), Promise.resolve(block));
    }, null, null, 0);

    /* Uploads a file and inserts it behind the element `after`. Resolves to where the next one goes. */
    async function take(file, after) {
      if (!file.type.startsWith("image/")) {
        tell(`“${file.name}” is no picture: only pictures can be put into a text.`, "warning");
        return after;
      }
      const progress = editor.showNotification(encode(`Uploading “${file.name}” …`), "progress", 0);
      try {
        const taken = await desk.upload(editor, file, (share) => progress.update({ progress: share }));
        progress.hide();
        if (editor.mode !== "wysiwyg") {
          tell(`“${taken.title}” is in the library. Leave the source to insert it. ${taken.note}`, "info");
          return after;
        }
        const widget = insert(String(taken.pk), after);
        const words = taken.known ? "was in the library already, and is in the text now." : "is in the library and in the text.";
        const link = taken.known ? "" : ` <a href="${encode(taken.url)}" target="_blank">Describe it</a>`;
        const note = taken.note && ` ${encode(taken.note)}`;
        editor.showNotification(`${encode(`“${taken.title}” ${words}`)}${link}${note}`, note ? "info" : "success", note ? 0 : 10_000);
        return widget.wrapper;
      } catch (error) {
        progress.hide();
        tell(`“${file.name}” was not taken. ${error.message}`, "warning");
        return after;
      }
    }

    /* What is saved has the pictures that were put in, so it waits for those under way; who leaves otherwise is asked. */
    const form = editor.element.$.form;
    let isWaiting = false;
    form?.addEventListener("submit", async (event) => {
      if (!desk.uploads.size) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isWaiting) return;
      isWaiting = true;
      tell("A picture is still being uploaded. What you pressed follows when it is there.", "info");
      let areTaken = true;
      while (desk.uploads.size) {
        const results = await Promise.allSettled(desk.uploads);
        areTaken &&= results.every(({ status }) => status === "fulfilled");
        await new Promise((done) => { setTimeout(done); }); // until it stands in the text
      }
      isWaiting = false;
      if (areTaken) form.requestSubmit(event.submitter);
      else tell("Nothing was saved yet, as a picture was not taken. Press the button again to save without it.", "warning");
    }, true);
    addEventListener("beforeunload", (event) => { if (desk.uploads.size) event.preventDefault(); });

    const tell = (words, kind) => desk.tell(editor, words, kind, kind === "warning" ? 0 : undefined);

    /* Where it was dropped, however far one has written on meanwhile; the cursor stays where it is. */
    function insert(value, after) {
      const range = editor.createRange();
      const isThere = after && editor.editable().contains(after);
      const here = editor.getSelection().getRanges()[0];
      if (isThere) range.moveToPosition(after, CKEDITOR.POSITION_BEFORE_END);
      editor.fire("saveSnapshot");
      const isHere = !isThere || !here || after.contains(here.startContainer) || after.equals(here.startContainer);
      const bookmarks = isHere ? null : editor.getSelection().createBookmarks();
      const made = desk.insert(editor, "image", value, isThere ? range : here ?? atEnd(range));
      if (bookmarks) editor.getSelection().selectBookmarks(bookmarks);
      editor.fire("saveSnapshot");
      return made;
    }

    function atEnd(range) {
      range.moveToElementEditEnd(editor.editable());
      return range;
    }
  },
});
