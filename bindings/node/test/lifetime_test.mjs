// The end of processes and workers with things open, and memory. Each case is a process of its own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, scratchFolder, silentServer } from './support.mjs';

const target = () => `sqlite:${join(scratchFolder(), 'calls.db')}`;

// The program ended by itself, without a signal, with this code, and said this.
async function expectEnd(program, argv, { code = 0, out = 'done\n', flags } = {}) {
  const ended = await runNode(program, { argv, flags });
  assert.deepEqual({ code: ended.code, signal: ended.signal }, { code, signal: null }, ended.out);
  if (typeof out === 'string') assert.equal(ended.out, out);
  else assert.match(ended.out, out);
}

const PRELUDE = `
  const ringback = require('ringback');
  const [target] = process.argv.slice(1);
`;

test('a process ends by itself when all is closed', () => expectEnd(`${PRELUDE}
  (async () => {
    const client = await ringback.open(target);
    const watch = client.watch().on('event', () => {});
    await watch.ready;
    await client.lookup({ ani: '+12025550143' });
    watch.close();
    await client.close();
    console.log('done');
  })()`, [target()]));

test('an open client alone does not keep a process', () => expectEnd(`${PRELUDE}
  (async () => {
    const client = await ringback.open(target);
    await client.call('CallerService.CreateCaller', { caller: { displayName: 'Kept' } });
    console.log('done');
  })()`, [target()]));

test('a process that only loads the package ends', () => expectEnd(`${PRELUDE} console.log('done')`, []));

test('what was written is there after an exit without a close', async () => {
  const file = target();
  await expectEnd(`${PRELUDE}
    (async () => {
      const client = await ringback.open(target);
      await client.call('CallerService.CreateCaller', { caller: { displayName: 'Kept' } });
      console.log('done');
      process.exit(0);
    })()`, [file]);
  await expectEnd(`${PRELUDE}
    (async () => {
      const client = await ringback.open(target);
      console.log((await client.call('CallerService.ListCallers')).callers[0].displayName);
      await client.close();
    })()`, [file], { out: 'Kept\n' });
});

test('process.exit() with a watch, look-ups and calls under way', async (t) => {
  const server = await silentServer();
  t.after(() => server.stop());
  await expectEnd(`${PRELUDE}
    (async () => {
      const file = await ringback.open(target);
      const watch = file.watch().on('event', () => {});
      await watch.ready;
      const client = await ringback.open(process.argv[2]);
      for (let i = 0; i < 50; i += 1) {
        client.lookup({ timeoutMs: 60000 }).catch(() => {});
        client.call('CallerService.ListCallers').catch(() => {});
        file.lookup({ ani: '+12025550143' }).catch(() => {});
      }
      client.watch({ timeoutMs: 60000 });
      setImmediate(() => {
        console.log('done');
        process.exit(7);
      });
    })()`, [target(), server.address], { code: 7 });
});

test('an exception that nobody catches, with things open', () => expectEnd(`${PRELUDE}
  (async () => {
    const client = await ringback.open(target);
    client.watch().on('event', () => {});
    for (let i = 0; i < 50; i += 1) client.lookup({ ani: '+12025550143' });
    setImmediate(() => { throw new Error('of the program'); });
  })()`, [target()], { code: 1, out: /of the program/ }));

test('exit while a file is being opened', () => expectEnd(`${PRELUDE}
  ringback.open(target);
  console.log('done');
  process.exit(0);`, [target()]));

const WORKERS = `
  const { Worker } = require('node:worker_threads');
  const run = (body, data) => new Worker(
    "const { workerData } = require('node:worker_threads'); const ringback = require('ringback');" + body,
    { eval: true, workerData: data });
  const ended = (worker) => new Promise((resolve, reject) => {
    worker.on('error', reject).on('exit', resolve);
  });
`;

test('workers have clients of their own, beside the main thread\'s', () => expectEnd(`${PRELUDE} ${WORKERS}
  (async () => {
    const main = await ringback.open(target);
    const codes = await Promise.all(process.argv.slice(2).map((file) => ended(run(\`(async () => {
      const client = await ringback.open(workerData);
      const watch = client.watch();
      await watch.ready;
      await client.call('CallerService.CreateCaller', { caller: { displayName: 'Own' } });
      for await (const event of watch) if (event.caller.displayName === 'Own') break;
      for (let i = 0; i < 100; i += 1) await client.lookup({ ani: '+12025550143' });
      await client.close();
    })()\`, file))));
    await main.lookup({ ani: '+12025550143' });
    await main.close();
    console.log(codes.join());
  })()`, [target(), target(), target(), target()], { out: '0,0,0\n' }));

test('workers that end with things open, again and again, and alone have the package', async (t) => {
  const server = await silentServer();
  t.after(() => server.stop());
  await expectEnd(`${WORKERS}
    (async () => {
      const [file, silent] = process.argv.slice(1);
      for (let round = 0; round < 5; round += 1) {
        // One is terminated, one exits, one comes to its end.
        const workers = ['', 'process.exit(0)', 'return'].map((end, i) => run(\`(async () => {
          const client = await ringback.open(workerData.file);
          const hanging = await ringback.open(workerData.silent);
          client.watch().on('event', () => {});
          const waits = workerData.i === 2 ? 50 : 60000;
          if (workerData.i !== 2) hanging.watch({ timeoutMs: 60000 });
          else setTimeout(() => client.close(), 10);
          for (let i = 0; i < 20; i += 1) {
            client.lookup({ ani: '+12025550143' }).catch(() => {});
            hanging.lookup({ timeoutMs: waits }).catch(() => {});
          }
          require('node:worker_threads').parentPort.postMessage('busy');
          \${end}
        })()\`, { file: file + i, silent, i }));
        await Promise.all(workers.map(async (worker, i) => {
          const end = ended(worker);
          await new Promise((resolve) => worker.once('message', resolve));
          if (i === 0) worker.terminate();
          await end;
        }));
      }
      console.log('done');
    })()`, [target(), server.address]);
});

test('a worker is terminated while it opens and closes', () => expectEnd(`${WORKERS}
  (async () => {
    for (let round = 0; round < 10; round += 1) {
      const worker = run(\`(async () => {
        require('node:worker_threads').parentPort.postMessage('busy');
        for (;;) await (await ringback.open(workerData)).close();
      })()\`, process.argv[1]);
      await new Promise((resolve) => worker.once('message', resolve));
      await worker.terminate();
    }
    console.log('done');
  })()`, [target()]));

// Resident memory grows by less than 24 MB while `body` runs `rounds` times; a card that was kept is some kilobytes.
const expectNoGrowth = (body, rounds) => expectEnd(`${PRELUDE}
  (async () => {
    const client = await ringback.open(target);
    await client.call('CallerService.CreateCaller', {
      caller: { displayName: 'Robert Jones', phones: [{ number: '(202) 555-0143' }] } });
    for (let i = 0; i < 10; i += 1) {
      await client.call('AttemptService.RecordAttempt', { attempt: {
        agent: 'tenants/default/agents/tracy', dialedNumber: '(202) 555-0143',
        purpose: 'your autumn heating check', outcome: 'OUTCOME_NO_ANSWER' } });
    }
    const run = async (rounds) => { for (let i = 0; i < rounds; i += 1) { ${body} } global.gc(); };
    await run(${rounds} / 4);
    const before = process.memoryUsage().rss;
    await run(${rounds});
    const grown = (process.memoryUsage().rss - before) / 1e6;
    console.log(grown < 24 ? 'done' : 'grown by ' + grown + ' MB');
    await client.close();
  })()`, [target()], { flags: ['--expose-gc', '--max-semi-space-size=2'] });

test('look-ups keep no memory', () => expectNoGrowth(`
  const cards = await Promise.all(Array.from({ length: 20 }, () => client.lookup({ ani: '+12025550143' })));
  if (cards[0].matches[0].attempts.length !== 10) throw new Error('not the card');`, 1000));

test('calls and errors keep no memory', () => expectNoGrowth(`
  await client.call('CallerService.ListCallers');
  await client.lookup({ parent: 'tenants/nobody', ani: 'x'.repeat(1000) }).catch(() => {});`, 5000));

test('watches keep no memory, no threads and no descriptors', () => expectNoGrowth(`
  const watch = client.watch({ resumeToken: 'start' });
  for await (const event of watch) break;
  const { readdirSync } = require('node:fs');
  if (i % 100 === 99) await new Promise(setImmediate);
  if (readdirSync('/proc/self/fd').length > 100) throw new Error('descriptors');
  if (readdirSync('/proc/self/task').length > 100) throw new Error('threads');`, 1000));
