/** What graphql-js says of one value, in plain Chinese. Its own words hold the value, which may be anybody's name. */
const REASONS: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^Int cannot represent non 32-bit signed integer value/, () => '须为−2147483648至2147483647之间的整数'],
  [/^Int cannot represent non-integer value/, () => '须为整数'],
  [/^Float cannot represent/, () => '须为数字'],
  [/^String cannot represent/, () => '须为文字'],
  [/^Boolean cannot represent/, () => '须为 true 或者 false'],
  [/^ID cannot represent/, () => '须为编号'],
  [/^(Value|Enum) ".*cannot represent|^Value ".*" does not exist in "(\w+)" enum/s, () => '不是允许的取值'],
  [/^Enum "(\w+)" cannot represent/, () => '不是允许的取值'],
  [/^Field "(\w+)" of required type "[^"]*" was not provided/, (match) => `缺少 ${match[1]}`],
  [/^Field "(\w+)" is not defined by type/, (match) => `没有 ${match[1]} 这一项`],
  [/^Expected non-nullable type "[^"]*" not to be null/, () => '不能为空'],
  [/^Expected type "[^"]*" to be an object/, () => '须为对象'],
  [/^Expected value of type "[^"]*", found [\s\S]*; ([^;]*[\u4e00-\u9fff][^;]*)$/, (match) => String(match[1])],
  [/^Expected value of type "([^"]*)"/, (match) => `须为 ${match[1]} 类型的值`],
];

const reasonOf = (text: string): string | null => {
  for (const [pattern, say] of REASONS) {
    const match = pattern.exec(text);
    if (match) return say(match);
  }
  return /^[^"]*[\u4e00-\u9fff]/.test(text) ? text : null;
};

const SHOWN = 300;
const short = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** `; ` ends the value; what follows is the reason. The value itself may hold the same signs, so the last one counts. */
const VARIABLE = /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "([\w.[\]]+)")?; ([\s\S]*)$/;

/**
 * A refusal of GraphQL itself in plain Chinese: what is wrong and where. Values are not repeated; names of fields that
 * a developer needs stay in the words of graphql-js.
 */
export function plainMessage(message: string, code: string): string {
  const variable = VARIABLE.exec(message);
  if (variable) {
    const tail = variable[3] as string;
    const reason = tail
      .split('; ')
      .map(reasonOf)
      .findLast((each) => each !== null);
    return `变量 ${variable[2] ?? variable[1]} 的值无效：${reason ?? '类型不符'}`;
  }
  const missing =
    /^Variable "\$(\w+)" of (?:required|non-null) type "[^"]*" (?:was not provided|must not be null)/.exec(message);
  if (missing) return `缺少变量 ${missing[1]}`;
  const reason = reasonOf(message);
  if (reason) return /[\u4e00-\u9fff]/.test(message) && reason === message ? message : `查询中的值无效：${reason}`;
  if (/introspection is not allowed/i.test(message)) return '不提供结构查询（introspection）';
  const long = /Document contains more that (\d+) tokens/.exec(message);
  if (long) return `查询过长，上限${long[1]}个词元`;
  if (/^Syntax Error: Maximum call stack|^Maximum call stack/.test(message)) return '查询层级过深';
  if (code === 'GRAPHQL_PARSE_FAILED') return `查询的语法有误：${short(message)}`;
  if (code === 'GRAPHQL_VALIDATION_FAILED') return `查询与接口不符：${short(message)}`;
  return `请求有误：${short(message)}`;
}
