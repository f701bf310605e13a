// Reads QR symbols with zbar, which shares no code with what draws them.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * @param {string | Buffer} png a file, or its bytes (a screenshot)
 * @returns {Promise<string[]>} what the symbols say, one entry each; empty where there is none
 */
export async function readQr(png) {
  const folder = await mkdtemp(join(tmpdir(), 'kakanai-qr-'));
  try {
    let path = png;
    if (typeof png !== 'string') {
      path = join(folder, 'symbol.png');
      await writeFile(path, png);
    }
    const words = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', path];
    const { stdout } = await promisify(execFile)('zbarimg', words);
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    // zbarimg ends with 4 where it found no symbol.
    if (error.code === 4) return [];
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
