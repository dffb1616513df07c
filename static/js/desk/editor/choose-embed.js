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
      found = await desk.ask(`${editor.config.desk.embed}?${new URLSearchParams({ url })}`);
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

  function take() {
    if (!answer?.as) return;
    const { as, url, label } = answer;
    if (as === "embed") put(url);
    else put(url, `<a href="${CKEDITOR.tools.htmlEncodeAttr(url)}">${CKEDITOR.tools.htmlEncode(label)}</a>`);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, desk.Chooser.PAUSE);
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (!answer || asked !== input.value.trim()) await look();
    take();
  });
  insert.addEventListener("click", take);
  retry.addEventListener("click", look);
  const open = chooser.open.bind(chooser);
  chooser.open = (whenClosed) => {
    open(whenClosed);
    look();
  };
  return chooser;
};
