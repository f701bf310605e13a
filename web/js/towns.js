// Tables of towns. A postal code says where somebody lives, so the server is never asked for one: the parts of the
// national table are numbered by two digits, and all of them are loaded once the first page is shown. Only where a code
// is entered before its part is there is that part fetched ahead of its turn, which the page announces.
import { load } from './engine.js';

const PARTS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
/** Pause between two parts, in milliseconds: the line is the person's before it is ours. */
const PAUSE = 50;

const pause = () => new Promise((done) => setTimeout(done, PAUSE));
const idle = () => new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(done));

/**
 * Begins with the small tables, of municipalities and of nationalities; `need` and `loadAll` give the towns to the engine.
 */
export function townLoader(engine) {
  const loaded = new Map();
  const municipalities = load('/assets/municipalities').then((bytes) => engine.takeMunicipalities(bytes));
  const countries = load('/assets/countries').then((bytes) => engine.takeCountries(bytes));
  const small = Promise.all([municipalities, countries]);
  // Whoever needs them hears of the failure; until then it must not count as unheard.
  small.catch(() => {});

  const part = (digits) => {
    if (!loaded.has(digits)) {
      const loading = load(`/assets/postal/${digits}`).then((bytes) => engine.takeTowns(bytes));
      loading.catch(() => loaded.delete(digits));
      loaded.set(digits, loading);
    }
    return loaded.get(digits);
  };

  return {
    /** Loads these parts now. The small tables come with any: an answer must not be read without them. */
    async need(digits) {
      await Promise.all([small, ...digits.map(part)]);
    },
    /** Loads all parts in their order, a little at a time. Stops where the line breaks or is said to be dear. */
    async loadAll() {
      if (navigator.connection?.saveData) return;
      for (const digits of PARTS) {
        await idle();
        try {
          await part(digits);
        } catch {
          return;
        }
        await pause();
      }
    },
  };
}
