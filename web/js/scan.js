// Reading codes at the counter. A scanner is a keyboard that types fast: its keys are read by their places, so that an
// input method left on, or another layout, does not spoil them. The camera's frames, pasted pictures and files are read
// by the server of the city.

/** A key of a scanner, by its place on the keyboard. Codes are made of capitals and the digits 2 to 7. */
const letter = (code) => /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code)?.slice(1).join('') ?? '';

/** A text that one of our symbols may hold. */
const SYMBOL = /^K[A-Z2-7]{19,}$/;
/** Milliseconds between two keys beyond which a person types, not a scanner. */
const PAUSE = 80;
/** Milliseconds between two frames of the camera. */
const FRAME = 350;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Which symbol of how many a text is, from its second byte: number in the upper half, count less one in the lower. */
function place(text) {
  const bits = [...text.slice(0, 4)].reduce((bits, letter) => bits * 32 + BASE32.indexOf(letter), 0);
  const byte = (bits >> 4) & 0xff;
  return { number: (byte >> 4) + 1, count: (byte & 0x0f) + 1 };
}

const panel = document.querySelector('[data-scan]');
if (panel) start(panel);

function start(panel) {
  const form = panel.querySelector('[data-scan-form]');
  const box = form.elements.namedItem('text');
  const state = panel.querySelector('[data-scan-state]');
  const say = (words) => { state.textContent = words; };
  /** Texts of symbols read so far, by their number. */
  const found = new Map();

  /** Takes the text of a symbol; once all of a set are there, the case is opened. */
  function take(text) {
    const { number, count } = place(text);
    if ([...found.values()].some((known) => place(known).count !== count)) found.clear();
    found.set(number, text);
    box.value = [...found.keys()].sort((a, b) => a - b).map((key) => found.get(key)).join('\n');
    if (found.size < count) {
      say(`${count}個のうち${found.size}個を読みました。残りも読んでください。`);
      return;
    }
    say('読み取りました。');
    camera.stop();
    form.requestSubmit();
  }

  const takeAll = (texts) => texts.filter((text) => SYMBOL.test(text)).forEach(take);

  scanner(box, take);
  pictures(panel, takeAll, say);
  const camera = cameraOf(panel, takeAll, say);
}

/** Listens for a scanner anywhere on the page. What a person types is left alone. */
function scanner(box, take) {
  let keys = '';
  let last = 0;
  document.addEventListener('keydown', (event) => {
    const now = event.timeStamp;
    if (now - last > PAUSE) keys = '';
    last = now;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Tab') {
      const text = keys;
      keys = '';
      if (!SYMBOL.test(text)) return;
      // What the input method made of the keys goes; what the scanner sent stays.
      event.preventDefault();
      event.stopPropagation();
      const { activeElement } = document;
      const spoilt = activeElement !== box && 'value' in (activeElement ?? {});
      activeElement?.blur();
      setTimeout(() => {
        if (spoilt) restore(activeElement);
        take(text);
      });
      return;
    }
    const read = letter(event.code);
    if (keys === '' && read) remember(document.activeElement);
    keys = read ? keys + read : '';
  }, { capture: true });
}

/** What a control held before a scanner typed into it. */
const before = new WeakMap();
const remember = (element) => { if (element && 'value' in element) before.set(element, element.value); };
const restore = (element) => { if (before.has(element)) element.value = before.get(element); };

/** Asks the server for the symbols of a picture. */
async function symbols(picture, effort) {
  const headers = { 'content-type': picture.type || 'application/octet-stream', 'x-effort': effort };
  const answer = await fetch('/scan', { method: 'POST', body: picture, headers });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.problem);
  return said.texts;
}

/** Files chosen, dropped or pasted. */
function pictures(panel, take, say) {
  const form = panel.querySelector('[data-scan-picture]');
  const input = form.elements.namedItem('picture');
  const read = async (file) => {
    say('写真を読んでいます。');
    try {
      const texts = await symbols(file, 'file');
      if (texts.length === 0) say('写真からQRコードを見つけられません。明るい所で、画面いっぱいに写してください。');
      take(texts);
    } catch (error) {
      say(error.message || '写真を読めません。もう一度選んでください。');
    }
  };
  const first = (files) => [...files].find((file) => file.type.startsWith('image/'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.files[0]) read(input.files[0]);
  });
  input.addEventListener('change', () => { if (input.files[0]) read(input.files[0]); });
  document.addEventListener('paste', (event) => {
    const file = first(event.clipboardData?.files ?? []);
    if (!file) return;
    event.preventDefault();
    read(file);
  });
  panel.addEventListener('dragover', (event) => event.preventDefault());
  panel.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = first(event.dataTransfer?.files ?? []);
    if (file) read(file);
  });
}

/** The camera, where there is one: frame after frame until a whole set was read. */
function cameraOf(panel, take, say) {
  const button = panel.querySelector('[data-scan-camera]');
  const video = panel.querySelector('[data-scan-video]');
  let stream;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.hidden = true;
    video.srcObject = null;
    button.setAttribute('aria-pressed', 'false');
  };
  const frame = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  };
  async function watch(mine) {
    while (stream === mine) {
      try {
        if (video.videoWidth > 0) take(await symbols(await frame(), 'frame'));
      } catch {
        say('カメラの映像を読めません。読み取り機か、写真で読んでください。');
      }
      await new Promise((done) => setTimeout(done, FRAME));
    }
  }
  async function begin() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
    } catch {
      say('カメラを使えません。読み取り機か、写真で読んでください。');
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.setAttribute('aria-pressed', 'true');
    say('QRコードをカメラに写してください。');
    watch(stream);
  }
  button.hidden = !navigator.mediaDevices?.getUserMedia;
  button.addEventListener('click', () => (stream ? stop() : begin()));
  addEventListener('pagehide', stop);
  return { stop };
}
