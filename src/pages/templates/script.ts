/**
 * What the pages do beyond sending forms, for browsers that run scripts: shows passwords and which demands they meet, speaks WebAuthn, and fills
 * in what the developers' bar offers. Everything but passkeys works without it.
 */
export const SCRIPT = String.raw`(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const near = (element, id) => (element.closest("form") ?? document).querySelector("#" + CSS.escape(id));
  for (const box of all("[data-reveals]")) {
    box.closest("label").hidden = false;
    box.addEventListener("change", () => { near(box, box.dataset.reveals).type = box.checked ? "text" : "password"; });
  }
  for (const list of all("[data-checks]")) {
    const input = near(list, list.dataset.checks);
    input.addEventListener("input", () => {
      for (const item of all("[data-pattern]", list)) {
        const met = new RegExp(item.dataset.pattern, "u").test(input.value);
        item.dataset.met = met ? "yes" : "no";
        const state = item.querySelector("[data-state]");
        if (state) state.textContent = " (" + (met ? list.dataset.met : list.dataset.notMet) + ")";
        else {
          item.classList.remove("passwordCheck-unknown");
          item.classList.toggle("passwordCheck-valid-customizable", met);
          item.classList.toggle("passwordCheck-notValid-customizable", !met);
          item.querySelector(".check").textContent = met ? "✓ " : "✖ ";
        }
      }
    });
  }
  for (const button of all("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const input of all('input[name="' + CSS.escape(button.dataset.fill) + '"]')) {
        input.value = button.dataset.value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        if (input.offsetParent) input.focus();
      }
    });
  }
  const complain = (text) => {
    for (const place of all("#script-error, [data-script-error]")) { place.textContent = text; place.hidden = false; }
  };
  const call = {
    get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
    create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  };
  for (const form of all("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return complain(form.dataset.unsupported);
      try {
        const credential = await call[form.dataset.passkey](JSON.parse(form.dataset.options));
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch { complain(form.dataset.failed); }
    });
  }
})();`;
