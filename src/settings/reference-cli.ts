import { writeFileSync } from 'node:fs';
import { settings } from '../config';
import { configurationReference } from './reference';

writeFileSync('CONFIGURATION.md', configurationReference(settings));
