// Sizes of sealed records beside what a web team would otherwise use: JSON, deflated, as a compact JWE
// (ECDH-ES with X25519, A256GCM). Both see the same records in one run.
//
//   cargo build && npm ci --prefix measure && node measure/envelope.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

import * as jose from 'jose';

const root = fileURLToPath(new URL('..', import.meta.url));
const kakanai = (...words) => execFileSync(join(root, 'target/debug/kakanai'), words, { cwd: root, encoding: 'utf8' });
const families = join(root, 'crates/envelope/tests/families');
const scratch = mkdtempSync(join(tmpdir(), 'kakanai-measure-'));
const { publicKey } = await jose.generateKeyPair('ECDH-ES', { crv: 'X25519' });

kakanai('keygen', '--keys', join(scratch, 'keys'));

console.log('| record | bytes sealed | characters | symbols | JSON | deflated | JWE characters | ratio |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const file of readdirSync(families).sort()) {
  const path = join(families, file);
  const json = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
  const parts = kakanai('seal', path, '--keys', join(scratch, 'keys'), '--today', '2026-11-20').trim().split('\n');
  const characters = parts.join('').length;
  // Base32: five bits a character; the header of each part is in it.
  const bytes = parts.reduce((sum, part) => sum + Math.floor(((part.length - 1) * 5) / 8), 0);
  const deflated = zlib.deflateRawSync(json, { level: 9 });
  const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1' };
  const jwe = await new jose.CompactEncrypt(deflated).setProtectedHeader(header).encrypt(publicKey);
  const ratio = (jwe.length / characters).toFixed(1);
  const row = [file.replace('.json', ''), bytes, characters, parts.length, Buffer.byteLength(json), deflated.length, jwe.length, ratio];
  console.log(`| ${row.join(' | ')} |`);
}
rmSync(scratch, { recursive: true });
