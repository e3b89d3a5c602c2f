import { oneBy } from '../platform/loader';
import { CommitmentTextRow, QualityCommitmentRow } from './commitment.entity';

export const commitmentTextById = oneBy(CommitmentTextRow, 'id', 'id');
/** Without an access check: for fields of things that are themselves within scope. */
export const commitmentById = oneBy(QualityCommitmentRow, 'id', 'id');
