// Draws cards with Microsoft's own renderer as Teams does, and tells what came out. `TEAMS` is the host's configuration.

const markdown = window.markdownit({ linkify: true });

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

// Teams puts people where the card's `msteams` names them; the renderer knows nothing of that.
function putPeople(root, entities) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    for (const entity of entities) {
      const at = node.data.indexOf(entity.text);
      if (at < 0) continue;
      const rest = node.splitText(at);
      texts.push(rest.splitText(entity.text.length));
      const person = document.createElement("span");
      person.className = "person";
      person.textContent = entity.mentioned.name;
      rest.replaceWith(person);
      break;
    }
  }
}

function complaintsOf(card, context) {
  const found = [];
  for (let number = 0; number < context.eventCount; number++) found.push(context.getEventAt(number).message);
  for (const event of card.validateProperties().validationEvents) found.push(event.message);
  return found;
}

function seenIn(root) {
  return {
    text: root.innerText,
    tags: [...root.querySelectorAll("*")].map((element) => element.tagName.toLowerCase()),
    links: [...root.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? ""),
    people: [...root.querySelectorAll(".person")].map((person) => person.textContent),
    buttons: [...root.querySelectorAll(".ac-actionSet button")].map((button) => button.innerText),
    images: root.querySelectorAll("img, svg, video, iframe, object, script, style").length,
    tooWide: [...root.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
      .map((one) => one.className),
  };
}

// Draw a card below a heading; answer with what the renderer complained of, and with what can be seen.
// A form around each keeps its radio buttons apart from those of the others.
function draw(name, json) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(TEAMS);
  card.onExecuteAction = () => {};
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(json, context);
  const complaints = complaintsOf(card, context);
  const bubble = document.createElement("form");
  bubble.setAttribute("aria-label", name);
  const drawn = card.render();
  const title = document.createElement("h6");
  title.textContent = name;
  bubble.append(drawn);
  document.getElementById("stage").append(title, bubble);
  putPeople(drawn, json.msteams?.entities ?? []);
  return { complaints, ...seenIn(bubble) };
}

// Press every button that unfolds something; answer with the words that came to light, by the button's label.
function unfold() {
  const found = {};
  for (const button of document.querySelectorAll("#stage button[aria-expanded]")) {
    const before = new Set(document.body.innerText.split("\n"));
    button.click();
    found[button.innerText] = document.body.innerText.split("\n").filter((line) => line.trim() && !before.has(line));
  }
  return found;
}

function clearStage() {
  document.getElementById("stage").replaceChildren();
}
