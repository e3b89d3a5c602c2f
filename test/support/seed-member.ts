import type { Answer, Row, World } from './world';

interface Who {
  readonly accountId: string;
  readonly personId: string;
  readonly login: string;
  readonly password: string;
  readonly name: string;
  /** Null for a second account of a person who was there. */
  readonly idNumber: string | null;
}

/** Somebody with an account. `token` is fresh when the member is made; `send` signs in anew when the clock has moved. */
export class Member {
  readonly accountId: string;
  readonly personId: string;
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly idNumber: string | null;
  token = '';
  private at = 0;

  constructor(
    private readonly world: World,
    who: Who,
  ) {
    this.accountId = who.accountId;
    this.personId = who.personId;
    this.login = who.login;
    this.password = who.password;
    this.name = who.name;
    this.idNumber = who.idNumber;
  }

  /** Signs in again: after the clock was moved, or after an appointment. */
  async fresh(): Promise<string> {
    const { signIn } = await this.world.send(
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { token } ... on Refusal { message } } }',
      { input: { login: this.login, password: this.password } },
    );
    if (!signIn.token) throw new Error(`${this.login}: ${signIn.message}`);
    this.token = signIn.token;
    this.at = this.world.clock.now().getTime();
    return this.token;
  }

  async send(query: string, variables: Row = {}): Promise<Answer> {
    return this.world.send(query, variables, await this.current());
  }

  /** The whole answer, errors included. */
  async sendRaw(query: string, variables: Row = {}) {
    return this.world.sendRaw(query, variables, await this.current());
  }

  /** A token that still holds. */
  async current(): Promise<string> {
    const age = this.world.clock.now().getTime() - this.at;
    return age < 0 || age > 20 * 60_000 || !this.token ? this.fresh() : this.token;
  }
}
