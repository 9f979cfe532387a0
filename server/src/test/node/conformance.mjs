// Runs the official conformance scenarios against a server that wants a token, which the scenarios
// do not know of: they talk to a proxy here that adds it and changes nothing else.
// Usage: node conformance.mjs URL TOKEN EXPECTED-FAILURES
import { spawn } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const [url, token, expected] = process.argv.slice(2);
const target = new URL(url);

const proxy = http.createServer((request, response) => {
  const forwarded = http.request(
    {
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: target.pathname + target.search,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
      setHost: false,
    },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  forwarded.on('error', () => response.destroy());
  request.pipe(forwarded);
});

proxy.listen(0, '127.0.0.1', () => {
  const cli = fileURLToPath(
    import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'),
  );
  const run = spawn(
    process.execPath,
    [
      cli,
      'server',
      '--url',
      `http://127.0.0.1:${proxy.address().port}/mcp`,
      '--suite',
      'active',
      '--expected-failures',
      expected,
    ],
    { stdio: 'inherit' },
  );
  run.on('exit', (code) => {
    proxy.closeAllConnections();
    proxy.close();
    process.exitCode = code ?? 1;
  });
});
