import 'reflect-metadata';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { measuresOf } from '../../src/platform/measures';
import { eventually, put, sha256Hex } from '../support/paper-traffic';
import { type Member, seedCity } from '../support/seed';
import { caseFileOf, succeed } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { World } from '../support/world';

/** More than what the system keeps of a connection that nobody reads. */
const LARGE = smallPdf('案'.repeat(2_000_000));

let world: World;
let reader: Member;
let materialId: string;
const opened: Readable[] = [];
beforeAll(async () => {
  world = await World.open({ ANZHI_ANSWER_SILENCE_SECONDS: '1' });
  const agency = await (await seedCity(world)).agency('110105');
  const file = await (await caseFileOf(agency)).commissioned();
  reader = file.practitioner as Member;
  await put(world, reader, file.id, LARGE);
  const paper = { caseFileId: file.id, catalogueNo: 14, title: '辩护词', digest: sha256Hex(LARGE) };
  materialId = (await succeed(reader, 'recordMaterial', paper, 'material { id }')).material.id;
  const { papers } = world.services;
  const open = papers.open.bind(papers);
  jest.spyOn(papers, 'open').mockImplementation(async (...asked) => {
    const stream = await open(...asked);
    opened.push(stream);
    return stream;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world.close();
});

/** Asks for the file over a connection of its own, of which nothing is read until `resume`. */
async function asking(): Promise<Socket> {
  const { hostname, port } = new URL(world.server.url);
  const socket = connect({ host: hostname, port: Number(port) }).pause();
  const authorization = `Bearer ${await reader.current()}`;
  socket.write(`GET /materials/${materialId}/file HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`);
  return socket;
}

/** A drain waits for what the server counts as on its way. */
afterEach(() =>
  eventually(async () => {
    expect((await measuresOf(world.services).inFlight.get()).values).toMatchObject([{ value: 0 }]);
  }),
);

const connections = () => new Promise<number>((done) => world.server.app.server.getConnections((_e, n) => done(n)));

test.each([
  ['says nothing', () => undefined],
  ['goes on asking', (socket: Socket) => socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')],
])(
  'whoever opens a download, reads nothing and %s is cut off, and the store’s file with them',
  async (_, meanwhile) => {
    const before = await connections();
    const socket = await asking();
    socket.on('error', () => undefined);
    const timer = setInterval(() => meanwhile(socket), 200);
    try {
      const asked = opened.length;
      await eventually(() => expect(opened.length).toBe(asked + 1));
      expect(opened.at(-1)?.destroyed).toBe(false);
      await eventually(() => expect(opened.at(-1)?.destroyed).toBe(true));
      await eventually(async () => expect(await connections()).toBe(before));
    } finally {
      clearInterval(timer);
      socket.destroy();
    }
  },
);

test('whoever reads slowly gets it whole, though it takes longer than that', async () => {
  const began = Date.now();
  const socket = await asking();
  let got = 0;
  socket.on('data', (chunk) => {
    got += chunk.length;
    socket.pause();
    setTimeout(() => socket.resume(), 10);
  });
  socket.resume();
  await eventually(() => expect(got).toBeGreaterThan(LARGE.length));
  expect(Date.now() - began).toBeGreaterThan(1000);
  socket.destroy();
});
