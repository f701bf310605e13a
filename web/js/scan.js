// Reading codes at the counter. A scanner is a keyboard that types fast: its keys are read by their places, so that an
// input method left on, Caps Lock or another layout does not spoil them, and wherever the focus is. The camera's frames,
// pasted pictures and files are read by the server of the city.

/** Milliseconds between two keys beyond which a person types, not a scanner. */
const PAUSE = 80;
/** Milliseconds without a key after which a scanner that ends with none has ended. */
const END = 200;
/** Milliseconds between two frames of the camera. */
const FRAME = 350;
/** Frames that may fail one after another. */
const FAILURES = 5;
/** Milliseconds in which a code just read is not opened again. */
const AGAIN = 5000;
/** Bytes of a picture that the server reads; larger ones are made smaller first, to so many pixels. */
const MOST_BYTES = 8_000_000;
const PIXELS = 8_000_000;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a text (docs/envelope.md, section 1). */
function bytesOf(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [bits, held, at] = [0, 0, 0];
  for (const letter of text) {
    bits = ((bits << 5) | BASE32.indexOf(letter)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return bytes;
}

/** CRC-32, as in every part. */
function checksum(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Which symbol of which set a text is; undefined where it is none, or not whole. */
function symbol(text) {
  if (!/^K[A-Z2-7]{14,}$/.test(text)) return undefined;
  const bytes = bytesOf(text);
  const end = bytes.length - 4;
  if (checksum(bytes.subarray(0, end)) !== new DataView(bytes.buffer).getUint32(end)) return undefined;
  const count = (bytes[1] & 0x0f) + 1;
  return { text, number: (bytes[1] >> 4) + 1, count, set: `${bytes[0]} ${count} ${bytes[2]} ${bytes[3]}` };
}

/** The symbol at the end of what was typed: scanners may be set to tell the kind of code first (`]Q1`). */
function typed(keys) {
  for (let at = 0; at < 8; at += 1) {
    const found = keys[at] === 'K' && symbol(keys.slice(at));
    if (found) return found;
  }
  return undefined;
}

const symbolsIn = (text) => text.split(/\s+/).map(symbol).filter(Boolean);

const panel = document.querySelector('[data-scan]');
if (panel) start(panel);

function start(panel) {
  const form = panel.querySelector('[data-scan-form]');
  const box = form.elements.namedItem('text');
  const state = panel.querySelector('[data-scan-state]');
  const say = (words) => { if (state.textContent !== words) state.textContent = words; };
  /** What is being opened, and since when: nobody opens twice by reading twice. */
  let opening = { text: '', at: -AGAIN };
  addEventListener('pageshow', () => { opening = { text: '', at: -AGAIN }; });

  /** Takes the text of a symbol; once all of its set are in the box, the case is opened. */
  function take(text) {
    const read = symbol(text);
    const known = symbolsIn(box.value);
    const set = new Map(known.filter((other) => other.set === read.set).map((other) => [other.number, other.text]));
    set.set(read.number, text);
    const value = [...set.keys()].sort((a, b) => a - b).map((number) => set.get(number)).join('\n');
    if (value === opening.text && performance.now() - opening.at < AGAIN) return;
    box.value = value;
    const missing = Array.from({ length: read.count }, (_, at) => at + 1).filter((number) => !set.has(number));
    if (missing.length > 0) {
      const other = known.some(({ set }) => set !== read.set) ? '別の準備のQRコードなので、読み直します。' : '';
      say(`${other}${read.count}個のうち${set.size}個を読みました。残りの${missing.join('、')}個目も読んでください。`);
      return;
    }
    opening = { text: value, at: performance.now() };
    say('読み取りました。開いています。');
    camera.stop();
    form.requestSubmit();
  }

  /** Takes what a picture holds, and gives whether anything of it is ours. */
  const takeAll = (texts) => {
    const ours = texts.filter(symbol);
    ours.forEach(take);
    return ours.length > 0;
  };

  scanner(take, say);
  pictures(panel, takeAll, say);
  const camera = cameraOf(panel, takeAll, say);
}

/** What a key says by its place on the keyboard; some remote desktops tell no place, but the letter. */
function letter({ code, key }) {
  if (code === '') return /^[A-Za-z0-9]$/.test(key) ? key.toUpperCase() : '';
  return /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code)?.slice(1).join('') ?? '';
}

/** Keys that scanners press between letters, or before and after a code. */
const SILENT = /^(?:Shift|CapsLock|NumLock|Lang|Convert|NonConvert|KanaMode|Fn)/;
const ENDS = new Set(['Enter', 'NumpadEnter', 'Tab']);

/** Listens for a scanner anywhere on the page. What a person types is left alone. */
function scanner(take, say) {
  let keys = '';
  let last = 0;
  let pause;
  /** What had the focus when the first key came, and what it held. */
  let before = {};

  /** Puts back what the keys did to a control, and takes what they say. */
  const finish = (text) => {
    keys = '';
    const { element, value } = before;
    // Ends what an input method was making of the keys.
    element?.blur?.();
    setTimeout(() => {
      if (value !== undefined && element.value !== value) {
        element.value = value;
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
      element?.focus?.({ preventScroll: true });
      const read = typed(text);
      if (read) take(read.text);
      else say('読み取りが途中で切れたか、中身が変わっています。もう一度読み取り、だめなら作り直してもらってください。');
    });
  };

  document.addEventListener('keydown', (event) => {
    clearTimeout(pause);
    if (SILENT.test(event.code || event.key)) return;
    if (event.timeStamp - last > PAUSE) keys = '';
    last = event.timeStamp;
    if (event.ctrlKey || event.altKey || event.metaKey) {
      keys = '';
      return;
    }
    if (ENDS.has(event.code || event.key)) {
      // As long as the shortest of ours; a person does not type so fast.
      if (!/^.{0,7}K[A-Z0-9]{14,}$/.test(keys)) {
        keys = '';
        return;
      }
      // Others on the page see that this key is used up.
      event.preventDefault();
      finish(keys);
      return;
    }
    const read = letter(event);
    if (keys === '' && read) {
      const element = document.activeElement;
      before = { element, value: typeof element?.value === 'string' ? element.value : undefined };
    }
    keys = read ? keys + read : '';
    pause = setTimeout(() => { if (typed(keys)) finish(keys); }, END);
  }, { capture: true });
}

const TOO_LARGE = '写真が大きすぎます。小さくして、もう一度選んでください。';
const UNREADABLE = '写真を読み取れません。PNGかJPEGの写真を選んでください。';
const NO_CONNECTION = 'サーバーにつながりません。読み取り機で読むか、もう一度試してください。';
const NOTHING = '写真からQRコードを見つけられません。明るい所で、画面いっぱいに写してください。';
const NOT_OURS = '書かない窓口のQRコードではありません。';

/** Something that is said to the clerk. */
class Told extends Error {}

/** Asks the server for the symbols of a picture. */
async function symbols(picture, effort) {
  const headers = { 'content-type': picture.type || 'application/octet-stream', 'x-effort': effort };
  const answer = await fetch('/scan', { method: 'POST', body: picture, headers }).catch(() => {
    throw new Told(NO_CONNECTION);
  });
  if (answer.redirected) throw new Told('サインインが切れています。画面を開き直してください。');
  if (answer.status === 413) throw new Told(TOO_LARGE);
  const said = await answer.json().catch(() => { throw new Told(NO_CONNECTION); });
  if (!answer.ok) throw new Told(said.problem);
  return said.texts;
}

/** A picture that the server reads: as it is, or drawn smaller. */
async function fitting(file) {
  if (file.size <= MOST_BYTES) return file;
  const bitmap = await createImageBitmap(file).catch(() => { throw new Told(TOO_LARGE); });
  const scale = Math.min(1, Math.sqrt(PIXELS / (bitmap.width * bitmap.height)));
  const smaller = await jpeg(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  bitmap.close();
  if (!smaller || smaller.size > MOST_BYTES) throw new Told(TOO_LARGE);
  return smaller;
}

function jpeg(source, width, height) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d').drawImage(source, 0, 0, width, height);
  return new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
}

/** Files chosen, dropped or pasted. */
function pictures(panel, takeAll, say) {
  const form = panel.querySelector('[data-scan-picture]');
  const input = form.elements.namedItem('picture');
  let latest = 0;
  const read = async (file) => {
    const mine = ++latest;
    say('写真を読んでいます。');
    try {
      if (!file.type.startsWith('image/')) throw new Told(UNREADABLE);
      const texts = await symbols(await fitting(file), 'file');
      if (texts.length === 0) throw new Told(NOTHING);
      if (!takeAll(texts)) throw new Told(NOT_OURS);
    } catch (error) {
      // A later one has taken the floor.
      if (mine === latest) say(error instanceof Told ? error.message : UNREADABLE);
    }
  };
  const readAll = async (files) => { for (const file of files) await read(file); };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    readAll([...input.files]);
  });
  input.addEventListener('change', () => readAll([...input.files]));
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    readAll(files);
  });
  // Anywhere on the page: beside the panel, the browser would leave the page for the picture.
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0 || event.target.matches?.('input[type=file]')) return;
    event.preventDefault();
    readAll(files);
  });
}

const NO_CAMERA = {
  NotAllowedError: 'カメラの使用が許可されていません。ブラウザーの設定で許可するか、読み取り機で読んでください。',
  NotFoundError: 'カメラが見つかりません。読み取り機か、写真で読んでください。',
  NotReadableError: 'カメラはほかで使われています。そちらを終わらせてください。',
};

/** The camera, where there is one: frame after frame until a whole set was read. */
function cameraOf(panel, takeAll, say) {
  const button = panel.querySelector('[data-scan-camera]');
  const video = panel.querySelector('[data-scan-video]');
  /** The stream; true while the browser asks for leave. */
  let stream;
  const end = (stream) => stream.getTracks().forEach((track) => track.stop());
  const show = (shown) => {
    video.hidden = !shown;
    button.setAttribute('aria-pressed', String(shown));
  };
  const stop = () => {
    if (stream instanceof MediaStream) end(stream);
    stream = undefined;
    video.srcObject = null;
    show(false);
  };
  async function watch(mine) {
    let failures = 0;
    while (stream === mine) {
      try {
        if (video.videoWidth > 0) {
          const texts = await symbols(await jpeg(video, video.videoWidth, video.videoHeight), 'frame');
          if (stream === mine && texts.length > 0 && !takeAll(texts)) say(NOT_OURS);
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        if (stream === mine && failures >= FAILURES) {
          stop();
          say(error instanceof Told ? error.message : 'カメラの映像を読めません。読み取り機か、写真で読んでください。');
        }
      }
      await new Promise((done) => { setTimeout(done, FRAME); });
    }
  }
  async function begin() {
    stream = true;
    let opened;
    try {
      opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
    } catch (error) {
      stop();
      say(NO_CAMERA[error.name] ?? 'カメラを使えません。読み取り機か、写真で読んでください。');
      return;
    }
    if (stream !== true) {
      // Given up while the browser asked.
      end(opened);
      return;
    }
    stream = opened;
    opened.getVideoTracks()[0].addEventListener('ended', () => { if (stream === opened) stop(); });
    video.srcObject = opened;
    show(true);
    await video.play().catch(() => undefined);
    say('QRコードをカメラに写してください。');
    watch(opened);
  }
  button.hidden = !navigator.mediaDevices?.getUserMedia;
  button.addEventListener('click', () => {
    if (stream) {
      stop();
      say('');
    } else begin();
  });
  // Nothing is filmed while nobody looks at the page.
  addEventListener('pagehide', stop);
  document.addEventListener('visibilitychange', () => { if (document.hidden && stream instanceof MediaStream) stop(); });
  return { stop };
}
