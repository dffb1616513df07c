/* The focal point of a picture: pointed at, or moved by keys; the number inputs stay what is saved. */
document.addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("[data-focus]");
  const inputs = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));
  if (!section || inputs.some((input) => !input)) return;

  const stage = section.querySelector(".focus__stage");
  const image = section.querySelector(".focus__image");
  const said = section.querySelector("[data-focus-said]");
  const previews = [...section.querySelectorAll(".focus__preview")];
  const cross = document.createElement("span");
  cross.className = "focus__cross";
  stage.append(cross);
  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-roledescription", "focal point");
  stage.setAttribute("aria-describedby", "focus-help");
  section.querySelector("[data-focus-help]").hidden = false;
  for (const preview of previews) preview.src = image.src;

  const within = (share) => Math.min(1, Math.max(0, Math.round(share * 100) / 100));
  const point = () => inputs.map((input) => within(Number(input.value) || 0));

  function show() {
    const [x, y] = point().map((share) => `${Math.round(share * 100)}%`);
    cross.style.insetInlineStart = x;
    cross.style.insetBlockStart = y;
    for (const preview of previews) preview.style.objectPosition = `${x} ${y}`;
    stage.setAttribute("aria-label", `Focal point: ${x} from the left, ${y} from the top`);
  }

  function move(x, y) {
    inputs[0].value = within(x);
    inputs[1].value = within(y);
    for (const input of inputs) input.dispatchEvent(new Event("change", { bubbles: true }));
    const [across, down] = point().map((share) => Math.round(share * 100));
    said.textContent = `${across} % from the left, ${down} % from the top`;
  }

  stage.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    stage.focus({ preventScroll: true });
  });

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const way = WAYS[event.key];
    if (!way && event.key !== "Home") return;
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 0.01;
    const [x, y] = point();
    if (way) move(x + way[0] * step, y + way[1] * step);
    else move(0.5, 0.5);
  });

  for (const input of inputs) {
    input.addEventListener("input", show);
    input.addEventListener("change", show);
  }
  show();
});
