// What every container of Panda's gets, the probe's too: where these flags do not work, there is no engine for Panda.

/** A task on AWS has 0.5 GB. Cores are not limited: an engine without root often cannot. */
const limits = ['--memory=1g', '--pids-limit=1024']

/** Reached from this machine alone, at a port that the engine picks. No folder of this machine is mounted, ever. */
const published = (port: number) => [`--publish=127.0.0.1::${port}`]

/**
 * `--rm` and no log driver: nothing of it stays on the disk. A removal kills at once (`--stop-timeout`); a stop names its own
 * time. Nothing is ever pulled to run: what runs is what was built.
 */
export const runFlags = (name: string, port: number): string[] => [
  '--rm',
  '--pull=never',
  '--log-driver=none',
  '--stop-timeout=0',
  `--name=${name}`,
  ...limits,
  ...published(port),
]
