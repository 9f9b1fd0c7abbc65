// json-rules-engine on the rules of config.json. Called with the folder that has it in node_modules and a file of signals; for each line on
// its standard input it plays all signals once and answers with the time that took and how often each rule counted.
//
// It gets the easier work: limits and sums are plain JavaScript around it, points do not decay, nothing is explained. See README.md.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [tools, file] = process.argv.slice(2);
const { Engine } = createRequire(tools + '/')('json-rules-engine');
const signals = JSON.parse(readFileSync(file, 'utf8'));

// Of a fact with a priority the engine looks at the value before it looks at others, and stops when the condition fails.
const on = (signal) => ({ fact: 'signal', operator: 'equal', value: signal, priority: 10 });
const is = (fact, value) => ({ fact, operator: 'equal', value });
const among = (fact, value) => ({ fact, operator: 'in', value });
const below = (fact, value) => ({ fact, operator: 'lessThan', value });
const atLeast = (fact, value) => ({ fact, operator: 'greaterThanInclusive', value });
const atMost = (fact, value) => ({ fact, operator: 'lessThanInclusive', value });

const rules = [
  ['saw-home', 5, { max: 1, per: 'session' }, [on('page_view'), is('role', 'home')]],
  ['saw-pricing', 20, { max: 2, per: 'session' }, [on('page_view'), is('role', 'pricing')]],
  ['home-then-pricing', 15, { max: 1, per: 'session' }, [on('page_view'), is('role', 'pricing'), atMost('sinceHome', 1_800_000)]],
  ['saw-docs', 2, { max: 5, per: 'day' }, [on('page_view'), is('role', 'docs')]],
  ['saw-proof', 4, null, [on('page_view'), is('role', 'case-study')]],
  ['looking-for-a-job', -30, { max: 1, per: 'session' }, [on('page_view'), is('role', 'careers')]],
  ['read-docs', 10, { max: 3, per: 'day' }, [on('engaged'), is('role', 'docs'), below('before', 60), atLeast('seconds', 60)]],
  ['stayed', 3, null, [on('engaged'), below('before', 30), atLeast('seconds', 30)]],
  ['read-to-the-end', 8, { max: 1, per: 'page' }, [on('scroll'), is('role', 'case-study'), below('before', 90), atLeast('percent', 90)]],
  ['half-way', 2, null, [on('scroll'), below('before', 50), atLeast('percent', 50)]],
  ['compared-plans', 6, null, [on('scroll'), is('role', 'pricing'), below('before', 75), atLeast('percent', 75)]],
  ['pressed-buy', 12, { max: 1, per: 'session' }, [on('click'), is('selector', '#buy')]],
  ['asked-for-a-demo', 8, null, [on('click'), is('name', 'demo')]],
  ['downloaded', 15, { max: 2, per: 'visitor' }, [on('download'), among('extension', ['pdf', 'zip'])]],
  ['went-to-partner', 3, null, [on('outbound'), { fact: 'host', operator: 'atHost', value: 'partner.example' }]],
  ['copied-code', 2, { max: 3, per: 'session' }, [on('copy'), is('role', 'docs')]],
  ['watched-film', 5, null, [on('media'), below('before', 50), atLeast('percent', 50)]],
  ['searched-for-prices', 6, null, [on('site_search'), is('parameter', 'q'), { fact: 'words', operator: 'hasText', value: 'price' }]],
  ['came-back', 10, null, [on('session_start'), atLeast('number', 2)]],
  ['trial-started', 40, null, [on('custom'), is('name', 'trial_started'), among('plan', ['pro', 'team'])]],
];

const engine = new Engine([], { allowUndefinedFacts: true });
engine.addOperator('atHost', (host, wanted) => host === wanted || host.endsWith('.' + wanted));
engine.addOperator('hasText', (text, wanted) => text.toLowerCase().includes(wanted));
for (const [rule, points, limit, all] of rules) engine.addRule({ conditions: { all }, event: { type: rule, params: { rule, points, limit } } });

/** Plays all signals as one new visitor; how often each rule counted, and the points. */
const play = async () => {
  const visit = { page: 0, session: 0, day: 0, home: NaN, engaged: 0, scrolled: 0, played: -1 };
  const counts = {}; // How often each rule has counted,
  const within = {}; // and how often in the stretch of its limit under way.
  let sum = 0;
  for (const signal of signals) {
    const facts = { ...signal };
    visit.day = signal.day;
    switch (signal.signal) {
      case 'page_view':
        visit.page += 1;
        visit.engaged = visit.scrolled = 0;
        visit.played = -1;
        facts.sinceHome = signal.at - visit.home;
        if (signal.role === 'home') visit.home = signal.at;
        break;
      case 'session_start':
        visit.session += 1;
        break;
      case 'engaged':
        facts.before = visit.engaged;
        visit.engaged = Math.max(visit.engaged, signal.seconds);
        break;
      case 'scroll':
        facts.before = visit.scrolled;
        visit.scrolled = Math.max(visit.scrolled, signal.percent);
        break;
      case 'media':
        facts.before = visit.played;
        visit.played = Math.max(visit.played, signal.percent);
        break;
      case 'download':
        facts.extension = signal.file.split('.').pop();
        break;
    }
    const { events } = await engine.run(facts);
    for (const { params } of events) {
      const { rule, points, limit } = params;
      if (limit) {
        const stretch = visit[limit.per] ?? 0;
        if (within[rule]?.stretch !== stretch) within[rule] = { stretch, count: 0 };
        if (within[rule].count >= limit.max) continue;
        within[rule].count += 1;
      }
      counts[rule] = (counts[rule] ?? 0) + 1;
      sum += points;
    }
  }
  return { counts, sum };
};

for await (const _ of createInterface({ input: process.stdin })) {
  const started = process.hrtime.bigint();
  const { counts } = await play();
  console.log(JSON.stringify({ nanoseconds: Number(process.hrtime.bigint() - started), counts }));
}
