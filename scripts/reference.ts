// Writes docs/reference.md from the tables of commands and settings.
import { mkdirSync, writeFileSync } from 'node:fs'
import { allCommands } from '../src/cli/commands/index.ts'
import { referencePage } from '../src/cli/reference.ts'

mkdirSync(new URL('../docs/', import.meta.url), { recursive: true })
writeFileSync(new URL('../docs/reference.md', import.meta.url), referencePage(await allCommands()))
