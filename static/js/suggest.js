/* Suggestions below a search box, as an ARIA combobox. Without script the form just submits. */
"use strict";

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let request, timer, active = -1;

  list.id = input.id + "-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  status.className = "vh";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.closest(".search-row").append(list, status);

  const close = () => {
    request?.abort();
    clearTimeout(timer);
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };

  const choose = (number) => {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = number < -1 ? options.length - 1 : number >= options.length ? -1 : number;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }
  };

  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map(({ label, detail, url }, number) => {
        const option = document.createElement("li");
        const name = document.createElement("b");
        option.id = list.id + "-" + number;
        option.dataset.url = url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        name.textContent = label;
        option.append(name, " ", detail);
        return option;
      }),
    );
    choose(-1);
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = input.dataset.suggestCount.replace("{number}", suggestions.length);
  };

  const ask = async () => {
    request = new AbortController();
    const address = input.dataset.suggest + "?q=" + encodeURIComponent(input.value.trim());
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok) show((await answer.json()).suggestions);
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const askIn = (milliseconds) => {
    clearTimeout(timer);
    request?.abort();
    if (input.value.trim().length < 3) close();
    else timer = setTimeout(ask, milliseconds);
  };

  input.addEventListener("input", () => askIn(150));

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || (list.hidden && event.key !== "ArrowDown")) return;
    if (list.hidden) askIn(0);
    else if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp") choose(active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) location.href = list.children[active].dataset.url;
    else return;
    event.preventDefault();
  });

  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.href = option.dataset.url;
  });

  // What is left empty need not stand in the address.
  input.form.addEventListener("formdata", ({ formData }) => {
    for (const name of new Set(formData.keys())) {
      if (!formData.getAll(name).some(Boolean)) formData.delete(name);
    }
  });
}
