// What Panda costs, from counted calls and named prices.
import { prices } from '../../core/prices.ts'
import { deploymentItems, type Item } from './deployment.ts'
import { alwaysOn, idleItems } from './idle.ts'

const cost = ({ count, unit }: Item) => count * unit
export const sum = (items: readonly Item[]) => items.reduce((total, item) => total + cost(item), 0)
export const money = (dollars: number) => `$${dollars.toFixed(dollars < 0.1 ? 6 : 2)}`

const table = (title: string, items: Item[]) => {
  const rows = items.map(item => [item.what, String(Math.round(item.count * 100) / 100), money(cost(item))])
  rows.push([`**${title}**`, '', `**${money(sum(items))}**`])
  return ['| what | how many | cost |', '| --- | ---: | ---: |', ...rows.map(row => `| ${row.join(' | ')} |`)].join(
    '\n',
  )
}

export const costs = async (): Promise<string> => {
  const [deployment, idle] = [await deploymentItems(), idleItems()]
  const part = Math.round((sum(idle) / alwaysOn) * 1000) / 10
  return [
    table('one deployment, without the build', deployment),
    `A minute of building: ${money(prices.buildMinute)}.`,
    table('a month in which nothing happens', idle),
    `Two t3.small and a load balancer, always on: ${money(alwaysOn)} a month. Idle Panda is ${part} % of that.`,
  ].join('\n\n')
}
