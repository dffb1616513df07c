/* The focal point of a picture: a ring that is dragged, or put where one points. The two sliders are what is saved. */
const stage = document.querySelector("[data-focal]");
const sliders = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));

if (stage && sliders.every(Boolean)) {
  const image = stage.querySelector("img");
  const crops = document.querySelectorAll(".crops img");
  const ring = document.createElement("span");
  ring.className = "focal__ring";
  stage.classList.add("focal--pointed");
  stage.append(ring);
  document.querySelector("[data-focal-help]").hidden = false;
  for (const crop of crops) crop.src = image.src; // cut here, as it will be cut

  const within = (share) => Math.min(1, Math.max(0, Math.round(share * 100) / 100));

  function show() {
    const [x, y] = sliders.map((slider) => Math.round(slider.value * 100));
    ring.style.insetInlineStart = `${x}%`;
    ring.style.insetBlockStart = `${y}%`;
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`;
    sliders[0].setAttribute("aria-valuetext", `${x} % from the left`);
    sliders[1].setAttribute("aria-valuetext", `${y} % from the top`);
  }

  function point(event) {
    const box = image.getBoundingClientRect();
    sliders[0].value = within((event.clientX - box.left) / box.width);
    sliders[1].value = within((event.clientY - box.top) / box.height);
    for (const slider of sliders) slider.dispatchEvent(new Event("change", { bubbles: true }));
  }

  stage.addEventListener("click", point);
  ring.addEventListener("pointerdown", (event) => ring.setPointerCapture(event.pointerId));
  ring.addEventListener("pointermove", (event) => {
    if (ring.hasPointerCapture(event.pointerId)) point(event);
  });
  image.addEventListener("dragstart", (event) => event.preventDefault());
  for (const slider of sliders) {
    slider.addEventListener("input", show);
    slider.addEventListener("change", show);
  }
  show();
}
