// Sets the colour scheme before the first paint. A file of its own, because the page forbids inline scripts.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("sluice-scheme") || "auto";
  } catch {
    // Storage may be closed to us; then the system decides.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
