// Marks all sentences of the claim that the address means, and the claim beside the text. Without it the browser marks
// the one place that the address leads to.

function markMeant(): void {
  const meant = decodeURIComponent(location.hash.slice(1)).replace(/^told-/, "");
  for (const each of document.querySelectorAll<HTMLElement>("[data-claims]")) {
    each.classList.toggle("meant", (each.dataset["claims"] ?? "").split(" ").includes(meant));
  }
}

window.addEventListener("hashchange", markMeant);
markMeant();

export {};
