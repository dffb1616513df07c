/* Gives the editor's plug-ins, which are no modules, the choosers and the upload that fields have too. */
import { Chooser } from "./chooser.js";
import { askFor, send } from "./desk.js";
import { newSource } from "./new-source.js";

const { desk } = window.CKEDITOR;
desk.send = send;
desk.askFor = askFor;
desk.newSource = newSource;
desk.Chooser = class extends Chooser {
  ask(url) {
    return desk.ask(url);
  }

  get story() {
    return desk.story;
  }
};
