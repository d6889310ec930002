// The desk: asks before a changed form is left without saving.
(() => {
  const form = document.querySelector("#content-main > form[method=post]");
  if (!form) return;
  const held = () => [...new FormData(form)].map(([name, value]) => name + "=" + (value.name ?? value)).join("&");
  let before;
  // What the admin's own scripts fill in is no change of the reader's; what came back unsaved is.
  addEventListener("load", () => {
    before = form.querySelector(".errornote") ? "" : held();
  });
  form.addEventListener("submit", () => {
    before = undefined;
  });
  addEventListener("beforeunload", (event) => {
    if (before !== undefined && held() !== before) event.preventDefault();
  });
})();
