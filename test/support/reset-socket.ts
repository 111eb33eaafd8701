import type { Socket } from 'node:net';

/**
 * Resets a connection, so that the other side sees it fail rather than end. One that is just being ended is only closed:
 * a reset while libuv is about to shut the connection down loses that request, and Node (24.21) then waits for it at the
 * end of the process for ever, at full load.
 */
export function resetSocket(socket: Socket | null): void {
  if (socket === null) return;
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
