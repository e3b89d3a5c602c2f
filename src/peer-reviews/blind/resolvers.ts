import './entering.service';
import { RedactionResolver } from './redaction.resolver';
import { UnblindingResolver } from './unblinding.resolver';

export const blindResolvers = [RedactionResolver, UnblindingResolver] as const;
