import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asRefusal as diskRefusal } from '../papers/incoming';
import { appointmentsFor, Role } from '../platform/access/actor';
import { perform } from '../platform/act';
import { registerBytesRoute } from '../platform/bytes';
import type { Context } from '../platform/context';
import type { Http } from '../platform/http';
import { newId } from '../platform/ids';
import { badInput, conflict, forbidden, notFound } from '../platform/refusal';
import { Spool } from '../platform/sheets/spool';
import { attachment, csvOf, MEDIA_TYPES, xlsxOf } from '../platform/sheets/write';
import { uploadCaseRegister } from './register-import.service';
import { RegisterReadings } from './register-reading';
import { sweepRegisters } from './register-sweep';
import { templateSheets } from './register-template';

const SWEEP_EVERY = 60 * 60_000;
/** Registers that come in at one time; a quarter of them for one account. */
const RECEIVED_AT_ONCE = 8;

/** Refuses before a single byte is read: registers come from clerks, for their own agency. */
function requireClerkOf({ actor }: Context, agencyId: string | undefined): asserts agencyId is string {
  const clerk = actor ? appointmentsFor(actor, [Role.CLERK]) : [];
  if (!clerk.length) throw forbidden();
  if (!agencyId) throw badInput('agencyId', '请在网址中写明法律援助机构');
  if (!clerk.some(({ placeId }) => placeId === agencyId)) throw notFound();
}

/** A register waits on the disk of temporary files while it comes in: without room there it can be sent again later. */
const asRefusal = (error: unknown): unknown =>
  diskRefusal(error) === error
    ? error
    : conflict('STORE_UNAVAILABLE', '服务器的暂存空间不足或者不可用，请稍后重新上传；仍不行的请联系管理员');

/** Takes the body as it comes; refused as soon as it passes the limit. */
async function receive(request: FastifyRequest, limit: number): Promise<Spool> {
  const tooLarge = () => conflict('REGISTER_TOO_LARGE', `登记簿超过${limit / 1_000_000}MB；请分成几份，各自上传`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const spool = await Spool.open().catch((error: unknown) => {
    throw asRefusal(error);
  });
  try {
    // Left open where it is refused: the answer still has to reach the sender.
    for await (const chunk of request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (spool.size + chunk.length > limit) throw tooLarge();
      await spool.write(chunk);
    }
    return spool;
  } catch (error) {
    await spool.close();
    throw asRefusal(error);
  }
}

/**
 * `POST /case-registers?agencyId=…`: the body is the file itself, CSV or XLSX, whatever its media type says. Answers 202
 * with the import's id as soon as everything has arrived; how far the reading is, says `registerImport(id)`.
 */
export function registerCaseRegisterRoutes(http: Http): void {
  const { app, services } = http;
  const readings = new RegisterReadings(services);
  const sweep = () => sweepRegisters(services).catch((error) => services.log.error({ error: String(error) }, 'sweep'));
  // What a server left half read when it was killed.
  app.addHook('onReady', sweep);
  const timer = setInterval(sweep, SWEEP_EVERY).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await readings.close();
  });
  app.get('/case-registers/template.csv', async (_request, reply) =>
    reply
      .type(MEDIA_TYPES.csv)
      .header('content-disposition', attachment('案件登记簿模板.csv', 'template.csv'))
      .send(Readable.from(csvOf(templateSheets.csv), { objectMode: false })),
  );
  app.get('/case-registers/template.xlsx', async (_request, reply) =>
    reply
      .type(MEDIA_TYPES.xlsx)
      .header('content-disposition', attachment('案件登记簿模板.xlsx', 'template.xlsx'))
      .send(Readable.from(xlsxOf(templateSheets.xlsx), { objectMode: false })),
  );
  const take = async (context: Context, agencyId: string, spool: Spool, given: unknown): Promise<string> => {
    await sweep();
    const reading = await readings.claim(agencyId);
    try {
      const { outcome, receipt } = await perform(
        context,
        uploadCaseRegister,
        { agencyId, digest: spool.digest.toString('hex'), bytes: spool.size },
        { idempotencyKey: typeof given === 'string' ? given : newId(), preview: false },
      );
      if (receipt.replayed) await Promise.all([reading.giveBack(), spool.close()]);
      else reading.start(outcome.importId, spool);
      return outcome.importId;
    } catch (error) {
      await reading.giveBack();
      throw error;
    }
  };

  const handle = async (request: FastifyRequest, context: Context, reply: FastifyReply) => {
    const { agencyId } = request.query as { agencyId?: string };
    requireClerkOf(context, agencyId);
    readings.requirePlace();
    const spool = await receive(request, services.config.registers.limits.bytes);
    try {
      const importId = await take(context, agencyId, spool, request.headers['idempotency-key']);
      reply.code(202);
      return { importId };
    } catch (error) {
      await spool.close().catch(() => undefined);
      throw error;
    }
  };
  const { uploadPace: pace } = services.config.operations;
  registerBytesRoute(http, { method: 'POST', url: '/case-registers', atOnce: RECEIVED_AT_ONCE, pace, handle });
}
