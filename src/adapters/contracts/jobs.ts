// What every queue of heavy jobs must do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type ClaimedJob, JOB_KINDS, type Jobs, type JobWish } from '../../model/jobs.ts'

export interface JobsWorld {
  /** Two who share one queue; whoever is not heard of for ten seconds has lost his job. */
  readonly one: Jobs
  readonly two: Jobs
  close(): Promise<void>
}

const build: JobWish = { kind: 'build', args: ['build'], cwd: '' }
const bundle = (name: string): JobWish => ({
  kind: 'export',
  args: ['export', 'bundle', '-o', name],
  cwd: '',
})

/** `open` gives a world of its own to each test. */
export function jobsContract(name: string, open: () => Promise<JobsWorld>): void {
  const story = (title: string, work: (world: JobsWorld) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      const world = await open()
      try {
        await work(world)
      } finally {
        await world.close()
      }
    })
  }

  story('a job that is asked for is done by one, and what he said can be read', async ({ one, two }) => {
    assert.equal(await one.add(bundle('news.zip')), true)
    const mine = await two.claim(JOB_KINDS, 'two')
    assert.deepEqual({ ...mine, id: '' }, { ...bundle('news.zip'), id: '', tries: 0 })
    assert.equal(await one.claim(JOB_KINDS, 'one'), undefined)
    await two.done(mine!, 'wrote 12 files')
    const [job] = await one.list()
    assert.equal(job?.state, 'done')
    assert.equal(job.said, 'wrote 12 files')
  })

  story(
    'a site that is asked for ten times is built once, and once more for what came meanwhile',
    async ({ one, two }) => {
      const asked = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).add(build)))
      assert.equal(asked.filter(Boolean).length, 1)
      const first = await one.claim(['build'], 'one')
      assert.ok(first)
      assert.equal(await two.add(build), true, 'what comes from now on is not in the first')
      assert.equal(await two.add(build), false)
      assert.equal(await two.claim(['build'], 'two'), undefined, 'never two at once')
      await one.done(first, '')
      assert.ok(await two.claim(['build'], 'two'))
    },
  )

  story(
    'exports to different files are different jobs, and a worker takes only the kinds it does',
    async ({ one, two }) => {
      for (const file of ['a.zip', 'b.zip']) assert.equal(await one.add(bundle(file)), true)
      assert.equal(await one.add(bundle('a.zip')), false)
      assert.equal(await two.claim(['build', 'pictures'], 'two'), undefined)
      const taken = [await one.claim(['export'], 'one'), await two.claim(['export'], 'two')]
      assert.deepEqual(taken.map(job => job?.args.at(-1)).sort(), ['a.zip', 'b.zip'])
    },
  )

  story('a job that is to begin later waits until then', async ({ one }) => {
    await one.add(build, 1500)
    assert.equal(await one.claim(JOB_KINDS, 'one'), undefined)
    assert.equal((await one.list())[0]?.state, 'waiting')
    await wait(2000)
    assert.ok(await one.claim(JOB_KINDS, 'one'))
  })

  story(
    'what fails is tried again later, and says why meanwhile; its keeper may have it tried at once',
    async ({ one }) => {
      await one.add(build)
      const first = await one.claim(JOB_KINDS, 'one')
      await one.failed(first!, 'the disk is full')
      const [job] = await one.list()
      assert.equal(job?.state, 'waiting')
      assert.equal(job.said, 'the disk is full')
      const again = await claimed(one)
      assert.equal(again.tries, 1)
      await one.failed(again, 'still full')
      const third = await claimed(one)
      await one.failed(third, 'and still')
      assert.deepEqual(
        (await one.list()).map(({ state, said }) => [state, said]),
        [['failed', 'and still']],
      )
      assert.equal(await one.retry(third.id), true)
      assert.ok(await claimed(one))
    },
  )

  story('how far a job is, and who does it, can be seen by others', async ({ one, two }) => {
    await one.add(build)
    const job = await one.claim(JOB_KINDS, 'li@here')
    const progress = { label: 'Building', done: 7, total: 12, unit: 'pages' }
    assert.equal(await one.beat(job!, progress), true)
    const [seen] = await two.list()
    assert.equal(seen?.worker, 'li@here')
    assert.deepEqual(seen.progress, progress)
  })

  story(
    'who dies with a job in hand is stood in for, and who comes back too late is told',
    async ({ one, two }) => {
      await one.add(build)
      const mine = await one.claim(JOB_KINDS, 'one')
      // `one` is not heard of again.
      const theirs = await claimed(two, 40)
      assert.equal(theirs.id, mine!.id)
      assert.equal(await one.beat(mine!), false)
      await one.done(mine!, 'too late')
      assert.equal((await two.list())[0]?.state, 'running')
      assert.equal(await two.beat(theirs), true)
    },
  )

  story('a job that is called off is not begun, and whoever has it is told', async ({ one, two }) => {
    await one.add(build)
    const mine = await one.claim(JOB_KINDS, 'one')
    assert.equal(await two.cancel(mine!.id), true)
    assert.equal(await one.beat(mine!), false)
    await one.add(bundle('a.zip'))
    const waiting = (await two.list()).find(({ state }) => state === 'waiting')
    assert.equal(await two.cancel(waiting!.id), true)
    assert.equal(await two.claim(JOB_KINDS, 'two'), undefined)
    assert.equal(await two.cancel('00000000-0000-4000-8000-000000000000'), false)
  })
}

/** The next job, waited for. */
async function claimed(jobs: Jobs, seconds = 20): Promise<ClaimedJob> {
  for (let n = 0; n < seconds * 5; n++) {
    const job = await jobs.claim(JOB_KINDS, 'somebody')
    if (job) return job
    await wait(200)
  }
  throw new Error('no job came')
}
