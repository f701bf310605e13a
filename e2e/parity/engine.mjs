// The WebAssembly engine without a browser: memory in, request, response (see crates/browser/src/abi.rs).
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The engine as the product serves it; tools/build-browser.sh makes it. */
export const ENGINE = fileURLToPath(new URL('../../target/browser/engine.wasm', import.meta.url));

/**
 * Starts an engine of its own.
 * @param {string} file the module
 * @returns {Promise<((request: string) => Uint8Array) & {table: (kind: number, bytes: Uint8Array) => Uint8Array}>}
 *   asks the engine, and gives it a table; the bytes are a copy
 */
export async function startEngine(file = ENGINE) {
  const { instance } = await WebAssembly.instantiate(await readFile(file), {});
  const { memory, kakanai_alloc, kakanai_free, kakanai_call, kakanai_table } = instance.exports;
  const encoder = new TextEncoder();
  const handOver = (bytes, call) => {
    const address = kakanai_alloc(bytes.length);
    // The memory may have grown and moved: its buffer is asked for each time.
    new Uint8Array(memory.buffer).set(bytes, address);
    const packed = BigInt.asUintN(64, call(address, bytes.length));
    const [at, length] = [Number(packed >> 32n), Number(packed & 0xffff_ffffn)];
    const response = new Uint8Array(memory.buffer).slice(at, at + length);
    kakanai_free(at, length);
    return response;
  };
  const ask = (request) => handOver(encoder.encode(request), kakanai_call);
  ask.table = (kind, bytes) => handOver(bytes, (address, length) => kakanai_table(kind, address, length));
  return ask;
}
