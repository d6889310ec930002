// The desk: fields in which one chooses by typing have no name of their own; they get their label's.
(() => {
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.parentElement.querySelector(".select2-selection");
      const held = box?.querySelector(".select2-selection__rendered");
      if (!held || box.id) continue;
      const label = document.querySelector(`label[for="${select.id}"]`);
      const text = select.getAttribute("aria-label") ?? label?.textContent ?? select.name;
      box.id = `${select.id}-box`;
      for (const part of [box, held]) part.setAttribute("aria-label", text.replace(/:\s*$/, "").trim());
      box.setAttribute("aria-labelledby", `${box.id} ${held.id}`);
    }
  };
  name();
  // They are made after the page was read, and one by one where rows are added.
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
})();
