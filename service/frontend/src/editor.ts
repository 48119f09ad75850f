// Turns the text area of a query into an editor: colours, brackets, and completion from this store's own vocabulary.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

interface Vocabulary {
  prefixes: Record<string, string>;
  classes: string[];
  properties: string[];
}

const area = document.querySelector<HTMLTextAreaElement>("textarea[data-editor]");
const data = document.getElementById("vocabulary");

if (area && data && area.form) {
  const form = area.form;
  const known = JSON.parse(data.textContent ?? "{}") as Vocabulary;
  // The editor's own completions ask other hosts; ours come with the page.
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes",
    persistenceId: null,
    get: () => Object.entries(known.prefixes).map(([name, iri]) => `${name}: <${iri}>`),
  });
  Yasqe.forkAutocompleter("class", { name: "our-classes", persistenceId: null, get: () => known.classes });
  Yasqe.forkAutocompleter("property", { name: "our-properties", persistenceId: null, get: () => known.properties });
  Yasqe.defaults.autocompleters = ["variables", "our-prefixes", "our-classes", "our-properties"];

  const place = document.createElement("div");
  place.className = "editor";
  area.hidden = true;
  area.after(place);
  const submit = (): void => {
    area.value = editor.getValue();
    form.requestSubmit();
  };
  const editor = new Yasqe(place, {
    value: area.value,
    showQueryButton: false,
    createShareableLink: null,
    persistenceId: null,
    lineWrapping: true,
    viewportMargin: Infinity,
    extraKeys: {
      "Ctrl-Enter": submit,
      "Cmd-Enter": submit,
      "Ctrl-Space": () => editor.autocomplete(),
      // The tabulator leaves the editor, as it leaves any other field.
      Tab: false,
      "Shift-Tab": false,
    },
  } as unknown as ConstructorParameters<typeof Yasqe>[1]);
  editor.getInputField().setAttribute("aria-label", "SPARQL query");
  form.addEventListener("submit", () => {
    area.value = editor.getValue();
  });
}

export {};
