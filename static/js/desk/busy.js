/* While a form with `data-busy` (a sentence) is answered, the sentence stands there, and its button is not pressed twice. */
for (const form of document.querySelectorAll("form[data-busy]")) {
  const said = form.querySelector("[data-busy-said]");
  form.addEventListener("submit", (event) => {
    if (said.textContent) event.preventDefault();
    said.textContent = form.dataset.busy;
  });
  window.addEventListener("pageshow", () => { said.textContent = ""; }); // a browser that goes back
}
