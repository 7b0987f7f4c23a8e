import { element } from '../page/dom';

/** How a text is to be spoken, as set on the page. */
export interface Settings {
  voice?: string;
  speaker?: number;
  rate: number;
  pitch: number;
  energy: number;
  pauses: number;
}

type Slider = 'rate' | 'pitch' | 'energy' | 'pauses';

const KEPT = 'voicesmith-settings'; // in this browser
const SLIDERS: Record<Slider, (value: number) => string> = {
  rate: (value) => `${value.toFixed(2).replace(/0$/, '')}×`,
  pitch: (value) => `${value > 0 ? '+' : ''}${value}`,
  energy: (value) => `${value > 0 ? '+' : ''}${value} dB`,
  pauses: (value) => `${value.toFixed(1)}×`,
};

/** The sliders, whose values this browser remembers. */
export class Sliders {
  constructor(private readonly onChange: () => void) {
    for (const [name, show] of Object.entries(SLIDERS)) {
      const slider = element<HTMLInputElement>(name);
      const tell = (): void => {
        element(`${name}-value`).textContent = show(slider.valueAsNumber);
        slider.ariaValueText = show(slider.valueAsNumber);
      };
      slider.addEventListener('input', tell);
      slider.addEventListener('change', () => this.onChange());
      tell();
    }
    element('reset').addEventListener('click', () => {
      this.set({ rate: 1, pitch: 0, energy: 0, pauses: 1 });
      this.onChange();
    });
  }

  get values(): Record<Slider, number> {
    return Object.fromEntries(Object.keys(SLIDERS).map((name) => [name, element<HTMLInputElement>(name).valueAsNumber])) as Record<Slider, number>;
  }

  set(values: Partial<Settings>): void {
    for (const name of Object.keys(SLIDERS) as Slider[]) {
      const value = values[name];
      if (value === undefined || !Number.isFinite(value)) continue;
      const slider = element<HTMLInputElement>(name);
      slider.valueAsNumber = value;
      slider.dispatchEvent(new Event('input'));
    }
  }
}

/** What this browser remembers of the last visit. */
export function remembered(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Settings>;
  } catch {
    return {}; // of another version of this page
  }
}

export function remember(settings: Settings): void {
  localStorage.setItem(KEPT, JSON.stringify(settings));
}
