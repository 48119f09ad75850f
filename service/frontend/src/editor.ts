// Turns the text area of a query into an editor: colours, brackets, and completion from this store's own vocabulary.

import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";

const COMPLETIONS = new URL("../../complete", import.meta.url); // from static/built, wherever the service is mounted

interface Vocabulary {
  prefixes: Record<string, string>;
  classes: string[];
  properties: string[];
  concepts: string[];
}

interface Named {
  label: string;
  kind: string;
  iri: string | null;
  events: number | null;
}

/** What the words of an object may go on as: values of the ontology, and actors and places by their names. */
class Values {
  private readonly labels = new Map<string, string>();

  constructor(private readonly concepts: string[]) {}

  async find(typed: string): Promise<string[]> {
    const plain = typed.replace(/^[<"']|[>"']$/g, "").replace(/^[^:/]*:(?!\/)/, "").toLowerCase();
    const values = this.concepts.filter((iri) => {
      const local = iri.slice(iri.indexOf("#") + 1).toLowerCase();
      return local.startsWith(plain) || local.slice(local.indexOf("-") + 1).startsWith(plain);
    });
    const wanted = new URLSearchParams({ q: plain });
    for (const kind of ["person", "country", "organisation", "group", "place"]) wanted.append("kind", kind);
    const answer = await fetch(`${COMPLETIONS}?${wanted}`);
    const items = answer.ok ? ((await answer.json()) as { items: Named[] }).items : [];
    const named = items.filter((item): item is Named & { iri: string } => item.iri !== null);
    for (const item of named) this.labels.set(`<${item.iri}>`, `${item.label} (${item.kind})`);
    return [...values, ...named.map((item) => item.iri)];
  }

  shown(text: string): string {
    return this.labels.get(text) ?? text;
  }
}

/** The text of a token of the editor, whose types come from a package that is not installed. */
function textOf(token: unknown): string {
  return (token as { string?: string } | undefined)?.string ?? "";
}

/** Those of some IRIs that begin with what is typed, whatever its case; the editor has written prefixes out in it. */
function beginning(iris: string[]): (yasqe: unknown, token?: { autocompletionString?: string }) => string[] {
  return (_yasqe, token) => {
    const typed = (token?.autocompletionString ?? "").toLowerCase();
    return iris.filter((iri) => iri.toLowerCase().startsWith(typed));
  };
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
  Yasqe.forkAutocompleter("class", { name: "our-classes", persistenceId: null, get: beginning(known.classes) });
  Yasqe.forkAutocompleter("property", { name: "our-properties", persistenceId: null, get: beginning(known.properties) });
  const values = new Values(known.concepts);
  Yasqe.forkAutocompleter("class", {
    name: "our-values",
    persistenceId: null,
    // Where an object stands: behind a property other than `a`, or behind another object and a comma.
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      const typed = textOf(token);
      if (typed.trim().length < 2 || /^[?$]/.test(typed)) return false;
      const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
      const property = before.state.lastProperty;
      return property !== "" && property !== "a" && property !== "rdf:type" && !/^[;.{}]$/.test(textOf(before));
    },
    get: (_yasqe, token) => values.find(textOf(token)),
    preProcessToken: (_yasqe, token) => token,
    postProcessSuggestion: (yasqe, _token, iri) => {
      const prefixes = Object.entries(yasqe.getPrefixesFromQuery());
      const used = prefixes.find(([, start]) => iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length)));
      return used ? `${used[0]}:${iri.slice(used[1].length)}` : `<${iri}>`;
    },
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => Object.assign(hint, { displayText: values.shown(hint.text) })),
  });
  Yasqe.defaults.autocompleters = ["variables", "our-prefixes", "our-classes", "our-properties", "our-values"];

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
  // What does not fit is scrolled with the keyboard, too.
  const scroller = editor.getScrollerElement();
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "The query, to scroll");
  form.addEventListener("submit", () => {
    area.value = editor.getValue();
  });
}

export {};
