// What one can do with the page that shows the code: enlarge it, keep a picture, print, and on a tablet in the hall take
// a ticket. Words come from the templates of public_prepare.html.
import { give } from './keep.js';

/** The least width of a picture, in pixels. */
const WIDEST = 1200;
/** Light modules around a symbol. The drawing brings four; a picture has two more, since it is shown on any ground. */
const QUIET = 2;

/**
 * Puts buttons into the page shown.
 * @param {(name: string) => DocumentFragment | undefined} piece a template of the page
 * @param {string[]} parts the sealed texts
 */
export function addActions(main, piece, parts) {
  const place = main.querySelector('#code-actions');
  if (!place) return;
  const ticket = piece('ticket');
  if (ticket) {
    const form = ticket.querySelector('form');
    for (const part of parts) form.append(hidden('code', part));
    place.append(ticket);
  }
  place.append(piece('code-buttons'));
  // A file would stay on a shared tablet.
  if (document.body.dataset.hall) place.querySelector('[data-does="picture"]').hidden = true;
  const symbols = [...main.querySelectorAll('.symbol svg')];
  const dialog = place.querySelector('dialog');
  const acts = {
    print: () => print(),
    picture: () => keepPictures(symbols, main, dialog.dataset.title),
    enlarge: () => enlarge(dialog, symbols),
  };
  for (const [name, act] of Object.entries(acts)) {
    place.querySelector(`.code-buttons [data-does="${name}"]`).addEventListener('click', act);
  }
}

function hidden(name, value) {
  return Object.assign(document.createElement('input'), { type: 'hidden', name, value });
}

/** One picture for each symbol. Its name says nothing of anybody. */
async function keepPictures(symbols, main, title) {
  const problem = main.querySelector('#picture-failed');
  problem.hidden = true;
  const valid = main.querySelector('.valid')?.textContent.trim() ?? '';
  const { today } = document.body.dataset;
  try {
    for (const [at, symbol] of symbols.entries()) {
      const number = symbols.length > 1 ? `${at + 1}／${symbols.length}` : '';
      const name = ['qr', today.replaceAll('-', ''), ...(number ? [at + 1] : [])].join('-');
      give(await pictureOf(symbol, [[title, number].filter(Boolean).join('　'), valid]), `${name}.png`);
    }
  } catch (error) {
    console.error(error);
    problem.hidden = false;
  }
}

/** A PNG of a symbol, each module the same number of pixels, on white, with lines of text under it. */
async function pictureOf(symbol, lines) {
  const modules = symbol.viewBox.baseVal.width;
  const unit = Math.ceil(WIDEST / (modules + 2 * QUIET));
  const [side, width] = [unit * modules, unit * (modules + 2 * QUIET)];
  const size = Math.round(width / 28);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = width + Math.round(size * 1.8 * lines.length) + size;
  const brush = canvas.getContext('2d');
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(await drawn(symbol, side), unit * QUIET, unit * QUIET, side, side);
  brush.fillStyle = '#000';
  brush.textAlign = 'center';
  brush.font = `${size}px sans-serif`;
  lines.forEach((line, at) => brush.fillText(line, width / 2, width + Math.round(size * (1 + 1.8 * at)), width * 0.94));
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture could be made'))), 'image/png');
  });
}

async function drawn(symbol, side) {
  const copy = symbol.cloneNode(true);
  copy.setAttribute('width', side);
  copy.setAttribute('height', side);
  const image = new Image(side, side);
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/** A symbol as large as the screen allows, one after the other where there are several. */
function enlarge(dialog, symbols) {
  const part = (name) => dialog.querySelector(name);
  const [previous, next] = [part('[data-does="previous"]'), part('[data-does="next"]')];
  let at = 0;
  const show = (to) => {
    at = to;
    part('.enlarged-symbol').replaceChildren(symbols[at].cloneNode(true));
    part('.enlarged-number').textContent = symbols.length > 1 ? `${at + 1}／${symbols.length}` : '';
    for (const button of [previous, next]) button.hidden = symbols.length === 1;
    previous.disabled = at === 0;
    next.disabled = at === symbols.length - 1;
  };
  previous.onclick = () => show(at - 1);
  next.onclick = () => show(at + 1);
  part('[data-does="close"]').onclick = () => dialog.close();
  show(0);
  dialog.showModal();
  stayBright(dialog);
}

/** Keeps the screen on while the dialog is open, where the browser can. */
async function stayBright(dialog) {
  try {
    const lock = await navigator.wakeLock.request('screen');
    dialog.addEventListener('close', () => lock.release(), { once: true });
    if (!dialog.open) await lock.release();
  } catch {
    // The screen goes dark when it always does.
  }
}
