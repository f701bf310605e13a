// Hands of clerks and citizens, whose every key, click and touch is counted, and the time that the keystroke-level model
// gives them (Card, Moran and Newell 1980): a key 0.2 s, pointing 1.1 s and the button 0.2 s, a decision 1.35 s. What the
// product takes to answer is measured, and what people take to write or read is said by whoever counts.

const KEY = 0.2;
const POINT = 1.1 + 0.2;
const THINK = 1.35;

export class Hand {
  /** @param page a Playwright page, which nobody else touches meanwhile */
  constructor(page) {
    this.page = page;
    this.counts = { keys: 0, clicks: 0, decisions: 0 };
    /** Seconds in which somebody waited for the product. */
    this.waited = 0;
    /** Seconds for what the model has no number of: a signature, a look at a sheet. */
    this.other = 0;
  }

  /** A decision: what to do next, or whether something is right. */
  think(times = 1) {
    this.counts.decisions += times;
  }

  async press(...keys) {
    for (const key of keys) {
      this.counts.keys += key.split('+').length;
      await this.page.keyboard.press(key);
    }
  }

  async click(locator) {
    this.counts.clicks += 1;
    await locator.click();
  }

  /** Something that takes a person this long. */
  takes(seconds) {
    this.other += seconds;
  }

  /** Does something, and measures how long it takes until the product has answered. */
  async until(doing, answered) {
    const begun = performance.now();
    await Promise.all([doing(), answered]);
    this.waited += (performance.now() - begun) / 1000;
  }

  /** Seconds by the model, with the arithmetic. */
  time() {
    const { keys, clicks, decisions } = this.counts;
    const seconds = keys * KEY + clicks * POINT + decisions * THINK + this.other;
    return { ...this.counts, other: this.other, waited: Number(this.waited.toFixed(1)), seconds: Number((seconds + this.waited).toFixed(1)), person: Number(seconds.toFixed(1)) };
  }
}
