import { z } from 'zod';

interface Shown {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

const values = ({ type, enum: choices, minimum, maximum }: Shown): string => {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(' ');
  if (type === 'integer' || type === 'number') return `${minimum} – ${maximum}`;
  return '';
};

const cell = (text: unknown): string => String(text ?? '').replaceAll('|', '\\|');

/** CONFIGURATION.md, from the schema that reads the settings. */
export function configurationReference(settings: z.ZodObject): string {
  const lines = Object.entries(settings.shape).map(([name, schema]) => {
    const meta = (schema as z.ZodType).meta() ?? {};
    const shown = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Shown;
    const fallback = shown.default === undefined || shown.default === '' ? '' : `\`${shown.default}\``;
    const secret = meta.secret === true ? `是 yes: or \`${name}_FILE\`` : '';
    return `| \`${name}\` | ${[fallback, values(shown), meta.unit, secret, meta.description, meta.zh].map(cell).join(' | ')} |`;
  });
  return `# 设置 Configuration

Printed from src/config.ts by \`npm run configuration\`; a test compares. All settings are environment variables. An empty one
counts as absent, an unknown \`ANZHI_…\` stops the start. A secret \`X\` can be given as \`X_FILE\`, the path of a file that holds it.

由 \`npm run configuration\` 按 src/config.ts 生成，有测试比对。全部设置都是环境变量；空值等于未设，不认识的 \`ANZHI_…\` 使启动停下；机密设置 \`X\` 可改用 \`X_FILE\` 给出文件路径。

| 设置 setting | 默认 default | 取值 values | 单位 unit | 机密 secret | meaning | 含义 |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}
