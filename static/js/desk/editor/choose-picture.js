/* Chooses a picture of the library, or puts a new one there; of one in the text, leads to its words. */
CKEDITOR.desk.choosers.image = (editor, put) => {
  const { desk } = CKEDITOR;
  const chooser = new desk.Chooser({
    kind: "image",
    url: editor.config.desk.image,
    choose: (option) => put(option.dataset.value),
  });
  const bar = chooser.dialog.querySelector("progress");

  const inputs = chooser.dialog.querySelectorAll("[data-chooser-upload]");

  inputs.forEach((input) => input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const { opening } = chooser;
    chooser.said.textContent = `Uploading “${file.name}” …`;
    bar.hidden = false;
    input.disabled = true;
    try {
      const taken = await desk.upload(editor, file, (share) => {
        bar.value = share * 100;
      });
      if (chooser.isStill(opening)) put(String(taken.pk));
      else desk.tell(editor, `“${taken.title}” is in the library, and not in the text: the dialog was closed before it came.`, "info");
    } catch (error) {
      const words = `“${file.name}” was not taken. ${error.message}`;
      if (chooser.isStill(opening)) chooser.said.textContent = words;
      else desk.tell(editor, words, "warning", 0);
    }
    input.value = "";
    input.disabled = false;
    bar.hidden = true;
  }));

  const words = new desk.PictureWords(editor);
  const part = (name) => chooser.dialog.querySelector(`[data-chooser-${name}]`);
  const open = chooser.open.bind(chooser);
  let opened = null;
  chooser.open = (whenClosed, widget) => {
    opened = { whenClosed, widget };
    part("this").hidden = !widget?.element.findOne("img");
    open(whenClosed);
  };
  part("words").addEventListener("click", () => {
    chooser.close();
    const { whenClosed, widget } = opened;
    words.open(whenClosed, widget.data.value, widget.element.findOne("img").$, widget);
  });
  return chooser;
};
