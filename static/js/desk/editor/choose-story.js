/* Chooses the story of a “See also”. */
CKEDITOR.desk.choosers["see-also"] = (editor, put) => new CKEDITOR.desk.Chooser({
  kind: "see-also",
  url: editor.config.desk["see-also"],
  choose: (option) => put(option.dataset.value),
});
