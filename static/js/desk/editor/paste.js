/* What other programs put on the clipboard, as this editor wants it: paragraphs, headings, lists, quotations, links,
   emphasis and tables, without the clothes. Nothing of the markup is copied: the words are read, with what they mean,
   and written anew, so what nobody thought of is left out. */
(() => {
  "use strict";

  // What may stand in a text, as articles/richtext/policy.py gives it to the editor.
  let policy;
  const isBlock = (name) => policy.blocks.includes(name) || name === "body";
  const named = (name) => policy.renamed[name] ?? name;
  const emphasis = (name) => policy.emphasis[name] ?? { s: "s", del: "s", sub: "sub", sup: "sup", small: "small" }[named(name)];
  const isHeading = (name) => /^h[2-4]$/.test(named(name));
  // No words of the text either: controls, what plays.
  const CONTROLS = new Set("audio base button canvas embed head input link map meta option video".split(" "));
  const COMMENT = /mso-(?:element|special-character):\s*comment/i; // a reviewer's remark in Word
  const COMMENT_CLASS = /^(?:msocomanchor|MsoCommentReference|MsoCommentText)$/;
  // Order of nesting: a link holds bold words rather than the other way round.
  const MARKS = ["a", "strong", "em", "small", "s", "sub", "sup"];
  const ID = /^[1-9][0-9]{0,17}$/;
  const IDS = /^[1-9][0-9]{0,17}(?: [1-9][0-9]{0,17})+$/;
  const WEB = /^https?:\/\/[^\s/]/i;
  // Addresses that only lead on: host, path, and the parameters that hold where to.
  const LEADING_ON = [
    [/(?:^|\.)google\.[a-z.]+$/, /^\/url$/, ["q", "url"]],
    [/\.safelinks\.protection\.outlook\.com$/, /^/, ["url"]],
    [/^lm?\.facebook\.com$/, /^\/l\.php$/, ["u"]],
  ];

  const SEE_ALSO = /^see also\b/i; // a paragraph of its own, or it is no pointer
  const BREAK = { html: "<br>" };

  const escape = (text) =>
    text.replace(/[&<>"\u00a0]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\u00a0": "&nbsp;" })[sign]);

  /* The address a link should have, or null if it leads nowhere from a story. */
  function address(href) {
    href = href.trim();
    if (/^\/(?![/\\])/.test(href)) return href;
    for (let hop = 0; hop < 3; hop++) {
      if (!URL.canParse(href)) return null;
      const url = new URL(href);
      const rule = LEADING_ON.find(([host, path]) => host.test(url.hostname) && path.test(url.pathname));
      const target = rule?.[2].map((name) => url.searchParams.get(name)).find((value) => /^https?:/i.test(value ?? ""));
      if (!target) break;
      href = target;
    }
    return /^(?:https?:\/\/|mailto:|tel:)/i.test(href) ? href : null;
  }

  /* What pictures say in the story they come from (tokens.js), as attribute; "" if that can't be read. */
  function pictureWords(text = "") {
    const said = ({ alt, caption, decorative }) => ({
      ...(alt && { alt: String(alt) }), ...(decorative && { decorative: true }), ...(caption && { caption: String(caption) }),
    });
    try {
      const words = Object.entries(JSON.parse(text)).filter(([value]) => ID.test(value)).map(([value, own]) => [value, said(own)]);
      return words.length ? ` data-words="${escape(JSON.stringify(Object.fromEntries(words)))}"` : "";
    } catch {
      return "";
    }
  }

  /* Declarations of a style as a dict, lower-case. */
  function declarations(style) {
    const pairs = style.split(";").map((part) => [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)]);
    return Object.fromEntries(pairs.map((pair) => pair.map((side) => side.trim().toLowerCase())));
  }

  /* What the clipboard's own style sheet says of classes: Map of class → style. Word's lists may stand only there, in
     words that no browser keeps. */
  function classes(document) {
    const found = new Map();
    for (const sheet of document.querySelectorAll("style")) {
      for (const [, selectors, style] of sheet.textContent.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
        for (const selector of selectors.split(",")) {
          const name = /^\s*[a-z0-9]*\.([\w-]+)\s*$/i.exec(selector.replace(/<!--|\/\*.*?\*\//gs, ""))?.[1];
          if (name) found.set(name, `${found.get(name) ?? ""};${style}`);
        }
      }
    }
    return found;
  }

  /* Takes the signs that Word writes before list paragraphs out of the document: Map of paragraph → sign. */
  function takeListSigns(document) {
    const signs = new Map();
    const take = (nodes) => {
      const paragraph = nodes[0]?.parentElement?.closest("p, li, div, h1, h2, h3, h4, h5, h6");
      const sign = nodes.map((node) => (node.nodeType === Node.COMMENT_NODE ? "" : node.textContent)).join("");
      if (paragraph) signs.set(paragraph, (signs.get(paragraph) ?? "") + sign.replace(/\s+/g, ""));
      for (const node of nodes) node.remove();
    };
    const comments = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
    const begins = [];
    for (let node; (node = comments.nextNode()); ) if (/\[if !supportLists\]/i.test(node.data)) begins.push(node);
    for (const begin of begins) {
      const between = [begin];
      for (let node = begin.nextSibling; node; node = node.nextSibling) {
        if (node.nodeType === Node.COMMENT_NODE && /\[endif\]/i.test(node.data)) break;
        between.push(node);
      }
      take(between);
    }
    for (const element of document.querySelectorAll("[style*='mso-list']")) {
      if (element.isConnected && /mso-list:\s*ignore/i.test(element.getAttribute("style"))) take([element]);
    }
    return signs;
  }

  /* A non-breaking space is meant between a number and what it counts, and beside French marks; elsewhere it is a
     program's way to write a space. */
  function isMeant(before, after) {
    return (/\d/.test(before) && /\S/.test(after)) || (/\S/.test(before) && /[»!?;:%‰€]/.test(after)) || (/[«§№]/.test(before) && /\S/.test(after));
  }

  /* Runs ({text, marks} or {html}) as HTML, spaces tidied, neighbours with the same marks joined. */
  function inline(runs, isPlain) {
    const whole = runs.map((run) => run.text ?? "\n").join("");
    let offset = 0;
    let isAfterSpace = true;
    const pieces = [];
    for (const run of runs) {
      if (run.text === undefined) {
        if (run === BREAK && pieces.at(-1)?.text === " ") pieces.pop();
        if (run !== BREAK || pieces.length) pieces.push(run);
        isAfterSpace = run === BREAK;
        offset += 1;
        continue;
      }
      const spaced = run.text.replace(/\u00a0/g, (sign, at) => (isMeant(whole[offset + at - 1] ?? " ", whole[offset + at + 1] ?? " ") ? sign : " "));
      offset += run.text.length;
      let text = spaced.replace(/[ \t\n\r\f\v\u2000-\u2008\u200a]+/g, " ").replace(/[\u00ad\u200b\ufeff\ufffc]/g, "");
      if (isAfterSpace) text = text.replace(/^ /, "");
      if (!text) continue;
      isAfterSpace = text.endsWith(" ");
      const { strong, ...rest } = run.marks;
      const marks = isPlain || !strong ? rest : run.marks;
      for (const part of text.match(/^ |[^ ](?:.*[^ ])?| $/gs)) pieces.push({ text: part, marks: part === " " ? null : marks });
    }
    const isBetween = (piece) => piece === BREAK || piece.text === " ";
    while (pieces.length && isBetween(pieces.at(-1))) pieces.pop();

    const tags = (marks) => MARKS.filter((name) => marks?.[name]).map((name) => (name === "a" ? `a href="${escape(marks.a)}"` : name));
    const shared = (one, other) => one.filter((_, at) => one.slice(0, at + 1).every((tag, each) => tag === other[each]));
    let open = [];
    let html = "";
    pieces.forEach((piece, at) => {
      // A space or a line break belongs to what is on both of its sides.
      const now = isBetween(piece) ? shared(open, tags(pieces.slice(at).find((next) => !isBetween(next)).marks)) : tags(piece.marks);
      const kept = shared(open, now);
      for (const tag of open.slice(kept.length).reverse()) html += `</${tag.split(" ")[0]}>`;
      for (const tag of now.slice(kept.length)) html += `<${tag}>`;
      html += piece.html ?? escape(piece.text);
      open = now;
    });
    for (const tag of [...open].reverse()) html += `</${tag.split(" ")[0]}>`;
    return html;
  }

  /* Gathers the blocks of one place (the whole, an item, a cell): {name, html}, {name, items}, {name, blocks}. */
  class Blocks {
    constructor(isPlain = false) {
      this.isPlain = isPlain; // where all is bold anyway
      this.name = "p"; // what a paragraph is here
      this.item = null; // its place in a list that Word only drew
      this.dir = ""; // its direction, as an attribute
      this.done = [];
      this.runs = [];
    }

    /* Ends the paragraph. Two line breaks in a row end one as well; in a heading a break is a space. */
    end() {
      const isLine = this.name !== "p";
      const parts = [[]];
      let breaks = 0;
      for (const run of this.runs) {
        if (run === BREAK) {
          breaks += 1;
          continue;
        }
        if (breaks && (run.text === undefined || /\S/.test(run.text))) {
          if (isLine) parts.at(-1).push({ text: " ", marks: {} });
          else if (breaks > 1 && !this.item) parts.push([]);
          else parts.at(-1).push(BREAK);
          breaks = 0;
        }
        parts.at(-1).push(run);
      }
      for (const part of parts) {
        const html = inline(part, this.isPlain || isLine);
        if (html) this.done.push({ name: this.name, html, item: this.item, dir: this.dir });
      }
      this.runs = [];
    }

    push(block) {
      this.end();
      this.done.push(block);
    }

    /* The blocks, with lists made of what Word drew as lists, and neighbouring quotations joined. */
    finish() {
      this.end();
      const blocks = [];
      let open = []; // lists that the next item may go on with, outermost first
      for (const block of this.done) {
        const { item } = block;
        if (!item) {
          open = [];
          if (block.name === "blockquote" && blocks.at(-1)?.name === "blockquote") blocks.at(-1).blocks.push(...block.blocks);
          else blocks.push(block);
          continue;
        }
        open = open.filter((list) => list.level <= item.level);
        let last = open.at(-1);
        if (last?.level === item.level && (last.name !== item.name || (item.start === 1 && last.name === "ol"))) {
          open.pop();
          last = open.at(-1);
        }
        if (!last || last.level < item.level) {
          const list = { name: item.name, level: item.level, start: item.start, items: [] };
          if (last) last.items.at(-1).push(list);
          else blocks.push(list);
          open.push(list);
        }
        open.at(-1).items.push([block]);
      }
      return blocks;
    }
  }

  const isList = (block) => block.name === "ul" || block.name === "ol";

  function write(block) {
    const dir = block.dir ?? "";
    if (isList(block)) {
      const start = block.name === "ol" && block.start > 1 ? ` start="${block.start}"` : "";
      const items = block.items.map((blocks) => `<li${blocks.dir ?? ""}>${content(blocks)}</li>`);
      return `<${block.name}${start}${dir}>${items.join("")}</${block.name}>`;
    }
    if (block.blocks) {
      const [start, end] = block.around ?? [`<blockquote${dir}>`, "</blockquote>"];
      return `${start}${block.blocks.map(write).join("")}${end}`;
    }
    return block.name ? `<${block.name}${dir}>${block.html}</${block.name}>` : block.html;
  }

  /* Blocks in an item or a cell, without a paragraph around the only words. */
  function content(blocks) {
    const isOne = blocks[0]?.name === "p" && !blocks[0].dir && !blocks.slice(1).some((block) => block.name === "p");
    return blocks.map((block, at) => (isOne && at === 0 ? block.html : write(block))).join("");
  }

  class Reader {
    constructor(html) {
      this.document = new DOMParser().parseFromString(html, "text/html"); // inert: nothing runs or loads
      this.classes = classes(this.document);
      this.signs = takeListSigns(this.document);
      this.pictures = 0;
      // Google Docs says of each paragraph that it runs as all others do.
      this.saysAlways = this.document.querySelector("[id^=docs-internal-guid]") && !this.document.querySelector("[dir=rtl i]");
    }

    read() {
      const blocks = new Blocks();
      this.walk(this.document.body, {}, blocks);
      return blocks.finish();
    }

    style(element) {
      const styles = [...element.classList].map((name) => this.classes.get(name) ?? "");
      return declarations([...styles, element.getAttribute("style") ?? ""].join(";"));
    }

    /* In which direction the words of ``element`` run, as an attribute; "" where it doesn't say so. */
    direction(element) {
      const said = (element.getAttribute("dir") ?? this.style(element).direction ?? "").toLowerCase();
      if (this.saysAlways && said === "ltr") return "";
      return ["ltr", "rtl", "auto"].includes(said) ? ` dir="${said}"` : "";
    }

    walk(parent, marks, blocks) {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) blocks.runs.push({ text: node.data, marks });
        else if (node.nodeType === Node.ELEMENT_NODE) this.visit(node, marks, blocks);
      }
    }

    visit(element, marks, blocks) {
      const name = element.localName;
      const style = this.style(element);
      if (this.isLeftOut(element, style)) return;
      if (name === "img") this.pictures += 1;
      if (this.token(element, blocks)) return;
      if (name === "br") {
        blocks.runs.push(BREAK);
        return;
      }
      const inner = this.marks(element, style, marks);
      if (name === "ruby") {
        const html = this.ruby(element);
        if (html) blocks.runs.push({ html, marks });
      } else if (name === "q") {
        blocks.runs.push({ text: "“", marks });
        this.walk(element, inner, blocks);
        blocks.runs.push({ text: "”", marks });
      } else if (name === "a" && element.classList.contains("sdfootnotesym")) {
        this.walk(element, inner, blocks);
        blocks.runs.push({ text: " ", marks }); // LibreOffice leaves it to a margin
      } else if (name === "ul" || name === "ol") this.list(element, inner, blocks);
      else if (name === "table") this.table(element, inner, blocks);
      else if (name === policy.box[0] && element.getAttribute(policy.box[1]) === policy.box[2]) this.box(element, inner, blocks);
      else if (name === "figure" && [...element.children].some((child) => child.localName === "blockquote")) this.pullQuote(element, inner, blocks);
      else if (name === "blockquote" || /^Mso(?:Intense)?Quote/.test(element.className)) {
        const quoted = new Blocks();
        this.walk(element, inner, quoted);
        const found = quoted.finish();
        if (found.length) blocks.push({ name: "blockquote", blocks: found, dir: this.direction(element) });
      } else if (isHeading(name) || isBlock(name)) this.block(element, style, inner, blocks);
      else this.walk(element, inner, blocks);
    }

    isLeftOut(element, style) {
      return (
        policy.swallowed.includes(element.localName) ||
        CONTROLS.has(element.localName) ||
        element.hidden ||
        style.display === "none" ||
        style["mso-hide"] === "all" ||
        (element.localName === "del" && /^mailto:/i.test(element.getAttribute("cite") ?? "")) || // tracked in Word
        COMMENT.test(element.getAttribute("style") ?? "") ||
        [...element.classList].some((name) => COMMENT_CLASS.test(name)) ||
        element.classList.contains("cke_widget_drag_handler_container") ||
        (element.localName === "figcaption" && element.parentElement.querySelector("img")) // of a picture that goes
      );
    }

    /* One of our own tokens (articles/richtext/), copied from another story's editor in whatever it is wrapped. */
    token(element, blocks) {
      const SHAPES = { "data-embed": WEB, "data-pair": IDS, "data-gallery": IDS };
      const isNamed = (name) => policy.tokens[name] === element.localName && (SHAPES[name] ?? ID).test(element.getAttribute(name) ?? "");
      const attribute = Object.keys(policy.tokens).find(isNamed);
      if (!attribute) return false;
      const value = element.getAttribute(attribute);
      const words = element.localName === "figure" ? pictureWords(element.dataset.words) : "";
      const { width } = element.dataset;
      const wide = attribute === "data-image" && policy.widths.includes(width) ? ` data-width="${width}"` : "";
      const html = `<${element.localName} ${attribute}="${escape(value)}"${wide}${words}></${element.localName}>`;
      if (element.localName === "sup") blocks.runs.push({ html });
      else blocks.push({ html });
      return true;
    }

    /* Marks that the words in ``element`` carry, given those around it. A style says more than a tag: Google Docs puts
       everything into a <b> of normal weight. */
    marks(element, style, around) {
      const marks = { ...around };
      const tag = emphasis(element.localName);
      if (tag) marks[tag] = true;
      const weight = style["font-weight"];
      if (weight && weight !== "inherit") marks.strong = weight.startsWith("bold") || parseInt(weight, 10) >= 600;
      if (style["font-style"] && style["font-style"] !== "inherit") marks.em = /italic|oblique/.test(style["font-style"]);
      if (/line-through/.test(style["text-decoration"] ?? style["text-decoration-line"] ?? "")) marks.s = true;
      if (style["vertical-align"] === "super") marks.sup = true;
      if (style["vertical-align"] === "sub") marks.sub = true;
      if (element.localName === "a" && element.hasAttribute("href")) {
        marks.a = address(element.getAttribute("href"));
        // How a link, or a mark of a footnote, is set is the page's affair.
        if (!marks.a) delete marks.a;
      }
      return marks;
    }

    /* Words with how they are read, without what else they carry. */
    ruby(element) {
      const part = (node) => {
        const name = named(node.localName ?? "");
        const words = escape(node.textContent.trim());
        if (name === "rtc" || !words || node.nodeType === Node.COMMENT_NODE) return "";
        return name === "rt" || name === "rp" ? `<${name}>${words}</${name}>` : words;
      };
      const html = [...element.childNodes].map(part).join("");
      return html && `<ruby>${html}</ruby>`;
    }

    /* A box with facts: what stands in it, from another story's editor. */
    box(element, marks, blocks) {
      const inside = new Blocks();
      this.walk(element, marks, inside);
      const found = inside.finish();
      const [tag, attribute, value] = policy.box;
      if (found.length) blocks.push({ name: tag, blocks: found, around: [`<${tag} ${attribute}="${value}">`, `</${tag}>`] });
    }

    /* Words set apart, and whose they are: behind them, or within as WordPress has it. */
    pullQuote(element, marks, blocks) {
      const quoted = element.querySelector("blockquote");
      const said = element.querySelector("figcaption, blockquote > cite");
      if (said?.localName === "cite") said.remove();
      const inside = new Blocks();
      this.walk(quoted, marks, inside);
      const found = inside.finish();
      if (!found.length) return;
      const caption = said ? this.words(said, marks) : "";
      const end = caption ? `<figcaption>${caption}</figcaption>` : "";
      blocks.push({ name: "figure", blocks: found, around: ["<figure><blockquote>", `</blockquote>${end}</figure>`] });
    }

    block(element, style, marks, blocks) {
      blocks.end();
      const { name, item, dir } = blocks;
      blocks.dir = this.direction(element) || dir;
      const level = element.getAttribute("role") === "heading" ? `h${element.getAttribute("aria-level")}` : element.localName;
      if (isHeading(level)) blocks.name = named(level);
      else if (element.classList.contains("MsoTitle")) blocks.name = "h2";
      const depth = /level(\d+)/.exec(style["mso-list"] ?? "")?.[1];
      if (depth && blocks.name === "p") blocks.item = this.item(Number(depth), this.signs.get(element) ?? "");
      if (element.localName === "pre") {
        for (const [at, line] of element.textContent.split("\n").entries()) {
          if (at) blocks.runs.push(BREAK);
          blocks.runs.push({ text: line, marks });
        }
      } else this.walk(element, marks, blocks);
      blocks.end();
      Object.assign(blocks, { name, item, dir });
    }

    item(level, sign) {
      const number = /^\(?(?:(\d+)|[a-z]{1,6}(?=[.)]))/i.exec(sign);
      return { level, name: number ? "ol" : "ul", start: number ? Number(number[1] ?? 0) : 0 };
    }

    list(element, marks, blocks) {
      blocks.end();
      // Word on the web writes each item as a list of its own.
      const isDrawn = element.parentElement.classList.contains("ListContainerWrapper");
      const list = { name: element.localName, start: element.start ?? 0, items: [], dir: this.direction(element) || blocks.dir };
      for (const node of element.childNodes) {
        const inner = new Blocks();
        if (node.localName === "li") this.walk(node, this.marks(node, this.style(node), marks), inner);
        else this.walk({ childNodes: [node] }, marks, inner);
        const found = inner.finish();
        if (node.localName === "li") found.dir = this.direction(node);
        if (isDrawn && node.localName === "li") {
          const level = Number(node.getAttribute("data-aria-level")) || 1;
          for (const block of found) blocks.done.push({ ...block, item: { level, name: list.name, start: list.start } });
        } else if (found.length && found.every(isList) && list.items.length) list.items.at(-1).push(...found);
        else if (found.length) list.items.push(found);
      }
      if (!list.items.length) return;
      // LibreOffice writes numbered headings as lists of one.
      if (list.items.every((item) => item.every((block) => /^h\d$/.test(block.name)))) blocks.done.push(...list.items.flat());
      else blocks.done.push(list);
    }

    table(element, marks, blocks) {
      blocks.end();
      const rows = [...element.rows].filter((row) => row.cells.length);
      const cells = rows.flatMap((row) => [...row.cells]);
      // One cell, or a table in a table: that is somebody's layout.
      if (cells.length < 2 || element.querySelector("table")) {
        for (const cell of [element.caption, ...cells]) {
          if (cell) this.walk(cell, marks, blocks);
          blocks.end();
        }
        return;
      }
      const parts = rows.map((row) => ({ part: row.parentElement.localName, html: this.row(row, marks) }));
      let html = element.caption ? this.caption(element.caption, marks) : "";
      for (const part of ["thead", "tbody", "tfoot"]) {
        const inside = parts.filter((one) => one.part === part).map((one) => one.html);
        if (inside.length) html += `<${part}>${inside.join("")}</${part}>`;
      }
      blocks.done.push({ name: "table", html, dir: this.direction(element) || blocks.dir });
    }

    caption(element, marks) {
      const words = this.words(element, marks);
      return words ? `<caption>${words}</caption>` : "";
    }

    /* What stands in `element` as one line. */
    words(element, marks) {
      const blocks = new Blocks();
      this.walk(element, marks, blocks);
      return blocks.finish().filter((block) => block.name === "p").map((block) => block.html).join(" ");
    }

    row(row, marks) {
      const around = this.marks(row, this.style(row), marks);
      const cells = [...row.cells].map((cell) => {
        const name = row.parentElement.localName === "thead" ? "th" : cell.localName; // Word knows no other heads
        const blocks = new Blocks(name === "th");
        this.walk(cell, this.marks(cell, this.style(cell), around), blocks);
        const scope = name === "th" && /^(?:row|col)(?:group)?$/.test(cell.scope) ? ` scope="${cell.scope}"` : "";
        const spans = ["colspan", "rowspan"].map((name) => {
          const cellsSpanned = Math.min(Number.parseInt(cell.getAttribute(name), 10) || 1, 999);
          return cellsSpanned > 1 ? ` ${name}="${cellsSpanned}"` : "";
        });
        return `<${name}${scope}${spans.join("")}${this.direction(cell)}>${content(blocks.finish())}</${name}>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    }
  }

  /**
   * Reads ``html`` (as the clipboard holds it, whole or in part) by ``textPolicy``.
   * @returns {{html: string, pictures: number, paragraphs: string[]}} ``html`` without a paragraph around it if it is
   *   but one (and no “See also”); how many ``pictures`` were left out; the words of its ``paragraphs``.
   */
  function tidy(html, textPolicy) {
    policy = textPolicy;
    const reader = new Reader(html);
    const blocks = reader.read();
    const words = document.createElement("template");
    const paragraphs = blocks
      .filter((block) => block.name === "p")
      .map((block) => {
        words.innerHTML = block.html;
        return words.content.textContent.trim();
      });
    const isInline = blocks.length === 1 && !blocks[0].dir && !SEE_ALSO.test(paragraphs[0]);
    return { html: isInline ? content(blocks) : blocks.map(write).join(""), pictures: reader.pictures, paragraphs };
  }

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on(
      "paste",
      (event) => {
        const { data } = event;
        // Within the page CKEditor knows what it moves.
        if (data.dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL) return;
        // With its head, where Word keeps the style sheet.
        const html = data.dataTransfer.getData("text/html", true) || data.dataValue;
        if (!html) return;
        const pasted = tidy(html, editor.config.textPolicy);
        Object.assign(data, { dataValue: pasted.html, type: "html", dontFilter: true, pasted });
      },
      null,
      null,
      2, // once CKEditor has read the clipboard, before it interferes
    );
    editor.on(
      "paste",
      ({ data: { pasted } }) => {
        if (!pasted?.pictures) return;
        const words =
          pasted.pictures === 1
            ? "A picture was left out. Upload it to the library first, then insert it from there."
            : `${pasted.pictures} pictures were left out. Upload them to the library first, then insert them from there.`;
        editor.showNotification(words, "info", 10000);
      },
      null,
      null,
      1001, // once it is in the text
    );
  });

  window.newsroomPaste = { tidy, address };
})();
