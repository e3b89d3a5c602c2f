import { codesOf } from '../../platform/enum';
import type { ReadingStateCode } from './review.types';

export const ReadingState = codesOf<ReadingStateCode>('ReadingState', '一次评阅的状态', {
  ASSIGNED: '评阅中',
  SUBMITTED: '已提交',
  STOPPED: '已停止',
});

/** Why a reading was stopped, as its reader may know it: who objected, or from what a conflict was seen, would tell whose file it is. */
export type StopCauseShown = 'RECUSAL' | 'UNAVAILABLE' | 'FILE_WITHDRAWN';
const STOP_TEXTS: Readonly<Record<StopCauseShown, string>> = {
  RECUSAL: '后来认定您对本卷须回避；依据何在、由谁提出，不向评估人说明',
  UNAVAILABLE: '评估组织人认为您这段时间不能评阅，已改由他人评阅',
  FILE_WITHDRAWN: '本卷已退出这次评估，所有评阅都已停止，与您的评阅无关',
};
export const ReadingStopCause = codesOf<StopCauseShown>('ReadingStopCause', '评阅停止的原因', {
  RECUSAL: '须回避',
  UNAVAILABLE: '评估人不能评阅',
  FILE_WITHDRAWN: '案卷退出评估',
});

export function stopShown(reason: string | null): { cause: StopCauseShown; text: string } | null {
  if (!reason) return null;
  const cause = reason === 'UNAVAILABLE' || reason === 'FILE_WITHDRAWN' ? reason : 'RECUSAL';
  return { cause, text: STOP_TEXTS[cause] };
}

export const ReadingPart = codesOf<'READER' | 'GROUP'>('ReadingPart', '评阅的职责；第三名评估人与其他评估人相同显示', {
  READER: '独立评阅',
  GROUP: '集体评议的成员',
});

export const BlindPaperState = codesOf<'READY' | 'WITHHELD'>('BlindPaperState', '盲评材料可否查看', {
  READY: '可以查看',
  WITHHELD: '暂不提供',
});

export const WithheldReason = codesOf<'NOT_CLEARED' | 'NO_PAGES' | 'WITHDRAWN'>(
  'WithheldReason',
  '材料暂不提供的原因',
  {
    NOT_CLEARED: '遮蔽尚未核定',
    NO_PAGES: '没有可以显示的页',
    WITHDRAWN: '材料已撤回',
  },
);
