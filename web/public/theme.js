// Runs before the first paint, so that the page does not flash in the other theme.
(() => {
  let theme;
  try {
    theme = JSON.parse(localStorage.getItem("sluice.preferences") ?? "{}").theme;
  } catch {}
  if (theme !== "light" && theme !== "dark")
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
})();
