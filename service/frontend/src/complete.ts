// Completes names in the fields that ask for it, by the pattern of an editable combobox (WAI-ARIA APG, "list
// autocomplete"). Without it the fields take whole names all the same.

interface Item {
  label: string;
  name: string;
  kind: string;
  events: number | null;
}

interface Completion {
  start: number;
  items: Item[];
}

const WAIT_MS = 120;
const COMPLETIONS = new URL("../../complete", import.meta.url); // from static/built, wherever the service is mounted

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

class Combobox {
  private readonly list = document.createElement("ul");
  private found: Completion = { start: 0, items: [] };
  private active = -1;
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(private readonly field: HTMLInputElement, number: number) {
    this.list.id = `completions-${number}`;
    this.list.className = "completions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Names");
    this.list.hidden = true;
    const box = document.createElement("div");
    box.className = "combobox";
    field.replaceWith(box);
    box.append(field, this.list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.wait());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    // A press would take the focus away before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.choose(Number(option.dataset["index"]));
    });
  }

  private wait(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    const typed = this.field.value.slice(0, this.field.selectionStart ?? this.field.value.length);
    const wanted = new URLSearchParams({ q: typed });
    for (const kind of (this.field.dataset["complete"] ?? "").split(" ")) if (kind) wanted.append("kind", kind);
    try {
      const answer = await fetch(`${COMPLETIONS}?${wanted}`, { signal: this.asking.signal });
      if (!answer.ok) return this.close();
      this.found = (await answer.json()) as Completion;
      this.show();
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.close();
    }
  }

  private show(): void {
    if (!this.found.items.length || document.activeElement !== this.field) return this.close();
    this.list.replaceChildren(...this.found.items.map((item, index) => this.option(item, index)));
    this.active = -1;
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.field.removeAttribute("aria-activedescendant");
  }

  private option(item: Item, index: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset["index"] = String(index);
    const about = document.createElement("span");
    about.className = "about";
    const events = item.events === null ? "" : item.events === 1 ? ", 1 event" : `, ${item.events.toLocaleString("en")} events`;
    about.textContent = ` ${item.kind}${events}`;
    const known = item.name.toLowerCase() === item.label.toLowerCase() || item.label.toLowerCase().includes(item.name.toLowerCase());
    option.append(capitalized(known ? item.label : `${item.label} (${item.name})`), about);
    return option;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !this.list.hidden) {
      event.preventDefault();
      const count = this.found.items.length;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(this.active < 0 ? (step > 0 ? 0 : count - 1) : (this.active + step + count) % count);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0) {
      if (event.key === "Enter") event.preventDefault();
      this.choose(this.active);
    }
  }

  private mark(index: number): void {
    this.active = index;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === index));
      if (i === index) {
        this.field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  private choose(index: number): void {
    const item = this.found.items[index];
    if (item) {
      const rest = this.field.value.slice(this.field.selectionStart ?? this.field.value.length);
      const label = this.found.start === 0 ? capitalized(item.label) : item.label;
      const head = this.field.value.slice(0, this.found.start) + label;
      this.field.value = head + rest;
      this.field.setSelectionRange(head.length, head.length);
    }
    this.close();
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

document.querySelectorAll<HTMLInputElement>("input[data-complete]").forEach((field, number) => new Combobox(field, number));

export {};
