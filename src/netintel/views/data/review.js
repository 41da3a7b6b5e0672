// One pair a screen. What comes from the data is put in as text alone (textContent), never as markup.
const KEYS = {
  s: "same", n: "not_same", u: "unsure", z: "undo",
  ArrowRight: "next", ArrowDown: "next", ArrowLeft: "back", ArrowUp: "back",
};
const BUTTONS = [
  ["same", "s", "ame"], ["not_same", "n", "ot the same"], ["unsure", "u", "nsure"], ["undo", "z", " undo"],
  ["back", "←", ""], ["next", "→", ""],
];
const CALLED = { back: "the pair before", next: "the next pair" };

function make(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function put(parent, ...children) {
  for (const child of children) if (child) parent.appendChild(child);
  return parent;
}

function half(side) {
  const name = make("p", "name", side.name);
  if (side.script) put(name, make("span", "script", " " + side.script));
  const sources = make("ul", "sources");
  for (const s of side.sources) {
    put(sources, make("li", "", `${s.file}, ${s.locator} · ${s.originator} · ${s.handling} · ${s.grade}`));
  }
  if (side.more) put(sources, make("li", "", `and ${side.more} more`));
  const also = side.also ? make("p", "also", `joined with ${side.also} more already`) : null;
  return put(make("th"), name, also, sources);
}

function values(list) {
  const cell = make("td");
  for (const value of list) {
    const line = make("p", value.shared ? "value shared" : "value", value.text);
    if (value.note) put(line, make("span", "note", " " + value.note));
    put(cell, line);
  }
  if (!list.length) put(cell, make("p", "value none", "not stated"));
  return cell;
}

function fields(pair) {
  const head = put(make("tr"), make("th"), half(pair.halves[0]), make("th"), half(pair.halves[1]));
  const body = make("tbody");
  for (const line of pair.fields) {
    const mark = put(make("td", "mark"), make("b", "", line.sign), make("span", "", " " + line.word));
    put(body, put(make("tr", line.mark), make("th", "", line.title), values(line.left), mark, values(line.right)));
  }
  return put(make("table", "fields"), put(make("thead"), head), body);
}

function parts(pair) {
  const body = make("tbody");
  for (const part of pair.parts) {
    const said = make("td", "", part.said);
    if (part.left || part.right) put(said, make("span", "note", ` ${part.left} · ${part.right}`));
    const bar = make("span", "bar");
    bar.style.width = 50 * part.bar + "%";
    const weight = put(make("td", "weight"), put(make("span", "track"), bar));
    put(body, put(make("tr", part.bits > 0 ? "for" : "against"), said, weight, make("td", "times", part.times)));
  }
  return put(make("table", "parts"), make("caption", "", "What makes the score"), body);
}

function list(name, texts) {
  const made = make("ul", name);
  for (const text of texts) put(made, make("li", "", text));
  return texts.length ? made : null;
}

function pairOf(shown) {
  const pair = shown.pair;
  const head = put(
    make("header"), make("p", "at", `${shown.progress} · ${pair.kind}`), make("h3", "", pair.title),
    make("p", "odds", `score ${pair.digits}: ${pair.odds}`),
  );
  const effect = put(make("div", "effect"), make("h4", "", "If they are joined"));
  for (const text of shown.effect.length ? shown.effect : ["The ranking of brokers is being computed …"]) {
    put(effect, make("p", "", text));
  }
  const body = put(make("section", "pair"), list("know", pair.know), fields(pair), parts(pair), effect);
  return [put(make("div"), head, list("know fights", shown.fights)), body];
}

function labelled(name, title, input) {
  return put(make("label", name), make("span", "", title), input);
}

function render({ model, el }) {
  const root = make("div", "netintel-review");
  root.tabIndex = 0;
  root.setAttribute("data-lm-suppress-shortcuts", "true");  // the keys are ours while the screen has the focus
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Review of pairs: s same, n not the same, u unsure, z undo, arrows to go on");

  const head = make("div");  // the buttons stand between head and body: in the same place for every pair
  const body = make("div");
  const by = make("input", "by");
  const reason = make("input", "reason");
  const score = make("input", "score");
  score.inputMode = "decimal";
  const told = make("p", "told");
  told.setAttribute("aria-live", "polite");
  const bar = put(make("div", "do"), labelled("by", "Who judges", by), labelled("", "Why (required)", reason));
  const buttons = {};
  for (const [act, key, rest] of BUTTONS) {
    const button = put(make("button", act), make("kbd", "", key), document.createTextNode(rest));
    button.type = "button";
    if (CALLED[act]) button.setAttribute("aria-label", CALLED[act]);
    button.onclick = () => { send(act); root.focus({ preventScroll: true }); };
    buttons[act] = button;
    put(bar, button);
  }
  const ask = make("button", "ask", "How many?");
  const accept = make("button", "accept", "Accept them unseen");
  ask.type = accept.type = "button";
  accept.disabled = true;
  ask.onclick = () => model.send({ act: "expected", score: score.value });
  accept.onclick = () => send("accept");
  score.oninput = () => { accept.disabled = true; };
  const batch = put(
    make("details"), make("summary", "", "Accept every pair above a score"),
    put(make("div", "do"), labelled("score", "Score from", score), ask, accept),
  );
  put(root, head, bar, told, body, batch);

  function send(act) {
    model.send({ act, by: by.value, reason: reason.value, score: score.value });
  }

  function ready() {
    const able = by.value.trim() && reason.value.trim();
    for (const act of ["same", "not_same", "unsure"]) buttons[act].disabled = !able;
    buttons.undo.disabled = !model.get("shown").undo;
    accept.disabled = accept.disabled || !able;
  }

  let last = null;
  function draw() {
    const shown = model.get("shown");
    if (last !== shown.turn) {  // what somebody is typing stays while only the effect arrives
      reason.value = shown.pair.reason;
      if (!by.value) by.value = shown.by;
      accept.disabled = true;
      last = shown.turn;
    }
    const [above, below] = pairOf(shown);
    head.replaceChildren(above);
    body.replaceChildren(below);
    told.textContent = shown.told;
    told.classList.toggle("wrong", shown.wrong);
    accept.disabled = !shown.asked || shown.asked !== score.value;
    ready();
    if (!shown.effect.length) model.send({ act: "effect" });
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.tagName === "INPUT";
    if (typing && event.key === "Enter" && event.target !== score) root.focus({ preventScroll: true });
    if (typing && event.key === "Enter" && event.target === score) ask.click();
    const act = KEYS[event.key];
    if (typing || !act) return;
    event.preventDefault();
    event.stopPropagation();
    if (!buttons[act].disabled) send(act);
    else told.textContent = act === "undo" ? "Nothing to undo in this sitting." : "Say who judges, and why, first.";
  });
  by.addEventListener("input", ready);
  reason.addEventListener("input", ready);
  model.on("change:shown", draw);
  el.appendChild(root);
  draw();
  return () => model.off("change:shown", draw);
}

export default { render };
