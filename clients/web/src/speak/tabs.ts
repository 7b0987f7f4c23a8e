import { element } from '../page/dom';

/** Tabs of which one panel is shown; arrow keys go from one to the next. A tab's element is NAME-tab, and it names its panel. */
export class Tabs {
  current: string;

  constructor(names: readonly string[], private readonly onOpen: (name: string) => unknown) {
    this.current = names[0];
    for (const [i, name] of names.entries()) {
      const tab = element(`${name}-tab`);
      tab.addEventListener('click', () => this.open(names, name));
      tab.addEventListener('keydown', ({ key }) => {
        const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? names.length - 1 : 0;
        if (step === 0) return;
        const next = names[(i + step) % names.length];
        element(`${next}-tab`).focus();
        this.open(names, next);
      });
    }
  }

  private open(names: readonly string[], name: string): void {
    this.current = name;
    for (const one of names) {
      const tab = element(`${one}-tab`);
      tab.ariaSelected = String(one === name);
      tab.tabIndex = one === name ? 0 : -1;
      element(tab.getAttribute('aria-controls')!).hidden = one !== name;
    }
    this.onOpen(name);
  }
}
