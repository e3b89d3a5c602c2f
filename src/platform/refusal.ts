import { createUnionType, Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import type { Cure, Decision, Finding } from '../regulation/rule';

@ObjectType({ description: '补正办法：做什么、由谁、何时之前' })
export class CureView implements Cure {
  @Field({ description: '做什么' }) text!: string;
  @Field({ description: '由谁（岗位代码，或 RECIPIENT、CASE_ORGAN）' }) by!: string;
  @Field(() => String, { nullable: true, description: '最迟日期（YYYY-MM-DD）；无期限为空' }) before!: string | null;
}

@ObjectType({ description: '依据的事实' })
export class FactView {
  @Field() name!: string;
  @Field(() => String, { nullable: true }) value!: string | null;
}

@ObjectType('Finding', { description: '一项条件的认定：是否满足、依据哪条规定、如何补正' })
export class FindingView {
  @Field({ description: '规则代码' }) rule!: string;
  @Field({ description: '是否满足' }) met!: boolean;
  @Field(() => [String], { description: '依据的规定编号' }) provisions!: readonly string[];
  @Field({ description: '来源性质：SOURCE、LAW、LOCAL、INFERRED、HOUSE' }) provenance!: string;
  @Field({ description: '说明' }) text!: string;
  @Field(() => [FactView], { description: '依据的事实（编号、日期、数目）' }) facts!: FactView[];
  @Field(() => CureView, { nullable: true, description: '未满足时如何补正' }) cure!: CureView | null;
}

@ObjectType('Decision', { description: '决定：结论与全部认定' })
export class DecisionView {
  @Field() gate!: string;
  @Field({ description: '是否放行' }) open!: boolean;
  @Field(() => [FindingView]) findings!: FindingView[];
}

export const viewFinding = (finding: Finding): FindingView => ({
  ...finding,
  facts: Object.entries(finding.facts).map(([name, value]) => ({ name, value: value === null ? null : String(value) })),
});

export const viewDecision = (decision: Decision): DecisionView => ({
  gate: decision.gate,
  open: decision.open,
  findings: decision.findings.map(viewFinding),
});

@InterfaceType({ description: '拒绝：代码给机器，说明给人', resolveType: (value: Refusal) => value.constructor.name })
export abstract class Refusal {
  @Field({ description: '代码' }) code!: string;
  @Field({ description: '说明' }) message!: string;
  @Field(() => [FindingView], { description: '全部认定；与规则无关的拒绝为空' }) findings!: FindingView[];
}

@ObjectType({ description: '输入有误的一处' })
export class InputProblem {
  @Field({ description: '字段路径，如 input.pages' }) path!: string;
  @Field() message!: string;
}

@ObjectType({ implements: Refusal, description: '输入有误：逐项列出' })
export class InputRefusal extends Refusal {
  @Field(() => [InputProblem]) problems!: InputProblem[];
}

@ObjectType({
  implements: Refusal,
  description:
    '无权或不存在：NOT_SIGNED_IN、PASSWORD_MUST_BE_CHANGED、FORBIDDEN、NOT_FOUND、SIGN_IN_REFUSED、SIGN_IN_CLOSED、TOO_MANY_ATTEMPTS',
})
export class AccessRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '状态不允许，或与他人的操作冲突' })
export class StateRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '规则不允许：全部条件的认定' })
export class RuleRefusal extends Refusal {}

export type AnyRefusal = InputRefusal | AccessRefusal | StateRefusal | RuleRefusal;

/** Thrown inside an act; rolls it back and becomes a member of the result union. */
export class Refused extends Error {
  constructor(readonly refusal: AnyRefusal) {
    super(refusal.message);
  }

  /** What failed on our side, for the log only: whoever is refused is told to come again, whoever operates is told why. */
  because(failure: unknown): this {
    this.cause = failure;
    return this;
  }
}

export const inputRefusal = (problems: InputProblem[]): InputRefusal =>
  Object.assign(new InputRefusal(), {
    code: 'INVALID_INPUT',
    message: `输入有误：${problems.map((problem) => `${problem.path} ${problem.message}`).join('；')}`,
    findings: [],
    problems,
  });

export const accessRefusal = (
  code:
    | 'NOT_SIGNED_IN'
    | 'PASSWORD_MUST_BE_CHANGED'
    | 'FORBIDDEN'
    | 'NOT_FOUND'
    | 'SIGN_IN_REFUSED'
    | 'SIGN_IN_CLOSED'
    | 'TOO_MANY_ATTEMPTS',
  message?: string,
): AccessRefusal =>
  Object.assign(new AccessRefusal(), {
    code,
    message:
      message ??
      {
        NOT_SIGNED_IN: '请先登录',
        PASSWORD_MUST_BE_CHANGED: '首次密码他人也知道，请先修改密码，再做其他事',
        FORBIDDEN: '您的岗位不能做这件事',
        NOT_FOUND: '没有找到',
        SIGN_IN_REFUSED: '登录未成功',
        SIGN_IN_CLOSED: '不用密码登录',
        TOO_MANY_ATTEMPTS: '失败次数过多，请稍后再试',
      }[code],
    findings: [],
  });

/** Not there, or not within the actor's scope: the two are told apart by nothing. */
export const notFound = () => new Refused(accessRefusal('NOT_FOUND'));
export const forbidden = (message?: string) => new Refused(accessRefusal('FORBIDDEN', message));
export const conflict = (code: string, message: string, findings: readonly Finding[] = []) =>
  new Refused(Object.assign(new StateRefusal(), { code, message, findings: findings.map(viewFinding) }));
export const badInput = (path: string, message: string) => new Refused(inputRefusal([{ path, message }]));

/** A closed gate, with every finding; the message names the unmet ones. */
export const ruleRefusal = (code: string, decision: Decision): RuleRefusal => {
  const unmet = decision.findings.filter((finding) => !finding.met);
  return Object.assign(new RuleRefusal(), {
    code,
    message: unmet.map((finding) => finding.text).join('；'),
    findings: decision.findings.map(viewFinding),
  });
};

/** Throws unless the decision is open. */
export function requireOpen(code: string, decision: Decision): void {
  if (!decision.open) throw new Refused(ruleRefusal(code, decision));
}

@ObjectType({ description: '回执：这次操作在台账中的一行' })
export class Receipt {
  @Field(() => ID, { nullable: true, description: '台账编号；预演没有' }) entryId!: string | null;
  @Field({ description: '时间' }) at!: Date;
  @Field({ description: '是否预演：一切照做，随后撤回' }) preview!: boolean;
  @Field({ description: '是否重复提交：返回第一次的结果' }) replayed!: boolean;
}

@InterfaceType({ description: '操作已完成', resolveType: (value: ActSuccess) => value.constructor.name })
export abstract class ActSuccess {
  @Field(() => Receipt) receipt!: Receipt;
}

type Constructor<T> = new () => T;

/** The result union of one mutation: its success or any kind of refusal. */
export const resultOf = <T extends ActSuccess>(success: Constructor<T>) => {
  const name = success.name.replace(/Success$/, 'Result');
  const union = createUnionType({
    name,
    description: '成功，或拒绝的一种',
    types: () => [success, InputRefusal, AccessRefusal, StateRefusal, RuleRefusal] as const,
    resolveType: (value: object) => value.constructor.name,
  });
  return union as unknown as T | AnyRefusal;
};
