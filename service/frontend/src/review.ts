// The pages of the ontology: terms are found as one types, competency questions asked one after the other, and
// a report that is being made is asked for again. Without it there are links for all that.

const RETRY_MS = 3000;
const MOST_TRIES = 20;

function filterAsTyped(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  const status = document.querySelector<HTMLElement>("[data-found]");
  const lines = [...document.querySelectorAll<HTMLElement>("[data-term]")];
  if (!field || !status || lines.length === 0) return;
  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = lines.filter((line) => words.every((word) => (line.dataset["term"] ?? "").includes(word)));
    const kept = new Set<Element>(found);
    // What is above a term in a tree stays, so that one sees where it stands.
    for (const line of found) {
      for (let above = line.parentElement?.closest("[data-term]"); above; above = above.parentElement?.closest("[data-term]")) {
        kept.add(above);
      }
    }
    for (const line of lines) line.hidden = words.length > 0 && !kept.has(line);
    for (const group of document.querySelectorAll<HTMLElement>(".group")) {
      group.hidden = group.querySelector("[data-term]:not([hidden])") === null;
    }
    status.hidden = words.length === 0;
    status.textContent = found.length === 1 ? "1 term" : `${found.length} terms`;
  });
}

async function askUntilAnswered(address: string): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const busy = answer.status === 429 || answer.status === 503;
    if (!busy || tries === MOST_TRIES) return answer;
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}

async function askInTurn(places: HTMLElement[]): Promise<void> {
  const status = document.querySelector<HTMLElement>("[data-asking]");
  const all = document.querySelectorAll(".questions > li").length;
  for (const place of places) {
    const answer = await askUntilAnswered(place.dataset["outcome"] ?? "");
    if (!answer.ok) continue;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    place.replaceWith(holder.content);
    const failed = document.querySelectorAll(".outcome.bad").length;
    const left = document.querySelectorAll("[data-outcome]").length;
    if (!status) continue;
    status.classList.toggle("bad", failed > 0);
    if (left > 0) status.textContent = `${all - left} of ${all} asked${failed ? `, ${failed} of them fail` : ""} …`;
    else status.textContent = failed ? `${failed} of ${all} fail.` : `All ${all} have the answer that is expected.`;
  }
}

if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), RETRY_MS);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filter]")) filterAsTyped(form);
void askInTurn([...document.querySelectorAll<HTMLElement>("[data-outcome]")]);
