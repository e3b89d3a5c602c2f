import { createServer } from 'node:http';
import Provider from 'oidc-provider';

/**
 * A certified OpenID provider as a process of its own: `real-issuer.js PORT JWKS`. Anybody may sign in under any name,
 * as its own pages for development allow.
 */
const [port = '', jwks = ''] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  jwks: JSON.parse(jwks),
  clients: [
    {
      client_id: 'anzhi-desk',
      client_secret: 'a-secret-of-a-test',
      redirect_uris: ['https://desk.example/callback'],
      require_auth_time: true,
      response_types: ['code'],
    },
  ],
  cookies: { keys: ['a-key-of-a-test'] },
  pkce: { required: () => false },
});
createServer(provider.callback()).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
