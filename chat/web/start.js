/* Runs before anything is drawn: the type's size, and the language that Gradio takes for its own
   labels. The server has put the chosen language on <html>: out of the cookie, or else out of what
   the browser prefers. */
(function () {
  "use strict";
  const root = document.documentElement;

  function setLanguage() {
    const given = { configurable: true, get: () => root.lang };
    Object.defineProperty(navigator, "language", given);
    Object.defineProperty(navigator, "languages", { ...given, get: () => [root.lang] });
  }

  function setSize() {
    try {
      root.classList.toggle("larger", localStorage.getItem("fangtan.larger") === "true");
    } catch {
      root.classList.remove("larger"); // storage is closed to us: the usual size
    }
  }

  setLanguage();
  setSize();
})();
