import { archiveContract } from '../contracts/archive.ts'
import { cacheContract } from '../contracts/cache.ts'
import { frontierContract } from '../contracts/frontier.ts'
import { indexContract } from '../contracts/index.ts'
import { outputContract } from '../contracts/output.ts'
import { pictureContract } from '../contracts/pictures.ts'
import { storeContract } from '../contracts/store.ts'
import { webContract } from '../contracts/web.ts'
import { memoryArchive, memoryOutput } from './archive.ts'
import { memoryCache } from './cache.ts'
import { memoryFrontier } from './frontier.ts'
import { memoryIndex } from './index.ts'
import { memoryStore } from './store.ts'
import { type MemoryPage, memoryWeb } from './web.ts'

archiveContract('memory', async () => memoryArchive())
storeContract('memory', async () => memoryStore())
pictureContract('memory', async () => memoryStore())
cacheContract('memory', async most => memoryCache(most))
indexContract('memory', async () => memoryIndex())
frontierContract('memory', async () => memoryFrontier())
outputContract('memory', async () => memoryOutput())
webContract('memory', async () => {
  const origin = 'https://outlet.example'
  const pages = new Map<string, MemoryPage>()
  const byAddress = { get: (url: string) => pages.get(url.replace(origin, '')) } as ReadonlyMap<
    string,
    MemoryPage
  >
  return { web: memoryWeb(byAddress), origin, pages, close: async () => {} }
})
