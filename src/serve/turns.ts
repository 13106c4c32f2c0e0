// One answer is made at a time on each connection.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Turns {
  readonly answer: RequestListener
  /** The answers that a connection waits for, the first request's first. */
  underWay(socket: Socket): readonly ServerResponse[]
}

/**
 * Lets `answer` make one answer at a time on each connection (RFC 9112, 9.3.2 lets clients ask ahead): who sends a
 * thousand requests and reads nothing costs one answer, and no more of what it sends is read until the earlier are
 * answered.
 */
export function inTurn(answer: RequestListener): Turns {
  const queues = new WeakMap<Socket, ServerResponse[]>()
  return {
    answer(request: IncomingMessage, response: ServerResponse) {
      const { socket } = request
      const queue = queues.get(socket) ?? []
      queues.set(socket, queue)
      const before = queue.at(-1)
      queue.push(response)
      response.once('close', () => queue.splice(queue.indexOf(response), 1))
      if (!before) {
        answer(request, response)
        return
      }
      socket.pause()
      before.once('close', () => {
        if (socket.destroyed) return
        answer(request, response)
        // Node reads on by itself when an answer has ended.
        if (queue.length > 1) socket.pause()
        else socket.resume()
      })
    },
    underWay: socket => queues.get(socket) ?? [],
  }
}
