/** A mistake of whoever starts the server: shown as one line, without a stack. */
export class StartRefused extends Error {}
