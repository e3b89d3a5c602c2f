import { AccountResolver } from './account.resolver';
import { AppointmentResolver } from './appointment.resolver';
import { DeadlineResolver } from './deadline.resolver';
import { HistoryResolver } from './history.resolver';
import { IdentityResolver } from './identity.resolver';
import { LocalLawResolver } from './local-law.resolver';
import { PasswordResetResolver } from './password-reset.resolver';
import { PersonNameResolver } from './person-name.resolver';
import { PlaceResolver } from './place.resolver';
import { PractitionerResolver } from './practitioner.resolver';
import { SignInResolver } from './sign-in.resolver';

export const organizationResolvers = [
  SignInResolver,
  AccountResolver,
  IdentityResolver,
  AppointmentResolver,
  PasswordResetResolver,
  PersonNameResolver,
  PlaceResolver,
  PractitionerResolver,
  LocalLawResolver,
  DeadlineResolver,
  HistoryResolver,
] as const;
