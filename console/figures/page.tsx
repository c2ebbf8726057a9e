// How often, how fast and how well: the figures against their targets, and how they came to be.
import type { FiguresReport } from '../../core/metrics-report.ts'
import { usePanda } from '../api.ts'
import { dateText } from '../format.ts'
import { Page } from '../frame.tsx'
import { Loaded, useLoad } from '../load.tsx'
import { Empty } from '../parts/empty.tsx'
import { Select } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { usePreferences } from '../reader.ts'
import { replace, useRoute } from '../router.tsx'
import { useWords } from '../words.ts'
import { type Asked, addressOf, askedIn, daysToChoose, filterOf, serviceOf } from './asked.ts'
import { LeadChart } from './lead-chart.tsx'
import { ServicesTable } from './services-table.tsx'
import { StagesChart } from './stages-chart.tsx'
import { Stats } from './stats.tsx'
import { WeeksChart } from './weeks-chart.tsx'

export const FiguresPage = () => {
  const { figures: words } = useWords()
  const { panda } = usePanda()
  const asked = askedIn(useRoute().query)
  const report = useLoad(() => panda.metrics(filterOf(asked)), [panda, asked.days, asked.service])
  const known = useLoad(() => panda.services(), [panda])
  const names = [...(known.data ?? []), ...(report.data?.services ?? [])].map(serviceOf)
  const services = [...new Set([...names, asked.service])].filter(name => name !== '').sort()
  const show = (changes: Partial<Asked>) => replace(addressOf({ ...asked, ...changes }))
  return (
    <Page title={words.title} lead={words.lead}>
      <search class="figures-bar" aria-label={words.filters}>
        <Select
          label={words.days}
          value={String(asked.days)}
          onValue={days => show({ days: Number(days) })}
          options={daysToChoose.map(days => ({ value: String(days), text: words.lastDays(days) }))}
        />
        <Select
          label={words.service}
          value={asked.service}
          onValue={service => show({ service })}
          options={[{ value: '', text: words.allServices }, ...services.map(value => ({ value, text: value }))]}
        />
      </search>
      <Loaded of={report} rows={8}>
        {data => <Report report={data} asked={asked} />}
      </Loaded>
    </Page>
  )
}

const Report = ({ report, asked }: { report: FiguresReport; asked: Asked }) => {
  const { figures: words } = useWords()
  const { locale } = usePreferences()
  const { all, cut, read, from, to, weeks, leadTimes, services } = report
  if (read === 0) return <Empty title={words.noneTitle} text={words.noneText} />
  return (
    <div class="figures">
      {cut && <Notice kind="ask">{words.cut(read, dateText(from, locale))}</Notice>}
      <p class="muted" role="status">
        {words.counted(read, all.deployments.rollbacks)}
      </p>
      <Stats of={all} />
      <div class="figures-charts">
        <WeeksChart weeks={weeks} />
        <StagesChart stages={all.stages} />
        <LeadChart {...{ leadTimes, from, to }} usual={all.leadTimeSeconds.p50} />
      </div>
      <ServicesTable services={services} asked={asked} />
    </div>
  )
}
