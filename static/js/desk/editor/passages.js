/*
 * The words of a text, and where they stand: for notes, for finding and replacing. Nothing is written into the text.
 *
 * A passage is kept as `quote`, with what stands `before` and `after` it (the TextQuoteSelector of the Web Annotation Data
 * Model), and found again though it was moved, or changed, or what is around it.
 */
CKEDITOR.passages = {
  AROUND: 100, // characters kept on each side: models/notes.py cuts there
  LONGEST: 1000,

  /* Draws `ranges` under `name` (as ::highlight() has it) without a change of the text. Old browsers draw nothing. */
  draw(name, ranges) {
    if (!CSS.highlights) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  },

  /* What there is to see of a range, where it is gathered in one place: in the middle of a wide window, above a keyboard. */
  show(range) {
    const box = range.getBoundingClientRect();
    const isSeen = box.top > 120 && box.bottom < innerHeight - 120;
    if (!isSeen) range.startContainer.parentElement.scrollIntoView({ block: "center" });
  },

  Words: class {
    static SURE = 16; // characters, of the words and around them, that are no accident
    static NEAR = 20; // characters on each side that tell where a passage was that reads otherwise now
    static MORE = 2; // words that a changed passage may have got
    static ALIKE = 0.6; // share of pairs of letters that a changed passage has in common with what it was

    /* `root`: element. `text` has one space for any white space and between blocks; what widgets show is left out. */
    constructor(root) {
      this.root = root;
      this.text = "";
      this.places = []; // of each character: text node and offset in it
      this.read(root);
    }

    read(parent) {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) {
          for (let at = 0; at < node.length; at += 1) this.add(node.data[at], node, at);
        } else if (node.contentEditable === "false") {
          // Of a widget, what is written in it: a box, a quotation.
          for (const part of node.querySelectorAll(":scope > .cke_widget_element > .cke_widget_editable")) {
            this.isApart = true;
            this.read(part);
            this.isApart = true;
          }
        } else if (node.nodeType === Node.ELEMENT_NODE && !node.hasAttribute("data-cke-hidden-sel")) {
          const isBlock = node.localName === "br" || CKEDITOR.dtd.$block[node.localName] || CKEDITOR.dtd.$tableContent[node.localName] || node.localName === "li";
          if (isBlock) this.isApart = true;
          this.read(node);
          if (isBlock) this.isApart = true;
        }
      }
    }

    add(sign, node, at) {
      if (sign === "\u200b" || sign === "\ufeff") return; // CKEditor's own, where the cursor stands
      const isSpace = /\s/.test(sign);
      if ((isSpace || this.isApart) && this.text && !this.text.endsWith(" ")) {
        this.text += " ";
        this.places.push([node, at]);
      }
      this.isApart = false;
      if (isSpace) return;
      this.text += sign;
      this.places.push([node, at]);
    }

    /* The DOM's range of the characters from `start` to `end`, which are not white space at their ends. */
    range(start, end) {
      const range = document.createRange();
      const [last, at] = this.places[end - 1];
      range.setStart(...this.places[start]);
      range.setEnd(last, at + 1);
      return range;
    }

    /* Where the words of a DOM's range begin and end ([start, end]), or null without any. */
    place(range) {
      if (!this.root.contains(range.commonAncestorContainer)) return null;
      const first = (isThere) => {
        let [low, high] = [0, this.places.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (isThere(...this.places[middle])) high = middle;
          else low = middle + 1;
        }
        return low;
      };
      let start = first((node, at) => range.comparePoint(node, at) >= 0);
      let end = first((node, at) => range.comparePoint(node, at + 1) > 0);
      while (start < end && this.text[start] === " ") start += 1;
      while (end > start && this.text[end - 1] === " ") end -= 1;
      return end > start ? [start, end] : null;
    }

    quotation([start, end]) {
      const { AROUND, LONGEST } = CKEDITOR.passages;
      return {
        quote: this.text.slice(start, Math.min(end, start + LONGEST)).trim(),
        before: this.text.slice(Math.max(0, start - AROUND), start).trim(),
        after: this.text.slice(end, end + AROUND).trim(),
      };
    }

    /* All places of `words` (array of [start, end]), whatever their case. */
    all(words) {
      const wanted = words.replace(/\s+/g, " ").toLocaleLowerCase();
      const text = this.text.toLocaleLowerCase();
      const found = [];
      if (!wanted.trim() || text.length !== this.text.length) return found;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) found.push([at, at + wanted.length]);
      return found;
    }

    /* Where a passage stands now ([start, end]), or null when it is gone. */
    find(passage) {
      return this.same(passage) ?? this.between(passage) ?? this.alike(passage);
    }

    /* In the very words. Few of them are it only where they stand as they stood. */
    same({ quote, before, after }) {
      let best = null;
      let most = -1;
      for (let at = this.text.indexOf(quote); at >= 0; at = this.text.indexOf(quote, at + 1)) {
        const place = [at, at + quote.length];
        const agreed = this.agreement(place, before, after);
        if (agreed > most) [best, most] = [place, agreed];
      }
      return quote.length + most >= this.constructor.SURE ? best : null;
    }

    /* How many characters around a place are those that stood around the passage. */
    agreement([start, end], before, after) {
      const left = this.text.slice(0, start).trimEnd();
      const right = this.text.slice(end).trimStart();
      let number = 0;
      for (let at = 1; at <= before.length && before.at(-at) === left.at(-at); at += 1) number += 1;
      for (let at = 0; at < after.length && after[at] === right[at]; at += 1) number += 1;
      return number;
    }

    /* Other words where it stood. */
    between({ quote, before, after }) {
      const { NEAR } = this.constructor;
      const head = before.slice(-NEAR);
      const tail = after.slice(0, NEAR);
      if (Math.min(head.length, tail.length) < NEAR / 2) return null;
      const start = this.text.indexOf(head);
      const end = start < 0 ? -1 : this.text.indexOf(tail, start + head.length);
      const found = end < 0 ? "" : this.text.slice(start + head.length, end);
      // What grew by more than half, or has no word, is another passage, or none.
      if (!/[\p{L}\p{N}]/u.test(found) || found.length > quote.length * 1.5 + 40) return null;
      const from = start + head.length + (found.length - found.trimStart().length);
      return [from, from + found.trim().length];
    }

    /* As many words as it had, or some more, most like it. */
    alike({ quote, before, after }) {
      const { SURE, MORE, ALIKE } = this.constructor;
      if (quote.length < SURE) return null;
      const WORDS = /[\p{L}\p{N}]+(?:[’'.-][\p{L}\p{N}]+)*/gu;
      const words = [...this.text.matchAll(WORDS)].map((word) => [word.index, word.index + word[0].length]);
      const number = quote.match(WORDS)?.length ?? 1;
      const wanted = pairs(quote);
      let best = null;
      let most = ALIKE;
      for (let at = 0; at < words.length; at += 1) {
        for (let last = at + number - 1; last < Math.min(at + number + MORE, words.length); last += 1) {
          const place = [words[at][0], words[last][1]];
          const share = likeness(wanted, pairs(this.text.slice(...place))) + Math.min(this.agreement(place, before, after), 20) / 100;
          if (share > most) [best, most] = [place, share];
        }
      }
      return best;

      function pairs(text) {
        const counted = new Map();
        for (let index = 1; index < text.length; index += 1) {
          const pair = text.slice(index - 1, index + 1);
          counted.set(pair, (counted.get(pair) ?? 0) + 1);
        }
        return counted;
      }

      /* Twice what two have in common, of all that both have (Dice). */
      function likeness(one, other) {
        let [common, all] = [0, 0];
        for (const [pair, times] of one) {
          common += Math.min(times, other.get(pair) ?? 0);
          all += times;
        }
        for (const times of other.values()) all += times;
        return all ? (2 * common) / all : 0;
      }
    }
  },
};
