// A thread of the search as Node starts it. In: its setup, and a coding whenever the layout of roots changes. Out:
// nothing; it works on the memory it shares.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type FollowerCoding, type Setup, serve } from './parallel/serve.ts';

serve(workerData as Setup, () => {
  const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
  if (received === undefined) throw new Error('nothing was sent');
  return received.message as FollowerCoding;
});
