// What a parser might do to its thread, for the tests of the pool.
import { answering } from '../src/adapters/threads/answering.ts'

export type Killer = 'echo' | 'loop' | 'eat' | 'exit' | 'throw' | 'unsendable'

answering<Killer>(async job => {
  switch (job) {
    case 'loop':
      for (;;);
    case 'eat': {
      const eaten: number[][] = []
      for (;;) eaten.push(Array.from({ length: 100_000 }, Math.random))
    }
    case 'exit':
      return process.exit(1)
    case 'throw':
      throw new Error('no such thing')
    case 'unsendable':
      return () => 1
    case 'echo':
      return job
  }
})
