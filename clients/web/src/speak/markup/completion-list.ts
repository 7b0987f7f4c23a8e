import { make } from '../../page/dom';
import type { TextView } from '../text-view';
import { completionsAt, type Completion, type Completions } from './complete';

/** A list below the caret of what may be written there. Arrow keys choose, Enter or Tab writes, Escape closes. */
export class CompletionList {
  private readonly list = make('ul', { id: 'completions', className: 'completions', hidden: true });
  private shown: Completions = { start: 0, options: [] };
  private index = 0;

  constructor(private readonly view: TextView, box: HTMLElement) {
    const { field } = view;
    this.list.role = 'listbox';
    this.list.ariaLabel = 'What may be written here';
    box.append(this.list);
    field.ariaAutoComplete = 'list';
    field.setAttribute('aria-controls', this.list.id);
    field.addEventListener('input', () => this.update());
    field.addEventListener('blur', () => this.close());
    field.addEventListener('keydown', (event) => this.onKey(event));
  }

  private update(): void {
    const { start, end } = this.view.selection;
    this.shown = start === end ? completionsAt(this.view.text, start) : { start, options: [] };
    this.index = 0;
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const { options } = this.shown;
    if (this.list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') this.index = (this.index + 1) % options.length;
    else if (event.key === 'ArrowUp') this.index = (this.index + options.length - 1) % options.length;
    else if (event.key === 'Enter' || event.key === 'Tab') return this.choose(event, options[this.index]);
    else if (event.key === 'Escape') this.shown = { start: 0, options: [] };
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }

  private choose(event: Event, { insert, back }: Completion): void {
    event.preventDefault();
    const { start } = this.shown;
    this.view.replace({ start, end: this.view.selection.end }, insert);
    const caret = start + insert.length - back;
    this.view.field.setSelectionRange(caret, caret);
    this.update();
  }

  private close(): void {
    this.shown = { start: 0, options: [] };
    this.draw();
  }

  private draw(): void {
    const { start, options } = this.shown;
    const { field } = this.view;
    this.list.hidden = options.length === 0;
    this.list.replaceChildren(...options.map((option, i) => this.item(option, i)));
    if (options.length === 0) {
      field.removeAttribute('aria-activedescendant');
      return;
    }
    field.setAttribute('aria-activedescendant', `completion-${this.index}`);
    this.list.children[this.index].scrollIntoView({ block: 'nearest' });
    const [rect] = this.view.rectsOf({ start, end: start + 1 });
    if (rect) this.list.style.translate = `${Math.min(rect.left, field.clientWidth - 240)}px ${rect.bottom + 2}px`;
  }

  private item(option: Completion, i: number): HTMLElement {
    const item = make('li', { id: `completion-${i}` }, make('strong', {}, option.label), option.about === '' ? '' : ` ${option.about}`);
    item.role = 'option';
    item.ariaSelected = String(i === this.index);
    item.addEventListener('pointerdown', (event) => this.choose(event, option)); // before the field loses the focus
    return item;
  }
}
