// node client.js VERSION LINES [SUITE PORT]...: for each suite a connection that
// sends LINES lines, each when the answer to the one before has come.
const tls = require('tls');
const [version, count, ...pairs] = process.argv.slice(2);

function connect(suite, port, done) {
  let sent = 0;
  const socket = tls.connect({
    port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version,
    ciphers: version == 'TLSv1.3' ? suite : suite + ':@SECLEVEL=0', servername: 'server.example',
  });
  const next = () => {
    if (sent == count) return socket.end();
    sent++;
    socket.write('line ' + sent + ' ' + 'x'.repeat(sent * 700) + '\n');
  };
  socket.on('secureConnect', next);
  let text = '';
  socket.on('data', (b) => {
    text += b;
    if (text.endsWith('\n')) { text = ''; next(); }
  });
  socket.on('error', (e) => console.log(suite, e.message));
  socket.on('close', done);
}

(function all() {
  if (pairs.length == 0) return;
  const [suite, port] = pairs.splice(0, 2);
  connect(suite, port, all);
})();
