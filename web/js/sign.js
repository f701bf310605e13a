// Writing a signature on a canvas with a pen, a finger or a mouse. Strokes are kept as points of the frame, so that they
// can be undone, drawn again at another size, and sent again until they have arrived.

/** Widest and highest picture that is sent, in pixels: the server takes no larger ones. */
const [WIDEST, HIGHEST] = [1800, 760];
/** Thickness of a line, as a part of the frame's width, and at least in pixels of the picture. */
const [THICK, THINNEST] = [1 / 170, 3];

export class Pad {
  #canvas;
  #changed;
  #strokes = [];
  #writing;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(empty: boolean) => void} changed is told when something was written or taken away
   * @param {object[][]} strokes what was written before
   */
  constructor(canvas, changed, strokes = []) {
    this.#canvas = canvas;
    this.#changed = changed;
    this.#strokes = strokes;
    const on = (kind, act) => canvas.addEventListener(kind, act);
    on('pointerdown', (event) => this.#begin(event));
    on('pointermove', (event) => this.#go(event));
    for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture']) on(kind, (event) => this.#end(event));
    // A finger that writes must not scroll, nor open a menu.
    on('touchstart', (event) => event.preventDefault());
    on('contextmenu', (event) => event.preventDefault());
    new ResizeObserver(() => this.draw()).observe(canvas);
    this.draw();
    changed(strokes.length === 0);
  }

  /** What was written, for another pad. */
  get strokes() {
    return this.#strokes;
  }

  undo() {
    this.#strokes.pop();
    this.#redraw();
  }

  clear() {
    this.#strokes = [];
    this.#redraw();
  }

  /** The picture as base64 without the address before it. */
  picture() {
    return this.#canvas.toDataURL('image/png').split(',')[1];
  }

  /** Draws all of it at the size that the frame has now. */
  draw() {
    const { clientWidth, clientHeight } = this.#canvas;
    if (!clientWidth || !clientHeight) return;
    // At least twice as fine as the frame: paper shows more than a screen.
    const scale = Math.min(Math.max(devicePixelRatio, 2), WIDEST / clientWidth, HIGHEST / clientHeight);
    this.#canvas.width = Math.round(clientWidth * scale);
    this.#canvas.height = Math.round(clientHeight * scale);
    for (const stroke of this.#strokes) stroke.forEach((_, at) => this.#line(stroke, at));
  }

  #redraw() {
    this.draw();
    this.#changed(this.#strokes.length === 0);
  }

  #point(event) {
    const { width, height, left, top } = this.#canvas.getBoundingClientRect();
    // A mouse and many fingers press always the same.
    const press = event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 0.5;
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height, press };
  }

  #begin(event) {
    if (this.#writing || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    const stroke = [this.#point(event)];
    this.#writing = { id: event.pointerId, stroke };
    this.#strokes.push(stroke);
    this.#line(stroke, 0);
    this.#changed(false);
  }

  #go(event) {
    if (this.#writing?.id !== event.pointerId) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) {
      const { stroke } = this.#writing;
      stroke.push(this.#point(one));
      this.#line(stroke, stroke.length - 1);
    }
  }

  #end(event) {
    if (this.#writing?.id === event.pointerId) this.#writing = undefined;
  }

  /** The piece of a stroke that ends at a point; a dot where it begins. */
  #line(stroke, at) {
    const { width, height } = this.#canvas;
    const pen = this.#canvas.getContext('2d');
    const point = stroke[at];
    const before = stroke[at - 1] ?? point;
    pen.lineWidth = Math.max(THINNEST, width * THICK * (0.5 + point.press));
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = '#000';
    pen.beginPath();
    pen.moveTo(before.x * width, before.y * height);
    pen.lineTo(point.x * width, point.y * height);
    pen.stroke();
  }
}
