import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';

export const AUDIENCE = 'anzhi-desk';

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly publicJwk: JWK;
}

/** An issuer on this machine that signs whatever a test asks for; its keys can be rotated, and it can be away. */
export class TestIssuer {
  private keys: Key[] = [];
  private made = 0;
  private server: Server | null = null;
  private closed: NetServer | null = null;
  private port = 0;
  /** How often its keys were asked for. */
  asked = 0;
  /** How often somebody came while it was away. */
  knocked = 0;

  static async open(): Promise<TestIssuer> {
    const issuer = new TestIssuer();
    await issuer.rotate();
    await issuer.start();
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get current(): Key {
    return this.keys.at(-1) as Key;
  }
  /** What anybody can read. */
  get publicKeys(): JWK[] {
    return this.keys.map(({ publicJwk }) => publicJwk);
  }

  async makeKey(alg = 'RS256'): Promise<Key> {
    this.made += 1;
    const kid = `key-${this.made}`;
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  }

  /** A new key; `keep` leaves the old ones in the set. */
  async rotate(alg = 'RS256', keep = false): Promise<void> {
    const key = await this.makeKey(alg);
    this.keys = keep ? [...this.keys, key] : [key];
  }

  /** A key of the set that is not the current one. */
  async publish(alg: string): Promise<Key> {
    const key = await this.makeKey(alg);
    this.keys = [key, ...this.keys];
    return key;
  }

  /** Its place is there, and answers nobody. */
  async goAway(): Promise<void> {
    await this.stop();
    const closed = createNetServer((socket) => {
      this.knocked += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => closed.listen(this.port, '127.0.0.1', done));
    this.closed = closed;
  }

  async start(): Promise<void> {
    await this.stop();
    const server = createServer((request, response) => {
      const send = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      if (request.url === '/.well-known/openid-configuration') send({ issuer: this.url, jwks_uri: `${this.url}/jwks` });
      else if (request.url === '/jwks') {
        this.asked += 1;
        send({ keys: this.publicKeys });
      } else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server, closed } = this;
    this.server = null;
    this.closed = null;
    server?.closeAllConnections();
    for (const each of [server, closed]) if (each) await new Promise((done) => each.close(done));
  }

  /** A token as this issuer makes it; claims and header given are put over it, `undefined` takes a claim away. */
  async token(
    now: Date,
    claims: JWTPayload,
    { header = {}, key = this.current }: { header?: Partial<JWTHeaderParameters>; key?: Key } = {},
  ): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1000);
    const payload = { iss: this.url, aud: AUDIENCE, iat: seconds, exp: seconds + 300, ...claims };
    return new SignJWT(JSON.parse(JSON.stringify(payload)))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
      .sign(key.privateKey);
  }
}
