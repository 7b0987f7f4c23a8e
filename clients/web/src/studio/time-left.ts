const WINDOW_MS = 120_000; // of progress that counts

/** Time that a run still needs, by the clock: validations and pauses for listeners count as they come. */
export class TimeLeft {
  private seen: { step: number; at: number }[] = [];

  clear(): void {
    this.seen = [];
  }

  /**
   * Seconds left at a step, rounded so that the number is steady; undefined until there is enough to go by.
   * @param at When the step was done, ms.
   */
  at(step: number, steps: number, at: number): number | undefined {
    if (this.seen.length > 0 && step <= this.seen[this.seen.length - 1].step) this.clear();
    this.seen.push({ step, at });
    while (this.seen.length > 2 && at - this.seen[1].at > WINDOW_MS) this.seen.shift();
    const first = this.seen[0];
    if (step === first.step || at <= first.at) return undefined;
    const seconds = (((at - first.at) / (step - first.step)) * (steps - step)) / 1000;
    const grain = seconds < 60 ? 5 : seconds < 600 ? 30 : 300;
    return Math.ceil(seconds / grain) * grain;
  }
}

/** A span of time in words. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
