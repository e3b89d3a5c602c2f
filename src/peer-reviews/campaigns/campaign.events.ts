import { defineEvent } from '../../platform/events';

/** The sample is drawn, in the draw's own transaction: subjects, pseudonyms and papers begin here. */
export const sampleDrawn = defineEvent<{ readonly campaignId: string }>('sampleDrawn');

/** A campaign ends before it is finalised, in the same transaction: whoever still reads for it stops. */
export const campaignAbandoned = defineEvent<{ readonly campaignId: string }>('campaignAbandoned');
