export const HELP = `Usage: cb-sweep COMMAND

worker TRIAL --redis URL --name NAME [--concurrency N] [--directory DIR]
             [--grace SECONDS] [--lock SECONDS] [--version TEXT]
  Runs trials of a sweep that \`sweep({ redis, name })\` keeps in Redis, until
  all have ended. TRIAL is the same file on all machines.
  --concurrency N     trials at once, 1 if left out
  --directory DIR     what trials write to, NAME if left out; one that all
                      machines share lets a trial go on where another was lost
  --grace SECONDS     that trials have to end their epoch after SIGTERM: 25
  --lock SECONDS      of silence after which a worker is taken for lost: 30
  --version TEXT      instead of the hash of TRIAL, as \`version\` of sweep()

status DIR [--json | --csv]
status --redis URL --name NAME [--json | --csv]
  Shows the trials of a sweep: best, running, stopped at which rung.

--help`;
