import { stopOnSignal } from '../../support/test-server';
import { diskFull } from './disk-full';
import { killRelease } from './kill-release';
import { mixed } from './mixed';
import { Findings, takeAway } from './support';
import { uploads } from './uploads';

/** Each takes its own options, reports as it goes, and gives its figures in one line. */
const cases: Readonly<Record<string, (args: string[], findings: Findings) => Promise<string>>> = {
  'kill-release': killRelease,
  uploads,
  mixed,
  'disk-full': diskFull,
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const run = cases[name];
  if (!run) {
    console.error(`npm run bench:faults -- <case> [options], case: ${Object.keys(cases).join(', ')}`);
    return 2;
  }
  stopOnSignal(takeAway);
  const findings = new Findings();
  try {
    const summary = await run(args, findings);
    findings.say(`${name}: ${summary}`);
    findings.say(
      findings.wrong.length ? `${findings.wrong.length} WRONG\n${findings.wrong.join('\n')}` : 'nothing wrong',
    );
    return findings.wrong.length ? 1 : 0;
  } finally {
    await takeAway();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
