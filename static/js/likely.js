// The desk: while the name of an organisation is typed, says which ones may be the same.
(() => {
  const place = document.querySelector("#likely");
  const name = document.querySelector("#id_name");
  if (!place || !name) return;
  // Beneath the name, where one is looking.
  name.closest(".form-row, .field-name")?.append(place);
  const before = name.value;
  let timer, request;

  const show = ({ told, found }) => {
    const list = document.createElement("ul");
    for (const { name, detail, url } of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = name;
      item.append(link, " · ", detail);
      list.append(item);
    }
    place.replaceChildren(...(found.length ? [told, list] : []));
  };

  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const query = new URLSearchParams({
      name: name.value.trim(),
      country: document.querySelector("#id_country")?.value ?? "",
      besides: place.dataset.besides,
    });
    try {
      const answer = await fetch(place.dataset.url + "?" + query, { signal: request.signal });
      show(answer.ok ? await answer.json() : { found: [] });
    } catch (error) {
      if (error.name !== "AbortError") show({ found: [] });
    }
  };

  name.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    if (name.value.trim().length < 3 || name.value === before) show({ found: [] });
    else timer = setTimeout(ask, 300);
  });
})();
