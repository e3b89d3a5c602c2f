import { codesOf } from '../../platform/enum';
import type { ReadingStateCode } from './review.types';

export const ReadingState = codesOf<ReadingStateCode>('ReadingState', '一次评阅的状态', {
  ASSIGNED: '评阅中',
  SUBMITTED: '已提交',
  STOPPED: '已停止',
});

export const ReadingPart = codesOf<'READER' | 'GROUP'>('ReadingPart', '评阅的职责；第三人与其他评阅人相同显示', {
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
