/** The element of an id. */
export const element = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

/** A new element with properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K, properties: Partial<HTMLElementTagNameMap[K]>, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Shows a message in its box, or hides the box if there is none. */
export function say(box: HTMLElement, message: string): void {
  box.textContent = message;
  box.hidden = message === '';
}

/** Makes a button look and act as one that cannot be pressed, without taking the keyboard's focus from it. */
export function setDisabled(button: HTMLElement, disabled: boolean): void {
  button.setAttribute('aria-disabled', String(disabled));
}

/** Runs an action when a button is pressed that is not disabled. */
export function onPress(button: HTMLElement, action: () => void): void {
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') action();
  });
}
