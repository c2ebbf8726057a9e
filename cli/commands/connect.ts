// panda connect github | aws
import type { Command } from 'commander'
import { type Cli, defined } from '../program.ts'
import { connectAws } from './connect-aws.ts'
import { connectGithub } from './connect-github.ts'

export const connect = (parent: Command, cli: Cli) => {
  const group = defined(parent, cli, 'connect', {
    about: 'connect.about',
    group: true,
    examples: ['panda connect github panda/hello', 'panda connect aws --region ap-northeast-2'],
  }).helpCommand(false)
  connectGithub(group, cli)
  connectAws(group, cli)
}
