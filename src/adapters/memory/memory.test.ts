import { archiveContract } from '../contracts/archive.ts'
import { frontierContract } from '../contracts/frontier.ts'
import { indexContract } from '../contracts/index.ts'
import { storeContract } from '../contracts/store.ts'
import { memoryArchive } from './archive.ts'
import { memoryFrontier } from './frontier.ts'
import { memoryIndex } from './index.ts'
import { memoryStore } from './store.ts'

archiveContract('memory', async () => memoryArchive())
storeContract('memory', async () => memoryStore())
indexContract('memory', async () => memoryIndex())
frontierContract('memory', async () => memoryFrontier())
