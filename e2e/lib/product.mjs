// Starts the product as a citizen's and a clerk's browser would find it: the demonstration city, on free ports and
// with data of its own. A test may end it hard and start it again on the same data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The binary under test: KAKANAI_BINARY, else the one of a development build. */
export const BINARY = process.env.KAKANAI_BINARY ?? join(ROOT, 'target/debug/kakanai');

/** How long the first page may take to be there, in milliseconds; the first start makes keys and a database. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 10_000;

/** A port that nobody listens on now. */
export async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts `kakanai demo` and waits until it has told both addresses.
 * @param {{args?: string[], env?: Record<string, string>, binary?: string}} options further words and environment of
 *   the command, and another command in its place
 * @returns an object with `public` and `counter` (addresses without a slash at the end), `data` (its folder),
 *   `said()` (all it printed), `stop()` (as an administrator would), `kill()` (as a power cut would) and `start()`
 */
export async function startProduct({ args = [], env = {}, binary = BINARY } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'kakanai-e2e-'));
  const [publicPort, counterPort] = [await freePort(), await freePort()];
  const product = {
    public: `http://127.0.0.1:${publicPort}`,
    counter: `http://127.0.0.1:${counterPort}`,
    data,
  };
  const words = ['demo', '--data', data, '--public', `127.0.0.1:${publicPort}`];
  words.push('--counter', `127.0.0.1:${counterPort}`, ...args);

  let running;
  let said = '';
  product.said = () => said;

  product.start = async () => {
    const child = spawn(binary, words, { cwd: ROOT, env: { ...process.env, ...env } });
    running = child;
    // A test file that dies takes it along.
    const along = () => child.kill('SIGKILL');
    process.once('exit', along);
    child.once('exit', () => process.off('exit', along));
    let news = '';
    const ended = new Promise((_, fail) => {
      child.once('error', (error) => fail(new Error(`${binary} could not be started: ${error.message}`)));
      child.once('exit', (code, signal) => fail(new Error(`kakanai ended (${signal ?? code}) and said:\n${news}`)));
    });
    const told = new Promise((tell) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          said += text;
          news += text;
          if (news.includes(`127.0.0.1:${publicPort}`) && news.includes(`127.0.0.1:${counterPort}`)) tell();
        });
      }
    });
    let timer;
    const late = new Promise((_, fail) => {
      const say = () => fail(new Error(`kakanai told no addresses in ${START_LIMIT / 1000} s; it said:\n${news}`));
      timer = setTimeout(say, START_LIMIT);
    });
    // Its end is awaited elsewhere once it runs; a promise left alone must not fail the process.
    ended.catch(() => {});
    try {
      await Promise.race([told, ended, late]);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const end = async (signal) => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    const timer = setTimeout(() => running.kill('SIGKILL'), STOP_LIMIT);
    await gone;
    clearTimeout(timer);
  };
  product.kill = () => end('SIGKILL');
  product.stop = async () => {
    await end('SIGTERM');
    await rm(data, { recursive: true, force: true });
  };

  try {
    await product.start();
  } catch (error) {
    await rm(data, { recursive: true, force: true });
    throw error;
  }
  return product;
}
