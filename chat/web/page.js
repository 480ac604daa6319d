/* The citizen's page: asks the server, appends its cards, and looks after the box, the panel and
   the buttons. Gradio draws the box, the button and the filters; `page.py` binds them to
   `fangtan.start` and `fangtan.send`. A conversation is kept in this tab's sessionStorage only. */
(function () {
  "use strict";

  const KEPT = "fangtan.conversation";
  const LANGUAGE_COOKIE = "fangtan-language";
  const SUGGEST_AFTER_MS = 120;
  const words = JSON.parse(document.getElementById("words").textContent);
  const language = document.documentElement.lang;

  let server; // the Python functions of page.py
  let turns = []; // what was asked: {question, literal, filters, entry, helpful, left}
  let filters = { interviews: [], offices: [], years: [] };
  let unrestored = []; // those of them, before a reload, that are not shown again yet
  let waiting = Promise.resolve(); // questions are answered one after the other
  let nth = 0; // conversation of this page: what is answered for an earlier one is dropped
  const suggestions = { shown: [], active: -1, wanted: 0 };

  const find = (selector, within = document) => within.querySelector(selector);
  const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = () => find("#question textarea");
  const conversation = () => find("#conversation");

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function tell(text) {
    find("#status").textContent = text;
  }

  // ---- asking ----

  /* Called by Gradio with the box's text and the filters; what it returns is the box's new text. */
  function send(question, interviews, offices, years) {
    hideSuggestions();
    filters = { interviews, offices, years };
    if (!question.trim()) return [question];
    if (matchMedia("(pointer: coarse)").matches) box().blur(); // or the keyboard hides the answer
    ask({ question: question.trim(), literal: false, filters });
    return [""];
  }

  function ask(turn) {
    const asked = nth;
    waiting = waiting.then(() => askNow(turn, asked));
    return waiting;
  }

  async function askNow(turn, asked) {
    if (asked !== nth) return;
    const history = turns.map((past) => past.question);
    const shown = showQuestion(turn.question);
    tell(words.searching);
    try {
      const html = await server.ask({ ...turn, ...turn.filters, history, language });
      if (asked !== nth) return;
      if (typeof html !== "string") throw new Error("no answer"); // how Gradio says that it failed
      showCard(shown, html, turn);
      turns.push(turn);
      unrestored = unrestored.filter((past) => past !== turn);
      keep();
    } catch (error) {
      console.error(error);
      if (asked !== nth) return;
      showFailure(shown, turn);
    }
    tell("");
  }

  function showQuestion(question) {
    const shown = make("section", { className: "turn" });
    const heading = make("h2", { className: "asked", textContent: question });
    const pending = make("p", { className: "pending", textContent: words.searching });
    pending.setAttribute("aria-hidden", "true"); // #status says it
    shown.append(heading, pending);
    conversation().append(shown);
    showStarted(true);
    bringToView(shown);
    return shown;
  }

  function showCard(shown, html, turn) {
    find(".pending", shown).remove();
    shown.insertAdjacentHTML("beforeend", html);
    const card = find("article", shown);
    turn.entry = card.dataset.entry || "";
    if (turn.helpful !== undefined) press(card, turn.helpful);
    if (turn.left) showLeft(card);
    bringToView(shown);
  }

  function showFailure(shown, turn) {
    const again = make("button", { type: "button", textContent: words.retry });
    again.addEventListener("click", () => {
      shown.remove();
      ask(turn);
      box().focus();
    });
    find(".pending", shown).replaceWith(
      make("div", { className: "failure" }, make("p", { textContent: words.failed }), again),
    );
  }

  function bringToView(shown) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  function showStarted(started) {
    find("#stage").classList.toggle("started", started);
    find("button.new").hidden = !started;
  }

  // ---- the conversation, kept in this tab ----

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...turns, ...unrestored]));
    } catch (error) {
      console.warn("the conversation will not outlast a reload", error);
    }
  }

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || [];
    } catch {
      return [];
    }
  }

  function restore() {
    unrestored = kept();
    for (const turn of unrestored) ask(turn);
  }

  function startAnew() {
    nth++;
    turns = [];
    unrestored = [];
    waiting = Promise.resolve();
    tell("");
    keep();
    conversation().replaceChildren();
    showStarted(false);
    box().focus();
  }

  /* Asks the question of a shared link, once: a reload restores it like any other. */
  function askShared() {
    const given = new URLSearchParams(location.search);
    const question = given.get("q");
    if (!question) return;
    history.replaceState(null, "", location.pathname);
    ask({ question, literal: given.get("literal") === "1", filters });
  }

  // ---- the buttons of a card ----

  const actions = {
    undo: (button) => ask(literally(turnOf(button))),
    related: (button) => ask({ question: button.textContent, literal: false, filters }),
    copy: copyQuote,
    link: (button) => copy(linkOf(button), words.linked, button),
    script: switchScript,
    helpful: (button) => rate(button, true),
    unhelpful: (button) => rate(button, false),
    source: (link) => openSource(link.href),
    skip: () => box().focus(),
    new: startAnew,
    larger: switchSize,
    language: (button) => switchLanguage(button.lang),
    close: () => find("#source").close(),
  };

  const cardOf = (element) => element.closest("article");

  function turnOf(element) {
    const shown = findAll(".turn", conversation()).filter((turn) => find("article", turn));
    return turns[shown.indexOf(element.closest(".turn"))];
  }

  const literally = ({ question, filters: asked }) => ({ question, literal: true, filters: asked });

  function linkOf(button) {
    const address = new URL(document.baseURI);
    address.search = new URLSearchParams({ q: cardOf(button).dataset.question });
    if (turnOf(button).literal) address.searchParams.set("literal", "1");
    return address.href;
  }

  /* What is copied ends with the address at which it can be checked. */
  function copyQuote(button) {
    const { href } = find("a.source", button.parentElement);
    return copy(`${button.dataset.copy}\n${href}`, words.copied, button);
  }

  async function copy(text, done, button) {
    const said = find(".told", cardOf(button));
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = done;
    } catch {
      said.textContent = copyByHand(text) ? done : words.uncopied;
      button.focus();
    }
  }

  /* For pages that are not served by https, where there is no clipboard to write to. */
  function copyByHand(text) {
    const area = make("textarea", { value: text, className: "copying" });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  function switchScript(button) {
    const figure = find("figure", button.closest(".part, .edition, .near-miss"));
    const quote = find(".quote", figure);
    const other = find("template", figure);
    const shown = quote.innerHTML;
    quote.innerHTML = other.innerHTML;
    other.innerHTML = shown;
    const label = button.textContent;
    button.textContent = button.dataset.other;
    button.dataset.other = label;
  }

  /* Tells whether the server has kept what was sent; Gradio says in several ways that it failed. */
  async function isKept(sent) {
    try {
      return (await sent) === true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }

  async function rate(button, helpful, reason = "") {
    const card = cardOf(button);
    const turn = turnOf(button);
    const done = await isKept(server.rate({ entry: card.dataset.entry, helpful, reason }));
    find(".told", card).textContent = done ? words.thanks : words.unkept;
    if (!done) return;
    turn.helpful = helpful;
    keep();
    press(card, helpful);
    find("form.reason", card).hidden = helpful || Boolean(reason);
  }

  function press(card, helpful) {
    find("button.helpful", card)?.setAttribute("aria-pressed", String(helpful));
    find("button.unhelpful", card)?.setAttribute("aria-pressed", String(!helpful));
  }

  async function leave(form) {
    const card = cardOf(form);
    const turn = turnOf(form);
    const contact = form.elements.contact?.value || "";
    const done = await isKept(server.leave({ entry: card.dataset.entry, contact }));
    if (!done) {
      find(".told", card).textContent = words.unkept;
      return;
    }
    turn.left = true;
    keep();
    showLeft(card);
  }

  function showLeft(card) {
    find("form.leaving", card)?.replaceWith(make("p", { className: "left", textContent: words.left }));
  }

  const actionOf = (element) =>
    Object.keys(actions).find((name) => element.classList.contains(name));

  function onClick(event) {
    const pressed = event.target.closest("button, a.source, a.skip");
    const newTab = event.ctrlKey || event.metaKey || event.shiftKey;
    const name = pressed && !newTab && actionOf(pressed);
    if (!name) return;
    if (pressed.matches("a")) event.preventDefault();
    actions[name](pressed);
  }

  function onSubmit(event) {
    const form = event.target;
    if (!form.closest("#stage")) return;
    event.preventDefault();
    if (form.matches(".leaving")) leave(form);
    if (form.matches(".reason")) rate(form, false, form.elements.reason.value);
  }

  // ---- the transcript in a side panel ----

  async function openSource(address) {
    const panel = find("#source");
    const body = find(".body", panel);
    body.replaceChildren(make("p", { textContent: words.opening }));
    panel.showModal(); // the browser keeps the focus inside, closes on Escape, and gives it back
    try {
      const response = await fetch(address);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      body.replaceChildren(find("#transcript", page));
      find("#quote", body)?.scrollIntoView({ block: "center" });
    } catch (error) {
      console.error(error);
      body.replaceChildren(make("p", { textContent: words.failed }));
    }
    body.focus({ preventScroll: true });
  }

  // ---- what the citizen may want to ask, while typing ----

  function setUpSuggestions() {
    const list = make("ul", { id: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.suggestions);
    find("#asking").append(list);
    const given = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "suggestions", "aria-haspopup": "listbox", autocomplete: "off",
    };
    for (const [name, value] of Object.entries(given)) box().setAttribute(name, value);
    let timer;
    box().addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(suggest, SUGGEST_AFTER_MS);
    });
    box().addEventListener("blur", hideSuggestions);
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // or the box would lose the focus, and the list go
      const option = event.target.closest("[role=option]");
      if (option) choose(option.textContent);
    });
    document.addEventListener("keydown", onKey, true); // before Gradio, which sends on Enter
  }

  async function suggest() {
    const wanted = ++suggestions.wanted;
    const typed = box().value.trim();
    if (!typed) return hideSuggestions();
    const address = new URL("suggest", document.baseURI);
    address.search = new URLSearchParams({ q: typed });
    const found = await fetch(address).then((response) => response.json()).catch(() => []);
    if (wanted === suggestions.wanted && document.activeElement === box()) showSuggestions(found);
  }

  function showSuggestions(found) {
    if (!found.length) return hideSuggestions();
    const options = found.map((question, at) => {
      const option = make("li", { id: `suggestion-${at}`, textContent: question, lang: "zh" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    });
    find("#suggestions").replaceChildren(...options);
    find("#suggestions").hidden = false;
    suggestions.shown = options;
    suggestions.active = -1;
    box().setAttribute("aria-expanded", "true");
    box().removeAttribute("aria-activedescendant");
  }

  function hideSuggestions() {
    suggestions.wanted++;
    suggestions.shown = [];
    suggestions.active = -1;
    find("#suggestions").hidden = true;
    box().setAttribute("aria-expanded", "false");
    box().removeAttribute("aria-activedescendant");
  }

  function activate(at) {
    suggestions.active = at;
    suggestions.shown.forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === at));
    });
    if (at < 0) return box().removeAttribute("aria-activedescendant");
    box().setAttribute("aria-activedescendant", `suggestion-${at}`);
    suggestions.shown[at].scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    if (event.target !== box() || event.isComposing || !suggestions.shown.length) return;
    const { active, shown } = suggestions;
    const moves = { ArrowDown: active + 1, ArrowUp: active < 0 ? shown.length - 1 : active - 1 };
    if (event.key in moves) {
      const to = moves[event.key];
      activate(to >= shown.length ? -1 : to);
    } else if (event.key === "Escape") {
      hideSuggestions();
    } else if (event.key === "Enter" && active >= 0) {
      choose(shown[active].textContent);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function choose(question) {
    hideSuggestions();
    setBox("");
    ask({ question, literal: false, filters });
  }

  function setBox(text) {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true })); // so that Gradio knows
  }

  // ---- language and size ----

  function switchLanguage(chosen) {
    document.cookie = `${LANGUAGE_COOKIE}=${chosen};path=/;max-age=31536000;samesite=lax`;
    location.reload();
  }

  function switchSize() {
    const larger = document.documentElement.classList.toggle("larger");
    find("button.larger").setAttribute("aria-pressed", String(larger));
    try {
      localStorage.setItem("fangtan.larger", String(larger));
    } catch (error) {
      console.warn("the size will not outlast a reload", error);
    }
  }

  function putWords() {
    document.title = words.title;
    for (const one of findAll("[data-word]")) one.textContent = words[one.dataset.word];
    for (const one of findAll("[data-label]")) one.setAttribute("aria-label", words[one.dataset.label]);
    for (const one of findAll("button.language")) {
      one.setAttribute("aria-pressed", String(one.lang === language));
    }
    const larger = document.documentElement.classList.contains("larger");
    find("button.larger").setAttribute("aria-pressed", String(larger));
  }

  // ---- what Gradio leaves unsaid ----

  /* Says whether the filters are open, and lets the dock go from the foot of the window then. */
  function setUpFilters() {
    const button = find("#filters > button");
    const content = find("#filters > [data-testid=accordion-content]");
    const say = () => {
      const open = content.style.display !== "none";
      button.setAttribute("aria-expanded", String(open));
      find("#dock").classList.toggle("open", open);
    };
    find(".icon", button).setAttribute("aria-hidden", "true");
    new MutationObserver(say).observe(content, { attributeFilter: ["style"] });
    say();
  }

  // ---- the beginning ----

  /* Waits for what Gradio draws beside the stage, in any order. */
  function drawn(...selectors) {
    return new Promise((resolve) => {
      const look = () => (selectors.every((one) => find(one)) ? resolve() : setTimeout(look, 10));
      look();
    });
  }

  async function start(element, functions) {
    server = functions;
    putWords();
    element.addEventListener("click", onClick);
    element.addEventListener("submit", onSubmit);
    await drawn("#question textarea", "#filters > [data-testid=accordion-content]");
    setUpSuggestions();
    setUpFilters();
    restore();
    askShared();
    document.documentElement.classList.add("ready");
  }

  window.fangtan = { start, send };
})();
