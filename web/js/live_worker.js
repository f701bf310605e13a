// One line to the server for a whole browser: HTTP/1.1 has six connections to a host, and a clerk has more tabs than
// that. As a shared worker this file holds the line for all tabs (live.js); what it holds, `Line`, also serves alone
// (tablet.js), and a tab that leads the others where there are no shared workers.

/** Without a beat for so long, in milliseconds, the line is broken: a Wi-Fi that went away closes nothing. */
const SILENCE = 35_000;
/** How long until a line is tried again that the browser itself does not try again. */
const AGAIN = 3_000;

/** A line that comes back by itself and goes on where it was. */
export class Line {
  #address;
  #tell;
  #source;
  #last = '';
  #heard = 0;
  #again;

  /**
   * @param {string} address where to listen
   * @param {(news: object) => void} tell is told `{on}` when the line is there or lost, `{case, seq}` and `{tablet}`
   *   for changes, `{all: true}` where anything may have changed, and `{end: true}` where nobody is signed in any more
   * @param {string} since the last change that is known already; empty where none is
   */
  constructor(address, tell, since = '') {
    this.#address = address;
    this.#tell = tell;
    this.#last = since;
    setInterval(() => this.#listen(), 5_000);
    this.open();
  }

  /** Begins anew, such as after somebody signed in. */
  open() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#heard = performance.now();
    const after = this.#last ? `?after=${encodeURIComponent(this.#last)}` : '';
    const source = new EventSource(this.#address + after);
    this.#source = source;
    const on = (kind, news) =>
      source.addEventListener(kind, (event) => {
        if (source !== this.#source) return;
        this.#last = event.lastEventId || this.#last;
        this.#heard = performance.now();
        this.#tell({ on: true });
        if (news) this.#tell(news(event));
      });
    on('hello', () => ({ all: true }));
    on('gap', () => ({ all: true, gap: true }));
    on('resumed');
    on('beat');
    on('end', () => ({ end: true }));
    on('message', (event) => ({ ...JSON.parse(event.data), at: event.lastEventId }));
    source.onerror = () => {
      if (source !== this.#source) return;
      this.#tell({ on: false });
      if (source.readyState === EventSource.CLOSED) this.#later();
    };
  }

  #listen() {
    if (performance.now() - this.#heard < SILENCE) return;
    this.#tell({ on: false });
    this.open();
  }

  #later() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.open(), AGAIN);
  }
}

/** Whether a change is not later than another, of the same run of the server. */
function isKnown(at, since) {
  const [[run, number], [otherRun, known]] = [at, since].map((id) => (id ?? '').split('-'));
  return run !== '' && run === otherRun && Number(number) <= Number(known);
}

/** How many cases a tab that has just opened is told of. */
const RECENT = 500;

/** What all tabs of a browser share, wherever it runs. */
export class Shared {
  #give;
  #recent = new Map();
  #state = {};
  #line;

  /**
   * @param {(news: object) => void} give tells all tabs
   * @param {string} since what the first page knows already
   */
  constructor(give, since) {
    this.#give = give;
    this.#line = new Line('/live', (news) => this.#hear(news), since);
  }

  #hear(news) {
    if ('on' in news) {
      if (news.on === this.#state.on) return;
      this.#state = { on: news.on };
    }
    if (news.case) {
      this.#recent.delete(news.case);
      this.#recent.set(news.case, news);
      if (this.#recent.size > RECENT) this.#recent.delete(this.#recent.keys().next().value);
    }
    this.#give(news);
  }

  /** What a new tab may have missed while it was loading: what came after what its page knows. */
  greet(give, since) {
    if ('on' in this.#state) give(this.#state);
    for (const news of this.#recent.values()) if (!isKnown(news.at, since)) give(news);
    // Nobody may have been signed in until now.
    if (this.#state.on === false) this.#line.open();
  }
}

if (typeof SharedWorkerGlobalScope !== 'undefined' && globalThis instanceof SharedWorkerGlobalScope) {
  const ports = new Set();
  let shared;
  globalThis.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data === 'bye') {
        ports.delete(port);
        return;
      }
      // A tab begins with what its page knows; the first one begins the line.
      ports.add(port);
      const known = shared;
      shared ??= new Shared((news) => ports.forEach((port) => port.postMessage(news)), data.since);
      known?.greet((news) => port.postMessage(news), data.since);
    };
  };
}
