/* Fits the editor into the desk: its name for screen readers, and the reader's own spell checker. */
CKEDITOR.on("instanceCreated", ({ editor }) => {
  editor.config.title = "Text";
  editor.config.disableNativeSpellChecker = false;
});
