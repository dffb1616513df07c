/* Lets text areas grow with what is typed, in browsers whose style sheets can't. */
if (!CSS.supports("field-sizing", "content")) {
  const fit = (area) => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight}px`;
  };
  const fitAll = () => document.querySelectorAll(".write > textarea").forEach(fit);
  document.addEventListener("input", (event) => event.target.matches(".write > textarea") && fit(event.target));
  window.addEventListener("resize", fitAll);
  fitAll();
}
