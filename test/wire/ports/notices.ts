import { strictEqual as same } from 'node:assert'
import { CreateScheduleGroupCommand, DeleteScheduleGroupCommand } from '@aws-sdk/client-scheduler'
import { DeleteTopicCommand } from '@aws-sdk/client-sns'
import { laterNotices as laterOver } from '../../../aws/later-notices.ts'
import { mail as mailOver } from '../../../aws/mail.ts'
import { changes as changesOver, notices as noticesOver } from '../../../aws/notices.ts'
import { schedules as schedulesOver } from '../../../aws/schedules.ts'
import { madeRole } from '../role.ts'
import type { Suite } from '../suite.ts'
import { madeBus } from './event-rules.ts'

/** Nobody listens on a bus of its own. */
const call = { tenant: 'wire', id: 'nd_000000000000000000000000', occurredAt: '2026-11-20T10:00:00.000Z', attempt: 1 }

export const notices: Suite = {
  port: 'notices',
  operations: ['send'],
  async run(on, check, later) {
    const port = noticesOver(on.clients, await madeBus(on, later))
    await check('send', () => port.send(call))
  },
}

export const changes: Suite = {
  port: 'changes',
  operations: ['tell'],
  async run(on, check, later) {
    const port = changesOver(on.clients, await madeBus(on, later))
    await check('tell', () => port.tell({ tenant: 'wire', owner: 'panda', repo: 'hello', environment: 'dev' }))
  },
}

export const laterNotices: Suite = {
  port: 'laterNotices',
  operations: ['send'],
  async run(on, check, later) {
    const scheduler = on.clients.platform.scheduler()
    const group = on.name()
    await scheduler.send(new CreateScheduleGroupCommand({ Name: group }))
    // With what is scheduled in it.
    later(`schedule group ${group}`, () => scheduler.send(new DeleteScheduleGroupCommand({ Name: group })))
    const busArn = await madeBus(on, later)
    const roleArn = await madeRole(on, 'scheduler.amazonaws.com', later)
    const port = laterOver(on.clients, { busArn, roleArn, group })
    await check('send', async () => {
      await port.send(call, 3_600)
      await port.send(call, 3_600)
    })
  },
}

export const schedules: Suite = {
  port: 'schedules',
  operations: ['set', 'remove'],
  async run(on, check, later) {
    const scheduler = on.clients.platform.scheduler()
    const group = on.name()
    await scheduler.send(new CreateScheduleGroupCommand({ Name: group }))
    later(`schedule group ${group}`, () => scheduler.send(new DeleteScheduleGroupCommand({ Name: group })))
    const busArn = await madeBus(on, later)
    const roleArn = await madeRole(on, 'scheduler.amazonaws.com', later)
    const port = schedulesOver(on.clients, { busArn, roleArn, group })
    const of = { tenant: 'wire', owner: 'panda', repo: 'hello', environment: 'dev' }
    await check('set', async () => {
      const daily = {
        when: '0 9 * * mon-fri',
        expression: 'cron(0 9 ? * MON,TUE,WED,THU,FRI *)',
        timeZone: 'Asia/Seoul',
      }
      await port.set(of, daily)
      await port.set(of, { when: 'rate(1 day)', expression: 'rate(1 day)', timeZone: 'UTC' })
    })
    await check('remove', async () => {
      await port.remove(of)
      await port.remove(of)
    })
  },
}

/** An address that no mail can reach. */
const address = 'nobody@example.com'

export const mail: Suite = {
  port: 'mail',
  operations: ['subscribe', 'send'],
  async run(on, check, later) {
    const port = mailOver(on.clients, on.name())
    const TopicArn = await port.subscribe('wire', address)
    later(`topic ${TopicArn}`, () => on.clients.platform.sns().send(new DeleteTopicCommand({ TopicArn })))
    await check('subscribe', async () => same(await port.subscribe('wire', address), TopicArn))
    await check('send', () => port.send(TopicArn, address, { subject: 'A check', text: 'Nobody reads this' }))
  },
}
