import type { FiguresReport } from '../../core/metrics-report.ts'
import { Card } from '../parts/card.tsx'
import { usePreferences } from '../reader.ts'
import { Link } from '../router.tsx'
import { useWords } from '../words.ts'
import { type Asked, addressOf, serviceOf } from './asked.ts'
import { Table } from './table.tsx'
import { countText, shareText, timeText } from './texts.ts'

/** Each leads to its own figures. */
export const ServicesTable = ({ services, asked }: Pick<FiguresReport, 'services'> & { asked: Asked }) => {
  const words = useWords()
  const { figures } = words
  const { locale } = usePreferences()
  const time = ({ p50 }: { p50: number | null }) => (p50 === null ? '–' : timeText(p50, words))
  const share = ({ value }: { value: number | null }) => (value === null ? '–' : shareText(value, locale))
  return (
    <Card title={figures.services}>
      <Table
        label={figures.tableOf(figures.services)}
        head={[
          ...[figures.service, figures.environment, figures.frequency, figures.leadTime],
          ...[figures.failures, figures.restore, figures.success],
        ]}
        rows={services.map(one => ({
          key: serviceOf(one),
          cells: [
            <Link key="name" to={addressOf({ ...asked, service: serviceOf(one) })}>
              {one.owner}/{one.repo}
            </Link>,
            one.environment,
            countText(one.figures.deploymentsPerWeek.value ?? 0, locale),
            time(one.figures.leadTimeSeconds),
            share(one.figures.changeFailureRate),
            time(one.figures.timeToRestoreSeconds),
            share(one.figures.successRate),
          ],
        }))}
      />
    </Card>
  )
}
