import { Readable } from 'node:stream';
import { DOCX, docxOf } from '../../platform/documents/docx';
import type { Http } from '../../platform/http';
import { isId } from '../../platform/ids';
import { notFound } from '../../platform/refusal';
import { attachment } from '../../platform/sheets/write';
import { reportDocument } from './report.document';
import { agencyNames, reportOf } from './report.service';

/** `GET /campaigns/{id}/report.docx[?outside={id}]`: the report of a campaign as a Word document, for whoever sees it in the API. */
export function registerReviewReports({ app, signedIn }: Http): void {
  app.get<{ Params: { id: string }; Querystring: { outside?: string } }>(
    '/campaigns/:id/report.docx',
    async (request, reply) => {
      const context = await signedIn(request);
      const { outside = null } = request.query;
      if (!isId(request.params.id) || (outside !== null && !isId(outside))) throw notFound();
      const report = await reportOf(context, request.params.id, outside);
      if (!report) throw notFound();
      const blocks = reportDocument(report, await agencyNames(context, report), context.today);
      return reply
        .type(DOCX)
        .header(
          'content-disposition',
          attachment(`${report.title}${report.abandonedOn ? '（已放弃）' : ''}.docx`, `report-${context.today}.docx`),
        )
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'no-store')
        .send(Readable.from(docxOf(blocks)));
    },
  );
}
