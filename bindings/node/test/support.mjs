// What the tests share: folders, servers, and the lines of a child process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after } from 'node:test';

// An empty folder, removed when the test file is done. Short, for the sake of Unix sockets.
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'rb-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Servers do not outlive the test.
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts ringbackd on an empty store; `address` is where it listens.
 * @param {{folder?: string, listen?: string, flags?: string[]}} [options]
 */
export async function startServer({ folder = scratchFolder(), listen, flags = [] } = {}) {
  const where = listen ?? `unix:${folder}/ringback.sock`;
  const args = ['--store', `sqlite:${folder}/server.db`, '--listen', where, ...flags];
  const child = spawn(process.env.RINGBACKD, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  running.add(child.once('exit', () => running.delete(child)));
  let log = '';
  let address;
  for await (const line of createInterface({ input: child.stderr })) {
    log += `${line}\n`;
    address = /listening on ([^,]*), store/.exec(line)?.[1];
    if (address) break;
  }
  assert.ok(address, `ringbackd did not start:\n${log}`);
  child.stderr.resume();
  return {
    address,
    // Stops the process where it is, with its connections open.
    async hang() {
      child.kill('SIGSTOP');
      // The state is what follows the name, which is in brackets.
      const state = () => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1][0];
      while (state() !== 'T') await new Promise(setImmediate);
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

// A server that takes connections and never says a word.
export async function silentServer() {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${server.address().port}`,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

// Runs a program text with node; {code, signal, out}. A program that hangs is killed.
export async function runNode(program, { flags = [], argv = [], limitMs = 60_000 } = {}) {
  const child = spawn(process.execPath, [...flags, '-e', program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { out += text; });
  }
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal, out };
}

export const JONES = {
  caller: {
    honorific: 'Mr.', givenName: 'Robert', familyName: 'Jones',
    phones: [{ number: '(202) 555-0143' }],
  },
};

// A time of an hour ago, with this fraction of a second: recent enough for a card, whenever the tests run.
const hourAgo = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19);
export const anHourAgo = (fraction = '') => `${hourAgo}${fraction}Z`;

export const NO_ANSWER = {
  attempt: {
    agent: 'tenants/default/agents/tracy', dialedNumber: '(202) 555-0143',
    purpose: 'your autumn heating check', outcome: 'OUTCOME_NO_ANSWER',
    startTime: anHourAgo('.250'), endTime: anHourAgo('.750'),
  },
};
