// The line between a browser and the product, as a site of its own: it can be cut, hang, lead to another product and
// alter what passes. Whatever asks (pages, workers, the browser itself) asks here, and is written down.
import { once } from 'node:events';
import http from 'node:http';

/**
 * @param {string} to address of the product
 * @returns an object with `address`; `to` and `mode` (`up`, `down` or `hanging`), which may be changed at any time;
 *   `alter(path, bytes)`, which may be replaced and gives what is sent on; `list` of requests (`GET /path`); `close()`
 */
export async function startLine(to) {
  let mode = 'up';
  let held = [];
  const line = {
    to,
    alter: (_, bytes) => bytes,
    list: [],
    get mode() {
      return mode;
    },
    set mode(wanted) {
      mode = wanted;
      for (const socket of held) socket.destroy();
      held = [];
    },
  };
  const server = http.createServer(async (request, response) => {
    line.list.push(`${request.method} ${request.url}`);
    if (mode === 'hanging') {
      held.push(request.socket);
      return;
    }
    if (mode === 'down') {
      request.socket.destroy();
      return;
    }
    try {
      const { status, headers, body } = await passOn(line.to, request);
      response.writeHead(status, headers).end(body && line.alter(request.url, body));
    } catch {
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line.address = `http://127.0.0.1:${server.address().port}`;
  line.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return line;
}

/** Asks for the uncompressed form, so that it can be altered. */
async function passOn(to, request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const dropped = ['connection', 'host', 'accept-encoding'];
  const sent = Object.entries(request.headers).filter(([name]) => !dropped.includes(name));
  const onward = http.request(to + request.url, { method: request.method, headers: Object.fromEntries(sent) });
  onward.end(Buffer.concat(chunks));
  const [answer] = await once(onward, 'response');
  const parts = [];
  for await (const part of answer) parts.push(part);
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...headers } = answer.headers;
  const hasBody = answer.statusCode !== 304;
  return { status: answer.statusCode, headers, body: hasBody ? Buffer.concat(parts) : undefined };
}
