/** Which of the two was better, or neither. */
export type Vote = 'new' | 'old' | 'same';

/** Rounds of blind listening: which sentence, in which order, and how the votes stand. */
export class BlindRounds {
  private readonly votes: Vote[] = [];
  private heard = new Set<'a' | 'b'>();
  private isSwapped = false;

  constructor(private readonly sentences: number, private readonly random: () => number = Math.random) {
    this.draw();
  }

  /** Index of the sentence of this round: they take turns. */
  get sentence(): number {
    return this.votes.length % this.sentences;
  }

  get rounds(): number {
    return this.votes.length;
  }

  /** How often the new one was better. Rounds without a difference count half. */
  get preferred(): number {
    return this.count('new') + this.count('same') / 2;
  }

  /** Which of the two is behind a button; having asked counts as heard. */
  hear(side: 'a' | 'b'): 'new' | 'old' {
    this.heard.add(side);
    return this.behind(side);
  }

  /** Both were heard: a vote is fair. */
  get isReady(): boolean {
    return this.heard.size === 2;
  }

  wasHeard(side: 'a' | 'b'): boolean {
    return this.heard.has(side);
  }

  /** Counts a vote for a side, or for neither, and draws the next round. Tells what it was for. */
  vote(side: 'a' | 'b' | undefined): Vote {
    const vote = side ? this.behind(side) : 'same';
    this.votes.push(vote);
    this.draw();
    return vote;
  }

  private behind(side: 'a' | 'b'): 'new' | 'old' {
    return (side === 'a') !== this.isSwapped ? 'new' : 'old';
  }

  private count(vote: Vote): number {
    return this.votes.filter((one) => one === vote).length;
  }

  private draw(): void {
    this.heard.clear();
    this.isSwapped = this.random() < 0.5;
  }
}
