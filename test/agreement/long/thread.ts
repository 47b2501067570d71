// A thread of the pool. In: setups, and between them what one search has sent. Out: as of any thread of a search.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { type FollowerCoding, type Setup, serve } from '../../../src/explore/parallel/serve.ts';

const port = parentPort;
port?.on('message', (message: { readonly setup?: Setup }) => {
  // What a search has sent and not waited for is nothing to the next one.
  if (message.setup === undefined) return;
  serve(message.setup, () => {
    const received = receiveMessageOnPort(port);
    if (received === undefined) throw new Error('nothing was sent');
    return received.message as FollowerCoding;
  });
});
