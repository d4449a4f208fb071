import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Params } from '../space/space.js';
import { driver } from './connect.js';
import { jobIdOf, PREFIX } from './keys.js';

/** What a job says of its trial. */
export interface TrialJob {
  trial: number;
  params: Params;
}

/** The jobs of a sweep. What has become of its trials stands in the table, and not here. */
export class TrialQueue {
  readonly #queue: Queue<TrialJob>;

  private constructor(queue: Queue<TrialJob>) {
    this.#queue = queue;
  }

  static async open(owner: string, client: Redis, name: string): Promise<TrialQueue> {
    const { Queue } = await driver(owner);
    const queue = new Queue<TrialJob>(name, { connection: client, prefix: PREFIX });
    // Its commands say what is wrong with the connection.
    queue.on('error', () => {});
    return new TrialQueue(queue);
  }

  /** Has a trial run, unless it waits or runs already. One whose job is over, although the trial is not, runs again. */
  async ensure({ trial, params }: TrialJob): Promise<void> {
    const id = jobIdOf(trial);
    const job = (await this.#queue.getJob(id)) as Job<TrialJob> | undefined;
    if (job && ((await job.isFailed()) || (await job.isCompleted()))) await job.remove();
    await this.#queue.add('trial', { trial, params }, { jobId: id });
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}
