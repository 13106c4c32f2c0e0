// The command line: what was typed becomes one command's run and one exit code.
import { join } from 'node:path'
import { Command as Commander, CommanderError } from 'commander'
import { systemFault } from '../adapters/fs/fault.ts'
import { messageOf, StetError } from '../model/error.ts'
import type { Command } from './command.ts'
import { allCommands, loadCommand } from './commands/index.ts'
import { type Context, EXIT, type Exit, type Globals, makeContext, type Streams } from './context.ts'
import { settingsHelp } from './reference.ts'
import { printable } from './terminal.ts'
import { VERSION } from './version.ts'

/**
 * Runs one command line (without `node` and the script). Never throws: what goes wrong is said on stderr, and the exit
 * code is 1 failed, 2 usage, 3 configuration, 4 some sources failed.
 */
export async function main(
  argv: readonly string[],
  streams: Streams,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Exit> {
  let exit: Exit = EXIT.good
  try {
    const words = withoutGlobals(argv)
    const name = words[0]
    if (name === 'help' && words[1] === 'settings') {
      streams.stdout.write(settingsHelp())
      return EXIT.good
    }
    // The one command that is named is enough; help and mistakes need all of them.
    const named = name === undefined ? undefined : await loadCommand(name)
    const program = programOf(
      named ? [named] : await allCommands(),
      streams,
      (command, globals, args, flags) => {
        const context = makeContext(streams, env, cwd, globals)
        if (flags.queue === true)
          return import('./jobs.ts').then(async ({ enqueue }) => context.print(await enqueue(context, words)))
        return running(command, context, args, flags).then(code => {
          exit = code
        })
      },
    )
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    return failure(error, streams, env)
  }
}

/** Runs a command; again, when a derived database turned out to be damaged: the second opening makes it anew. */
async function running(
  command: Command,
  context: Context,
  args: readonly string[],
  flags: Record<string, unknown>,
): Promise<Exit> {
  try {
    return await command.run(context, args, flags)
  } catch (error) {
    const { sqliteFault } = await import('../adapters/sqlite/fault.ts')
    const fault = error instanceof StetError ? error : sqliteFault(error, join(context.root, '.stet'))
    if (fault?.code !== 'damaged' || !/\.stet\b/.test(fault.message)) throw fault ?? error
    const { markDamaged } = await import('./wire.ts')
    context.say(`${fault.message} That is done now.`)
    markDamaged(context.root)
    return command.run(context, args, flags)
  }
}

type Run = (
  command: Command,
  globals: Globals,
  args: readonly string[],
  flags: Record<string, unknown>,
) => Promise<void>

function programOf(commands: readonly Command[], streams: Streams, run: Run): Commander {
  const program = new Commander('stet')
    .description('A news archive that outlives its sources.')
    .version(VERSION, '-V, --version', 'Print the version.')
    .option('-C <dir>', 'The archive’s folder, instead of this one.')
    .option('--config <file>', 'Another configuration file than stet.yml.')
    .option('-q, --quiet', 'Say nothing but results and errors.')
    .option('-v, --verbose', 'Say more.')
    .option('--log <format>', 'Log as text or json.', 'text')
    .helpOption('-h, --help', 'Show help.')
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      writeErr: text => streams.stderr.write(printable(text)),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nSettings of stet.yml: stet help settings\nExit codes: 0 good, 1 failed, 2 usage, 3 configuration, 4 some sources failed',
    )
  for (const command of commands)
    program.addCommand(commanderOf(command, program, run).copyInheritedSettings(program))
  return program
}

function commanderOf(command: Command, program: Commander, run: Run): Commander {
  const made = new Commander(command.name)
    .summary(command.summary)
    .description(`${command.summary}.\n\n${command.details}`)
  for (const { name, doc, optional, many } of command.args) {
    const inner = many ? `${name}...` : name
    made.argument(optional ? `[${inner}]` : `<${inner}>`, doc)
  }
  for (const { form, doc } of command.flags) made.option(form, doc)
  if (command.examples.length > 0)
    made.addHelpText('after', `\nExamples:\n${command.examples.map(line => `  $ ${line}`).join('\n')}`)
  made.action((...given: unknown[]) => {
    const args = given
      .slice(0, command.args.length)
      .flat()
      .filter(arg => arg !== undefined) as string[]
    return run(command, globalsOf(program), args, made.opts())
  })
  return made
}

function globalsOf(program: Commander): Globals {
  const given = program.opts() as {
    C?: string
    config?: string
    quiet?: boolean
    verbose?: boolean
    log?: string
  }
  if (given.log !== 'text' && given.log !== 'json')
    throw new StetError('usage', `--log is "${given.log}"; expected text or json`)
  return {
    ...(given.C !== undefined && { folder: given.C }),
    ...(given.config !== undefined && { config: given.config }),
    quiet: given.quiet === true,
    verbose: given.verbose === true,
    logFormat: given.log,
  }
}

const WITH_VALUE = new Set(['-C', '--config', '--log'])

/** The words from the command's name on. */
function withoutGlobals(argv: readonly string[]): readonly string[] {
  let at = 0
  while (at < argv.length && argv[at]!.startsWith('-') && argv[at] !== '-')
    at += WITH_VALUE.has(argv[at]!) ? 2 : 1
  return argv.slice(at)
}

const CODES: Partial<Record<StetError['code'], Exit>> = {
  usage: EXIT.usage,
  config: EXIT.config,
  'not-an-archive': EXIT.config,
}

function failure(error: unknown, streams: Streams, env: NodeJS.ProcessEnv): Exit {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage
  if (error instanceof StetError) {
    streams.stderr.write(`stet: ${printable(error.message)}\n`)
    return CODES[error.code] ?? EXIT.failed
  }
  const fault = systemFault(error)
  if (fault && !env.STET_DEBUG) {
    streams.stderr.write(`stet: ${printable(fault.message)}\n`)
    return EXIT.failed
  }
  streams.stderr.write(`stet: ${printable(messageOf(error))}\n`)
  if (env.STET_DEBUG && error instanceof Error) streams.stderr.write(`${error.stack}\n`)
  else
    streams.stderr.write(
      'This is a mistake in stet, not in what you typed. STET_DEBUG=1 shows where it happened.\n',
    )
  return EXIT.failed
}
