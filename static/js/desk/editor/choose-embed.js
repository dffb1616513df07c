/* Takes the address of a page elsewhere, and says at once what it would be in the story. */
CKEDITOR.desk.choosers.embed = (editor, put) => {
  const { desk } = CKEDITOR;
  const chooser = new desk.Chooser({ kind: "embed" });
  const { dialog, input, said } = chooser;
  const insert = dialog.querySelector("[data-chooser-insert]");
  const retry = dialog.querySelector("[data-chooser-retry]");
  let answer = null;
  let asked = ""; // what it is the answer to
  let timer = 0;

  /* The code that a provider offers, without its drawings and styles: they would be longer than an address may be. */
  const brief = (text) => text
    .replace(/<(svg|style|script)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\sstyle\s*=\s*(["'])[\s\S]*?\1/gi, "");

  async function look() {
    clearTimeout(timer);
    const url = input.value.trim();
    asked = url;
    answer = null;
    insert.disabled = true;
    retry.hidden = true;
    said.textContent = "";
    if (!url) return;
    let found;
    try {
      found = await desk.ask(`${editor.config.desk.embed}?${new URLSearchParams({ url: brief(url) })}`);
    } catch (error) {
      if (url !== asked) return;
      said.textContent = error.message;
      retry.hidden = false;
      return;
    }
    if (url !== asked) return;
    answer = found;
    said.textContent = found.words;
    insert.disabled = !found.as;
    insert.textContent = found.as === "link" ? "Insert as a link" : "Insert";
  }

  /* Puts in what the address is, once that is known, and unless the dialog was closed or the address changed meanwhile. */
  async function take() {
    const { opening } = chooser;
    const address = input.value.trim();
    if (!answer || asked !== address) await look();
    if (!chooser.isStill(opening) || input.value.trim() !== address || asked !== address || !answer?.as) return;
    const { as, url, label } = answer;
    if (as === "embed") put(url);
    else put(url, `<a href="${CKEDITOR.tools.htmlEncodeAttr(url)}">${CKEDITOR.tools.htmlEncode(label)}</a>`);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, desk.Chooser.PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    take();
  });
  insert.addEventListener("click", (event) => {
    if (event.detail) desk.Chooser.swallowSecond(event); // by pointer, not by key
    take();
  });
  retry.addEventListener("click", look);
  const open = chooser.open.bind(chooser);
  chooser.open = (whenClosed) => {
    open(whenClosed);
    look();
  };
  return chooser;
};
