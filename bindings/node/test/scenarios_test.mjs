// The scenarios that every binding runs, tests/scenarios, on a file and against a server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { open } from 'ringback';
import {
  Channel, Confidence, Lead_State, OutboundAttempt_Outcome, Presence, Reason_Code,
} from 'ringback/proto';
import { scratchFolder, startServer } from './support.mjs';

const { scenarios } = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'));

// The enumerations of a card in the contract, whose numbers the scenarios have; by field, and a
// word's prefix is left out in them.
const ENUMS = {
  confidence: [Confidence, 'CONFIDENCE_'], channel: [Channel, 'CHANNEL_'],
  outcome: [OutboundAttempt_Outcome, 'OUTCOME_'], state: [Lead_State, 'STATE_'],
  lastAgentPresence: [Presence, 'PRESENCE_'], code: [Reason_Code, 'CODE_'],
};
const VERIFICATIONS = ['UNSPECIFIED', 'NONE', 'A', 'B', 'C', 'FAILED'];
const TIMES = ['startTime', 'endTime', 'noteTime'];

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

function microseconds(time) {
  if (time === undefined) return 0;
  const [, seconds, fraction = ''] = /^(.*T[\d:]+)(?:\.(\d+))?Z$/.exec(time);
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

// A card as ringback.h has it, which is how the scenarios have it.
function asInC(value) {
  if (Array.isArray(value)) return value.map(asInC);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => {
    if (TIMES.includes(key)) return [`${snake(key)}_us`, microseconds(item)];
    if (key in ENUMS) {
      const [names, prefix] = ENUMS[key];
      const number = names[item.slice(prefix.length)];
      assert.ok(item.startsWith(prefix) && number !== undefined, `${key}: ${item}`);
      return [snake(key), number];
    }
    return [snake(key), asInC(item)];
  }));
}

// Puts what was saved in the place of ${name} in every string; ${*} stays.
function fill(value, saved) {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+)\}/g, (_, name) => {
      assert.ok(name in saved, `nothing was saved as ${name}`);
      return saved[name];
    });
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, saved));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, saved)]));
}

function expectHolds(expected, got, where) {
  if (expected === null) {
    assert.equal(got, undefined, `${where}: is there`);
  } else if (expected === '${*}') {
    assert.ok(typeof got === 'string' && got !== '', `${where}: ${got}`);
  } else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(got), `${where}: is no array: ${JSON.stringify(got)}`);
    assert.equal(got.length, expected.length, `${where}: ${JSON.stringify(got)}`);
    expected.forEach((item, i) => expectHolds(item, got[i], `${where}[${i}]`));
  } else if (typeof expected === 'object') {
    assert.ok(got !== null && typeof got === 'object', `${where}: is no object: ${JSON.stringify(got)}`);
    for (const key of Object.keys(expected)) expectHolds(expected[key], got[key], `${where}.${key}`);
  } else if (typeof expected === 'number' && typeof got === 'number') {
    assert.ok(Math.abs(expected - got) <= 1e-9 * Math.max(1, Math.abs(expected)),
      `${where}: ${got}, not ${expected}`);
  } else {
    assert.equal(got, expected, where);
  }
}

function lookUp(client, request) {
  const inJs = Object.fromEntries(Object.entries(request).map(([key, item]) => [camel(key), item]));
  if ('verification' in inJs) inJs.verification = `VERIFICATION_${VERIFICATIONS[inJs.verification]}`;
  return client.lookup(inJs).then(asInC);
}

// Does a step; returns the answer and what is expected of it.
async function act(client, watches, step) {
  if (step.call !== undefined) {
    return [await client.call(step.call, step.request ?? {}), step.response];
  }
  if (step.lookup !== undefined) return [await lookUp(client, step.lookup), step.card];
  if (step.watch !== undefined) {
    const watch = client.watch({ ...step.watch, timeoutMs: 10_000 });
    watches[step.as] = { watch, events: watch[Symbol.asyncIterator]() };
    await watch.ready;
    return [undefined, undefined];
  }
  if (step.next !== undefined) {
    const { watch, events } = watches[step.next];
    const timer = setTimeout(() => watch.close(), 10_000);
    const { value, done } = await events.next();
    clearTimeout(timer);
    assert.ok(!done, 'no event came in 10 seconds');
    return [value, step.event];
  }
  assert.ok(step.close !== undefined, `an unknown step: ${JSON.stringify(step)}`);
  watches[step.close].watch.close();
  return [undefined, undefined];
}

async function runStep(client, watches, saved, step) {
  const { save = {}, ...rest } = step;
  const filled = fill(rest, saved);
  let answer;
  try {
    answer = await act(client, watches, filled);
  } catch (error) {
    if (error.name !== 'RingbackError' || !filled.error) throw error;
    expectHolds(filled.error, error, 'error');
    return;
  }
  assert.ok(!filled.error, `expected ${JSON.stringify(filled.error)}, got ${JSON.stringify(answer[0])}`);
  const [got, expected] = answer;
  if (expected !== undefined) expectHolds(expected, got, 'answer');
  for (const [name, path] of Object.entries(save)) {
    const value = path.split('.').reduce((at, key) => at?.[key], got);
    assert.equal(typeof value, 'string', `nothing to save at ${path}`);
    saved[name] = value;
  }
}

async function runScenario(scenario, target) {
  const client = await open(target);
  const watches = {};
  const saved = {};
  try {
    for (const [i, step] of scenario.steps.entries()) {
      try {
        await runStep(client, watches, saved, step);
      } catch (error) {
        error.message = `step ${i + 1}, ${JSON.stringify(step)}: ${error.message}`;
        throw error;
      }
    }
  } finally {
    await client.close();
  }
}

assert.ok(scenarios.length > 0);
for (const scenario of scenarios) {
  test(`${scenario.name} on a file`, () => runScenario(scenario, `sqlite:${scratchFolder()}/calls.db`));
  test(`${scenario.name} against a server`, async () => {
    const server = await startServer();
    try {
      await runScenario(scenario, server.address);
    } finally {
      await server.stop();
    }
  });
}
