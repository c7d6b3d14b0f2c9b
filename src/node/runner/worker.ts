import { parentPort, workerData } from 'node:worker_threads';
import type { ReadyRows, RunnerJob, RunnerMessage } from './messages.ts';
import { serveJob } from './serve.ts';

// The entry of the thread that runs the model. It ends when the job has.
const port = parentPort;
if (port === null) throw new Error('runner-worker is started by Afterfit in a thread of its own');

const buffersOf = ({ rows, tokensBeforeCut, units, logits, places }: ReadyRows): ArrayBufferLike[] => [
  rows.buffer,
  tokensBeforeCut.buffer,
  units.buffer,
  logits.buffer,
  ...(places === null ? [] : [places.buffer]),
];

await serveJob(workerData as RunnerJob, (message: RunnerMessage) => {
  port.postMessage(message, message.kind === 'rows' ? (buffersOf(message.ready) as ArrayBuffer[]) : []);
});
