// The WebAssembly engine without a browser: memory in, request, response (see crates/browser/src/abi.rs).
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The engine as the product serves it; tools/build-browser.sh makes it. */
export const ENGINE = fileURLToPath(new URL('../../target/browser/engine.wasm', import.meta.url));

/**
 * Starts an engine of its own.
 * @param {string} file the module
 * @returns {Promise<(request: string) => Uint8Array>} asks the engine; the bytes are a copy
 */
export async function startEngine(file = ENGINE) {
  const { instance } = await WebAssembly.instantiate(await readFile(file), {});
  const { memory, kakanai_alloc, kakanai_free, kakanai_call } = instance.exports;
  const encoder = new TextEncoder();
  return (request) => {
    const bytes = encoder.encode(request);
    const address = kakanai_alloc(bytes.length);
    // The memory may have grown and moved: its buffer is asked for each time.
    new Uint8Array(memory.buffer).set(bytes, address);
    const packed = BigInt.asUintN(64, kakanai_call(address, bytes.length));
    const [at, length] = [Number(packed >> 32n), Number(packed & 0xffff_ffffn)];
    const response = new Uint8Array(memory.buffer).slice(at, at + length);
    kakanai_free(at, length);
    return response;
  };
}
