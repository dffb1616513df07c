/*
 * What pictures say in this story alone (articles/richtext/captions.py): kept in a hidden field of the form, and typed in a
 * dialog that shows the library's words where there are no others.
 */
CKEDITOR.desk.pictureWords = {
  get field() {
    return document.getElementById("id_picture_words");
  },

  /* Picture's number → { alt, caption, decorative }. */
  get all() {
    return JSON.parse(this.field.value || "{}");
  },

  set(value, words) {
    this.field.value = JSON.stringify({ ...this.all, [value]: words });
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  },
};

CKEDITOR.desk.PictureWords = class {
  constructor(editor) {
    this.editor = editor;
    this.chooser = new CKEDITOR.desk.Chooser({ kind: "words" });
    const part = (name) => this.chooser.dialog.querySelector(`[data-chooser-${name}]`);
    [this.alt, this.decorative, this.caption, this.width] = [part("input"), part("decorative"), part("caption"), part("width")];
    this.decorative.addEventListener("change", () => this.settle());
    part("take").addEventListener("click", () => this.take());
    for (const input of [this.alt, this.caption]) {
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.take();
      });
    }
  }

  /* `shown` is the <img> of the picture with this number; `widget` where it stands alone, and may be wider than the column. */
  open(whenClosed, value, shown, widget = null) {
    Object.assign(this, { value, widget });
    const { ownAlt, ownCaption, ownDecorative } = shown.dataset;
    const words = CKEDITOR.desk.pictureWords.all[this.value] ?? {};
    this.chooser.open(whenClosed);
    this.alt.value = words.alt ?? "";
    this.alt.placeholder = ownDecorative === undefined ? ownAlt : "Decorative in the library";
    this.decorative.checked = Boolean(words.decorative);
    this.caption.value = words.caption ?? "";
    this.caption.placeholder = ownCaption;
    this.width.value = widget?.data.width ?? "";
    this.width.parentElement.hidden = !widget;
    this.settle();
    (this.alt.disabled ? this.decorative : this.alt).focus();
  }

  settle() {
    this.alt.disabled = this.decorative.checked;
  }

  take() {
    const [alt, caption] = [this.alt, this.caption].map((input) => input.value.trim());
    const words = this.decorative.checked ? { decorative: true } : { ...(alt && { alt }) };
    CKEDITOR.desk.pictureWords.set(this.value, { ...words, ...(caption && { caption }) });
    this.editor.fire("desk:words", { value: this.value });
    this.chooser.close();
    if (!this.widget || this.widget.data.width === this.width.value) return;
    this.editor.fire("saveSnapshot");
    this.widget.setData("width", this.width.value);
    this.editor.fire("saveSnapshot");
  }
};
