import { randomUUID } from 'node:crypto';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { StartRefused } from '../platform/start-refused';

export type Trusts = (address: string) => boolean;

const plain = (address: string) => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** Whether an address is that of a reverse proxy of ours. */
export function trustedProxies(listed: readonly string[]): Trusts {
  const block = new BlockList();
  for (const each of listed) {
    const [address = '', bits] = each.split('/');
    if (!isIP(address) || (bits !== undefined && !/^\d{1,3}$/.test(bits))) {
      throw new StartRefused(`配置有误 (configuration): ANZHI_TRUSTED_PROXIES: ${each}`);
    }
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) block.addAddress(address, family);
    else block.addSubnet(address, Number(bits), family);
  }
  return (given) => {
    const address = plain(given);
    return isIP(address) > 0 && block.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

const REQUEST_ID = /^[\w.:-]{8,128}$/;
const TRACE = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** One id for a request, from the proxy's header to the ledger's line; a stranger's id is not believed. */
export function registerRequestIds(app: FastifyInstance, trusts: Trusts): void {
  app.addHook('onRequest', async (request, reply) => {
    const { 'x-request-id': given, traceparent } = request.headers;
    let id: string | undefined;
    if (trusts(request.raw.socket.remoteAddress ?? '')) {
      if (typeof given === 'string' && REQUEST_ID.test(given)) id = given;
      else if (typeof traceparent === 'string') id = TRACE.exec(traceparent)?.[1];
    }
    request.id = id ?? randomUUID();
    reply.header('x-request-id', request.id);
  });
}
