import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { mayReadHistory } from '../platform/history';
import { isId } from '../platform/ids';
import { ledgerSeal, type ThingKind } from '../platform/ledger';
import { LedgerEntryRow } from '../platform/ledger.entity';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { notFound } from '../platform/refusal';
import { LedgerLine, ThingKindEnum } from './history.types';
import { readsBlindOnly, signedIn } from './organization.access';
import './organization.history';
import { personById } from './person.loaders';
import { Person } from './person.types';

const HistoryConnection = connectionOf(LedgerLine, 'History');

@Resolver(() => LedgerLine)
export class HistoryResolver {
  @Query(() => HistoryConnection, {
    description:
      '一件事物的历史：台账中与它有关的各行，新的在前，也含被拒绝的操作。看不到的与不存在的一样，为 NOT_FOUND',
  })
  async history(
    @Ctx() context: Context,
    @Arg('kind', () => ThingKindEnum) kind: ThingKind,
    @Arg('id', () => ID) id: string,
    @Args() page: PageArgs,
  ) {
    // A line of history names who acted.
    const hidden = readsBlindOnly(signedIn(context));
    if (hidden || !isId(id) || !(await mayReadHistory(context, kind, id))) throw notFound();
    const where = new Where();
    where.and(`thing.kind = ${where.value(kind)}`).and(`thing.thing_id = ${where.value(id)}::uuid`);
    return pageOf<LedgerEntryRow>(
      context,
      {
        select: columnsOf(LedgerEntryRow, 't'),
        from: 'ledger_thing thing JOIN ledger_entry t ON t.id = thing.entry_id',
        where,
      },
      page,
    );
  }

  @FieldResolver(() => Person, { nullable: true, description: '谁做的；开局和登录名不存在的登录为空' })
  person(@Ctx() context: Context, @Root() line: LedgerEntryRow) {
    return line.personId ? context.load(personById, line.personId) : null;
  }

  @FieldResolver(() => String, { description: '记录时由服务器密钥对全行内容计算的HMAC-SHA-256（十六进制）' })
  contentHash(@Root() line: LedgerEntryRow): string {
    return line.contentHash.toString('hex');
  }

  @FieldResolver(() => Boolean, { description: '现在重新计算的是否相同；不同即内容已被改动，或者不是由本系统写入' })
  hashMatches(@Ctx() context: Context, @Root() line: LedgerEntryRow): boolean {
    const { onBehalfKind, onBehalfId } = line;
    const onBehalf = onBehalfKind && onBehalfId ? { kind: onBehalfKind, id: onBehalfId } : null;
    return ledgerSeal(context.services.keys, { ...line, onBehalf }).equals(line.contentHash);
  }
}
