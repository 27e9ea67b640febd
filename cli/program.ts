import { Command, CommanderError, Option } from 'commander';
import type { Side } from '../contracts/catalogue.js';
import { loadContractDialect } from '../contracts/dialects.js';
import { faultHelp } from '../mock-gateway/engine/fault-kinds.js';
import { fromConfigFile } from './config-file.js';
import { CannotJudge, EXIT, nearest } from './exit.js';
import { manifest } from './manifest.js';
import { fromEnvironment, OPTIONS, Options, PREFIX, type RawOptions } from './options.js';

/** The command that runs where none is named. */
const DEFAULT_COMMAND = 'gateway';

/** Runs the command line; returns the exit code, or `undefined` where the command goes on by itself. */
export async function runCli(args: readonly string[]): Promise<number | undefined> {
  const { name } = manifest();
  let code: number | undefined = EXIT.ok;
  const program = commands((done) => {
    code = done;
  });
  try {
    const known = program.commands.map((command) => command.name());
    const first = args[0];
    if (first !== undefined && !first.startsWith('-') && first !== 'help' && !known.includes(first)) {
      const near = nearest(first, known);
      throw new CannotJudge(`There is no command '${first}'.`, [
        near ? `Did you mean '${near}'?` : `Known: ${known.join(', ')}.`,
      ]);
    }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.cannotJudge;
    if (error instanceof CannotJudge) {
      process.stderr.write(`${name}: ${error.message}\n${error.advice.map((line) => `  ${line}\n`).join('')}`);
      return EXIT.cannotJudge;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${name}: this is a bug in the suite: ${text}\n`);
    return EXIT.bug;
  }
}

/** Options as they were parsed, then those of the environment, then those of the configuration file. */
async function layered(flags: RawOptions): Promise<Options> {
  // Commander makes `color: false` of `--no-color`, and `color: true` where it is absent.
  const { config, color, ...named } = flags;
  const rest = color === false ? { ...named, noColor: true } : named;
  const file = await fromConfigFile(typeof config === 'string' ? config : undefined, process.cwd());
  return new Options([
    { source: 'flag', values: rest },
    { source: 'environment', values: fromEnvironment(process.env) },
    { source: 'file', values: file },
  ]);
}

/** The dialect that the options name, or the package's own. */
async function dialectOf(options: Options) {
  const name = options.one('dialect') ?? manifest().dialect;
  try {
    return await loadContractDialect(name);
  } catch (error) {
    if (options.one('dialect') === undefined) throw error;
    throw new CannotJudge(error instanceof Error ? error.message : String(error));
  }
}

function commands(done: (code: number | undefined) => void): Command {
  const { name, version } = manifest();
  const program = new Command(name)
    .description('Tells whether a gateway keeps its contract, against bytes.')
    .version(version)
    .exitOverride()
    .showHelpAfterError(`(see ${name} --help)`)
    .enablePositionalOptions();

  const command = (words: string, description: string) =>
    program.command(words).description(description).exitOverride();

  runOptions(program.command(DEFAULT_COMMAND, { isDefault: true }).exitOverride(), 'gateway')
    .description('judges a gateway: --target URL, or --target mock for the embedded one (the default command)')
    .action(async (flags: RawOptions) => {
      const options = await layered(flags);
      const { gateway } = await import('./commands/gateway.js');
      done(await gateway(options, await dialectOf(options)));
    });

  runOptions(command('sdk', 'judges an SDK through its adapter: sdk [options] -- CMD ARGS…'), 'sdk')
    .argument('[cmd...]', 'starts the adapter, without a shell')
    .allowExcessArguments(true)
    .passThroughOptions()
    .action(async (cmd: string[], flags: RawOptions) => {
      const options = await layered(flags);
      const { sdk } = await import('./commands/sdk.js');
      done(await sdk(options, await dialectOf(options), cmd));
    });

  command(
    'replay <file>',
    'plays a recorded stream to an SDK: replay FILE -- CMD ARGS…; does it hear the same in one write?',
  )
    .argument('[cmd...]', 'starts the adapter, without a shell')
    .option('--dialect <name>', 'the contract')
    .option('--shrink', 'finds the smallest stream that still shows the difference, and keeps it')
    .option('--adapter-url <url>', 'an adapter that listens, in place of a command')
    .option('--adapter-page <url>', 'a page that is an adapter')
    .passThroughOptions()
    .action(async (file: string, cmd: string[], flags: RawOptions) => {
      const options = await layered(flags);
      const [{ replayCommand }, { adapterOf }] = await Promise.all([
        import('./commands/replay.js'),
        import('./commands/sdk.js'),
      ]);
      // Behind another argument commander leaves the `--` where it stands.
      const argv = cmd[0] === '--' ? cmd.slice(1) : cmd;
      done(await replayCommand(file, flags, await dialectOf(options), adapterOf(options, argv)));
    });

  command('mock', 'serves the mock gateway')
    .option('--dialect <name>', 'the contract it keeps')
    .addOption(new Option('--port <n>', 'port; 0 takes a free one').default('8080').env(`${PREFIX}PORT`))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--auth <mode>', 'required, optional or disabled')
    .option('--api-key <key>', 'a key it accepts (repeatable)', collect)
    .option('--cors-origin <origin>', 'a browser origin it lets in (repeatable)', collect)
    .option('--setting <name=value>', 'a limit, timer or mode (repeatable)', collect)
    .option('--scenarios <dir>', 'folder with more scenarios')
    .option('--replay <dir>', 'folder with recordings; the requests that they answer get just those bytes')
    .option('--speed <factor>', 'of replayed recordings; 0: at once')
    .option('--chunking <strategy>', 'event: one write for each event; coalesced: what is said at once in one')
    .option('--fault <spec>', 'a fault on demand, such as status=503,times=2 or reset@event:3 (repeatable)', collect)
    .option('--mutant <id>', 'be a certain broken gateway')
    .option('--seed <n>', 'for everything made up')
    .addHelpText('after', () => `\n${faultHelp()}`)
    .action(async (flags: RawOptions) => done(await (await import('./commands/mock.js')).mock(flags)));

  command('lint <files...>', 'judges captured streams, recordings and JSON bodies (- is stdin)')
    .option('--kind <kind>', 'what the bodies are, where it cannot be told')
    .option('--dialect <name>', 'the contract to judge by')
    .option('--report <name[=file]>', 'json: the results document (repeatable)', collect)
    .option('--strict', 'a broken SHOULD counts too')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (files: string[], flags: RawOptions) =>
      done(await (await import('./commands/lint-command.js')).lintCommand(files, flags)),
    );

  command('report <results...>', 'renders results documents: shards of one run as one, different subjects side by side')
    .requiredOption(
      '--to <name=file>',
      'html, md, sarif, badge, junit, ndjson or json; repeatable, also with commas',
      collect,
    )
    .action(async (files: string[], flags: RawOptions) =>
      done(await (await import('./commands/report.js')).report(files, flags)),
    );

  command('diff <before> <after>', 'what got worse and what better between two results documents; exit 1 on worse')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (before: string, after: string, flags: RawOptions) =>
      done(await (await import('./commands/diff.js')).diff(before, after, flags)),
    );

  const pact = command('pact', 'pacts of the contract, and pacts of SDK teams against it');
  pact
    .command('export')
    .exitOverride()
    .description("writes the contract's golden exchanges as a consumer pact (V4)")
    .requiredOption('--out <dir>', 'folder for the file')
    .option('--consumer <name>', 'name of the consumer in it')
    .option('--dialect <name>', 'the contract')
    .action(async (flags: RawOptions) => {
      const { pactExport } = await import('./commands/pact-export.js');
      done(await pactExport(flags, await dialectOf(new Options([{ source: 'flag', values: flags }]))));
    });
  pact
    .command('verify <files...>')
    .exitOverride()
    .description('verifies pacts against the mock or a gateway, and holds each interaction against the contract')
    .option('--target <url>', 'a gateway on this machine; default: the embedded mock')
    .option('--remote', 'the target may be on another machine')
    .option('--provider-version <version>', 'version of the provider, for the Verifier')
    .option('--setting <name=value>', 'a limit, timer or mode of the embedded mock (repeatable)', collect)
    .option('--contract-only', 'sends nothing: holds the pacts against the contract, without the Verifier')
    .option('--dialect <name>', 'the contract')
    .option('--verbose', 'what the Verifier prints as well')
    .option('--no-color', 'no colours (also NO_COLOR)')
    .action(async (files: string[], flags: RawOptions) => {
      const { pactVerify } = await import('./commands/pact-verify.js');
      done(await pactVerify(files, flags, await dialectOf(new Options([{ source: 'flag', values: flags }]))));
    });

  command('list', 'the catalogue of requirements')
    .option('--dialect <name>', 'the contract')
    .option('--coverage', 'tested, untested, excluded and why')
    .option('--json', 'as JSON')
    .action(async (flags: RawOptions) => done(await (await import('./commands/list.js')).list(flags)));

  command('explain <id>', 'one requirement with its tests, mutants and source')
    .option('--dialect <name>', 'the contract')
    .option('--json', 'as JSON')
    .action(async (id: string, flags: RawOptions) =>
      done(await (await import('./commands/explain.js')).explain(id, flags)),
    );

  command('mutants', 'the self-test: every broken gateway or SDK, and which requirement caught it')
    .option('--dialect <name>', 'the contract')
    .option('--side <side>', 'gateway or sdk', 'gateway')
    .option('--only <pattern>', 'only these mutants or requirements (repeatable)', collect)
    .option('--json [file]', 'the score as JSON, to a file or to stdout; then people read stderr')
    .option('--verbose', 'every mutant, not only those that were not killed')
    .action(async (flags: RawOptions) => done(await (await import('./commands/mutants.js')).mutants(flags)));

  runOptions(
    command('doctor', 'reachability, auth, buffering, compression, HTTP version; what will be skipped and why'),
    'gateway',
  ).action(async (flags: RawOptions) => {
    const options = await layered(flags);
    done(await (await import('./commands/doctor.js')).doctor(options, await dialectOf(options)));
  });

  command('init', 'writes an adapter skeleton (--sdk), or the workflow of a CI gate (--action)')
    .option('--sdk <language>', 'typescript, python, rust or go; with --action: or the command that starts the adapter')
    .option('--dir <dir>', 'folder of the skeleton (conformance-adapter)')
    .option('--action', 'the workflow that judges --sdk or --target on each pull request')
    .option('--target <url>', 'with --action: the gateway to judge')
    .option('--baseline <file>', 'with --action: the expected failures')
    .option('--dialect <name>', 'the contract')
    .option('--force', 'replaces files that exist')
    .action(async (flags: RawOptions) => {
      const { dialect, ...rest } = flags;
      const contract = await dialectOf(new Options([{ source: 'flag', values: { dialect } }]));
      const { init } = await import('./commands/init.js');
      done(init(rest, contract));
    });

  const baseline = command('baseline', 'the expected failures: id, reason, link, expiry');
  for (const [verb, what] of [
    ['init', 'writes a baseline of everything that fails now'],
    ['update', 'adds what fails now, keeps the words of what is there'],
    ['prune', 'takes out what passes, has expired, or can never fail'],
  ] as const) {
    const one = runOptions(baseline.command(`${verb} <file>`).exitOverride(), 'both')
      .description(`${what}: baseline ${verb} FILE --target URL, or FILE -- CMD for an SDK`)
      .argument('[cmd...]', 'starts the adapter, without a shell')
      .option('--from <results>', 'a results document instead of a run');
    if (verb !== 'prune') {
      one
        .option('--link <url>', 'of what is added: where it is dealt with')
        .option('--owner <name>', 'of what is added: who deals with it')
        .option('--expires <day>', 'of what is added or has expired: the last day that counts, YYYY-MM-DD');
    }
    one.action(async (file: string, argv: string[], flags: RawOptions) => {
      const { from, link, owner, expires, ...rest } = flags;
      const options = await layered(rest);
      const { baselineCommand, entryWords } = await import('./commands/baseline.js');
      const words = entryWords({ link, owner, expires });
      const terms = { from: typeof from === 'string' ? from : undefined, argv, words };
      done(await baselineCommand(verb, file, terms, options, await dialectOf(options)));
    });
  }
  return program;
}

/** Adds every option of a run of one side, or of both, in groups. */
function runOptions(command: Command, side: Side | 'both'): Command {
  for (const row of OPTIONS) {
    if (row.side !== undefined && row.side !== side && side !== 'both') continue;
    const option = new Option(`--${row.flag}${row.value === undefined ? '' : ` <${row.value}>`}`, row.help).helpGroup(
      `${row.group}:`,
    );
    if (row.kind === 'many') option.argParser(collect);
    command.addOption(option);
  }
  return command
    .option('--config <file>', 'configuration file instead of vai-conformance.config.{js,json}')
    .addHelpText(
      'after',
      `\nEach is also an environment variable (--max-requests: ${PREFIX}MAX_REQUESTS; lists have commas) and a key of the\nconfiguration file (maxRequests). A TIME is like 500ms, 30s or 2m; a bare number counts seconds.`,
    )
    .allowExcessArguments(false);
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}
