import { constraintMeans } from '../platform/constraints';

const meanwhile = '与另一人的操作冲突，请刷新后重试';

// What the database says when it stops an act that the rules let pass a moment ago.
constraintMeans('subsidy_release_pkey', 'ALREADY_RELEASED', '这笔补贴已经发放');
constraintMeans('release_follows_void', 'ALREADY_RELEASED', '这笔补贴已经发放，撤销后才能再次发放');
constraintMeans('release_needs_signature', 'RELEASE_GATE_CLOSED', '没有质量审查负责人签字确认合格的检查');
constraintMeans('release_after_reopening', 'RELEASE_GATE_CLOSED', '质量检查已重开，原签字作废');
constraintMeans('release_of_changed_file', 'RELEASE_GATE_CLOSED', '签字之后卷宗有变动，签字不再涵盖');
constraintMeans('release_while_held', 'RELEASE_GATE_CLOSED', '发放被暂缓');
constraintMeans('release_of_old_amount', 'CHANGED_MEANWHILE', '金额刚被改动，请重新核对');
constraintMeans('release_of_own_adjustment', 'RELEASE_GATE_CLOSED', '金额由您本人调整过，须由另一人发放');
constraintMeans('release_to_public_payroll', 'RELEASE_GATE_CLOSED', '收款人属于财政供养人员，不领取办案补贴');
constraintMeans('release_needs_releaser', 'RELEASE_GATE_CLOSED', '发放人在本案另有承办、检查或者签字的身份');
constraintMeans('release_void_pkey', 'CHANGED_MEANWHILE', '这笔发放刚被撤销');
constraintMeans('second_finance_officer', 'SECOND_OFFICER_NEEDED', '撤销发放须由另一名财务人员进行');
constraintMeans('hold_of_released', 'ALREADY_RELEASED', '这笔补贴已经发放，不能暂缓');
constraintMeans('hold_lift_pkey', 'CHANGED_MEANWHILE', '这项暂缓刚被解除');
constraintMeans('amount_of_released', 'ALREADY_RELEASED', '这笔补贴已经发放，金额不能再改');
constraintMeans('amount_versions_follow', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('subsidy_amount_pkey', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('subsidy_engagement_id_key', 'CHANGED_MEANWHILE', meanwhile);
constraintMeans('tariffs_do_not_overlap', 'TARIFF_OVERLAPS', '同一司法局的两版补贴标准施行日期重叠');
constraintMeans('tariff_edition_bureau_id_in_force_from_key', 'TARIFF_OVERLAPS', '该日起施行的补贴标准已经录入');
