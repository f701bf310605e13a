// Records everything that leaves a browser, by standing between it and the network: what the browser's own tools do not
// report (icons, beacons, workers, connections opened ahead) is seen here as well. Only this machine is let through.
import { once } from 'node:events';
import http from 'node:http';

/**
 * @typedef {object} Recorded
 * @property {string} method
 * @property {string} url whole, with its query
 * @property {[string, string][]} headers as sent, referer and cookies included
 * @property {Buffer} body
 * @property {boolean} refused true where it was not for this machine
 */

const isHere = (host) => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

/**
 * Starts a recording proxy.
 * @returns `address` for the browser, `list` (of {@link Recorded}, growing), `clear()` to forget what was recorded so
 *   far, and `close()`
 */
export async function startRecorder() {
  const list = [];
  const server = http.createServer((request, response) => forward(request, response, list));
  // A tunnel hides what goes through it, so none is opened: the attempt is recorded, and that is enough to fail on.
  server.on('connect', (request, socket) => {
    const { method, rawHeaders } = request;
    list.push({ method, url: request.url, headers: pairs(rawHeaders), body: Buffer.alloc(0), refused: true });
    socket.on('error', () => {});
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    list,
    clear: () => list.splice(0),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(request, response, list) {
  const target = new URL(request.url, `http://${request.headers.host}`);
  const entry = {
    method: request.method,
    url: target.href,
    headers: pairs(request.rawHeaders),
    body: Buffer.alloc(0),
    refused: !isHere(target.hostname),
  };
  list.push(entry);
  request.on('data', (chunk) => {
    entry.body = Buffer.concat([entry.body, chunk]);
  });
  request.on('error', () => response.destroy());
  if (entry.refused) {
    response.writeHead(403).end();
    return;
  }
  const headers = entry.headers.filter(([name]) => !/^proxy-/i.test(name)).flat();
  const onward = http.request(target, { method: request.method, headers, setHost: false }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function pairs(raw) {
  return Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at], raw[2 * at + 1]]);
}
