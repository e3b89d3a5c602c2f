import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleCsv, sampleXlsx } from './register';

/** Writes the sample register to look at: `npm run register-sample -- <folder>`. */
async function main(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'register-gb18030.csv'), sampleCsv());
  writeFileSync(join(folder, 'register.xlsx'), await sampleXlsx());
  process.stdout.write(`${join(folder, 'register-gb18030.csv')}\n${join(folder, 'register.xlsx')}\n`);
}

main(process.argv[2] ?? 'samples');
