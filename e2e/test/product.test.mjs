// Shows that the product is started, ended and started again as the walks need it, on a stand-in.
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startProduct } from '../lib/product.mjs';

const binary = fileURLToPath(new URL('fixtures/stand-in.mjs', import.meta.url));
const read = async (address) => (await fetch(address, { headers: { connection: 'close' } })).text();

test('after a hard end it goes on with its data at the same addresses', async () => {
  const product = await startProduct({ binary });
  try {
    assert.equal(await read(product.public), '1');
    await product.kill();
    await assert.rejects(read(product.public));
    await product.start();
    assert.equal(await read(product.public), '2');
    assert.equal(await read(product.counter), '2');
  } finally {
    await product.stop();
  }
  await assert.rejects(access(product.data), 'the data folder is left behind');
});

test('what it says when it ends at once is told', () =>
  assert.rejects(startProduct({ binary, args: ['--refuse', 'the key is missing'] }), /ended \(3\).*the key is missing/s));

test('a binary that is not there is told', () =>
  assert.rejects(startProduct({ binary: '/nowhere/kakanai' }), /could not be started/));
