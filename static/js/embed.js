/*
 * Offers to load what the text shows from elsewhere. Until the button is pressed, nobody else is asked for anything;
 * without this script the link below it remains.
 */
for (const figure of document.querySelectorAll("figure[data-frame]")) {
  const offer = figure.querySelector("[data-embed-offer]");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.className = "embed__frame";
    frame.title = figure.dataset.title;
    // A link out of it opens a page like any other.
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.allow = "encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin"; // players refuse to play for nobody; which story it is stays untold
    frame.loading = "lazy";
    frame.src = figure.dataset.frame;
    offer.replaceWith(frame);
    frame.focus();
  });
}
