import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** What the first page shows in demo mode. */
export interface Welcome {
  readonly password: string;
  readonly pin: string;
  readonly accounts: readonly { readonly login: string; readonly who: string }[];
  readonly steps: readonly {
    readonly title: string;
    readonly who: string;
    readonly query: string;
    readonly variables?: string;
  }[];
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);

const style = `body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{margin-bottom:0}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}
pre{background:#f5f5f2;border:1px solid #ddd;padding:.6rem;overflow:auto;font-size:14px}code{background:#f5f5f2}.who{color:#666}`;

const page = (title: string, body: string) =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style><body>${body}</body></html>`;

const plainPage = page(
  '案质 Anzhi',
  '<h1>案质 Anzhi</h1><p>法律援助案件质量平台。接口在 <code>POST /graphql</code>。</p>',
);

const ideLine =
  '<a href="/ide">打开查询界面（IDE）</a>：先运行 <code>signIn</code>，把得到的 token 填进下方 Headers：<code>{"authorization": "Bearer …"}</code>';
const noIdeLine =
  '查询界面（IDE）随开发用的软件包安装，这里没有；接口在 <code>POST /graphql</code>。The IDE comes with the development packages, which are not installed here.';

const welcomePage = ({ password, pin, accounts, steps }: Welcome, ide: boolean) =>
  page(
    '案质 Anzhi',
    `<h1>案质 Anzhi</h1><p>法律援助案件质量平台 · 预演城市（人物均为虚构）。<br>A GraphQL platform that keeps the quality of legal-aid cases. This is a rehearsal city; all people are invented.</p>
<p>${ide ? ideLine : noIdeLine}</p>
<h2>账号 Accounts</h2><p>密码 password：<code>${escapeHtml(password)}</code>　签名PIN signing PIN：<code>${escapeHtml(pin)}</code></p>
<table><tr><th>账号 login</th><th>岗位 role</th></tr>${accounts
      .map(({ login, who }) => `<tr><td><code>${escapeHtml(login)}</code></td><td>${escapeHtml(who)}</td></tr>`)
      .join('')}</table>
<h2>五分钟 Five minutes</h2>${steps
      .map(
        ({ title, who, query, variables }, index) =>
          `<h3>${index + 1}. ${escapeHtml(title)} <span class="who">${escapeHtml(who)}</span></h3><pre>${escapeHtml(query)}</pre>${
            variables ? `<p>变量 variables：</p><pre>${escapeHtml(variables)}</pre>` : ''
          }`,
      )
      .join('')}`,
  );

const idePage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>案质 IDE</title>
<link rel="stylesheet" href="/assets/graphiql.min.css"><style>html,body,#ide{height:100%;margin:0}</style>
<body><div id="ide"></div><script src="/assets/react.production.min.js"></script><script src="/assets/react-dom.production.min.js"></script>
<script src="/assets/graphiql.min.js"></script><script src="/assets/ide.js"></script></body></html>`;

const ideScript = `ReactDOM.createRoot(document.getElementById('ide')).render(React.createElement(GraphiQL,{
fetcher:GraphiQL.createFetcher({url:'/graphql'}),shouldPersistHeaders:true,defaultEditorToolsVisibility:'headers',
defaultQuery:'mutation { signIn(input: {login: "finance.chaoyang", password: "…"}) { ... on SignInSuccess { token } ... on Refusal { code message } } }'}));`;

type Assets = ReadonlyMap<string, { readonly type: string; readonly path: string }>;

const installed = (name: string): string | null => {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
};

/** The IDE is served from the installed packages and works without the internet; a production install has none of them. */
function packaged(): Assets | null {
  const [graphiql, react, dom] = ['graphiql', 'react', 'react-dom'].map(installed);
  if (!graphiql || !react || !dom) return null;
  const script = 'text/javascript';
  return new Map([
    ['graphiql.min.css', { type: 'text/css', path: join(graphiql, 'graphiql.min.css') }],
    ['graphiql.min.js', { type: script, path: join(graphiql, 'graphiql.min.js') }],
    ['react.production.min.js', { type: script, path: join(react, 'umd/react.production.min.js') }],
    ['react-dom.production.min.js', { type: script, path: join(dom, 'umd/react-dom.production.min.js') }],
  ]);
}

/** The pages that a person may open in a browser; the IDE and the accounts only in demo mode. */
export function registerPages(app: FastifyInstance, welcome: Welcome | null, assets = packaged()): void {
  const html = (text: string) => ({ type: 'text/html; charset=utf-8', text });
  const first = html(welcome ? welcomePage(welcome, assets !== null) : plainPage);
  app.get('/', async (_request, reply) => reply.type(first.type).send(first.text));
  if (!welcome || !assets) return;
  app.get('/ide', async (_request, reply) => reply.type('text/html; charset=utf-8').send(idePage));
  app.get('/assets/ide.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(ideScript));
  for (const [name, { type, path }] of assets) {
    const bytes = readFileSync(path);
    app.get(`/assets/${name}`, async (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).header('cache-control', 'max-age=86400').send(bytes),
    );
  }
}
