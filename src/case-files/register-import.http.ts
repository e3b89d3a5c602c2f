import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { appointmentsFor, Role } from '../platform/access/actor';
import { perform } from '../platform/act';
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

/** Refuses before a single byte is read: registers come from clerks, for their own agency. */
function requireClerkOf({ actor }: Context, agencyId: string | undefined): asserts agencyId is string {
  const clerk = actor ? appointmentsFor(actor, [Role.CLERK]) : [];
  if (!clerk.length) throw forbidden();
  if (!agencyId) throw badInput('agencyId', '请在网址中写明法律援助机构');
  if (!clerk.some(({ placeId }) => placeId === agencyId)) throw notFound();
}

/** Takes the body as it comes; refused as soon as it passes the limit. */
async function receive(request: FastifyRequest, limit: number): Promise<Spool> {
  const tooLarge = () => conflict('REGISTER_TOO_LARGE', `登记簿超过${limit / 1_000_000}MB；请分成几份，各自上传`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const spool = await Spool.open();
  try {
    for await (const chunk of request.raw as AsyncIterable<Buffer>) {
      if (spool.size + chunk.length > limit) throw tooLarge();
      await spool.write(chunk);
    }
    return spool;
  } catch (error) {
    await spool.close();
    throw error;
  }
}

/**
 * `POST /case-registers?agencyId=…`: the body is the file itself, CSV or XLSX, whatever its media type says. Answers 202
 * with the import's id as soon as everything has arrived; how far the reading is, says `registerImport(id)`.
 */
export async function registerCaseRegisterRoutes({ app, services, signedIn }: Http): Promise<void> {
  const readings = new RegisterReadings(services);
  const sweep = () => sweepRegisters(services).catch((error) => services.log.error({ error: String(error) }, 'sweep'));
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
  await app.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post<{ Querystring: { agencyId?: string } }>(
      '/case-registers',
      { config: { upload: true } },
      async (request, reply) => {
        const context = await signedIn(request);
        const { agencyId } = request.query;
        requireClerkOf(context, agencyId);
        const release = readings.take();
        let spool: Spool | null = null;
        try {
          spool = await receive(request, services.config.registers.limits.bytes);
          await sweep();
          const given = request.headers['idempotency-key'];
          const { outcome, receipt } = await perform(
            context,
            uploadCaseRegister,
            { agencyId, digest: spool.digest.toString('hex'), bytes: spool.size },
            { idempotencyKey: typeof given === 'string' ? given : newId(), preview: false },
          );
          if (receipt.replayed) await spool.close();
          else readings.start(outcome.importId, agencyId, spool, release);
          if (receipt.replayed) release();
          return reply.code(202).send({ importId: outcome.importId });
        } catch (error) {
          await spool?.close().catch(() => undefined);
          release();
          throw error;
        }
      },
    );
  });
}
