// Blue and green side by side: what each is, how it answers, and how much of the traffic it has.
import type { Evidence, Share } from '../../client/types.ts'
import { imageName, percentText } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Ago } from '../parts/time.tsx'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import { HistoryCharts } from './charts.tsx'
import { Colour } from './colour-card.tsx'
import type { NowProps } from './now.tsx'
import { blueOf } from './service.ts'
import { isOver } from './story.ts'
import { verdictText } from './verdict.ts'

export const Colours = ({ followed, state, service }: NowProps) => {
  const { deployment: words } = useWords()
  const { story, figures } = followed
  const evidence = figures?.evidence ?? state.evidence
  const share = shareOf(followed, state)
  const blue = blueOf(service, state)
  const checks = checksOf(followed)
  const scale = Math.max(1, evidence?.blue?.p95Ms ?? 0, evidence?.green?.p95Ms ?? 0)
  const measuredAt = figures?.measuredAt ?? state.measuredAt
  const hasBlue = state.blueUrl !== null
  return (
    <Card
      title={words.colours}
      class="colours"
      aside={
        measuredAt &&
        !isOver(story) && (
          <span class="muted">
            {words.measured} <Ago at={measuredAt} />
          </span>
        )
      }
    >
      <ShareBar share={share} />
      <div class="colour-pair">
        <Colour
          name="blue"
          url={state.blueUrl}
          digest={blue?.imageDigest}
          commit={blue && imageName(blue)}
          figures={evidence?.blue}
          checks={checks.blue}
          scale={scale}
          over={isOver(story)}
          absent={hasBlue ? undefined : words.noBlue}
        />
        <Colour
          name="green"
          url={state.greenUrl}
          digest={state.imageDigest ?? story.digest}
          commit={imageName({ ...state, commitHash: story.commit?.hash ?? state.commitHash })}
          figures={evidence?.green}
          checks={checks.green}
          scale={scale}
          over={isOver(story)}
          absent={story.greenStarted || state.greenUrl ? undefined : words.noGreen}
        />
      </div>
      {/* Whoever has failed is not praised for its figures. */}
      {story.status !== 'FAILED' && <Verdict evidence={evidence} hasBlue={hasBlue} />}
      {/* Their place is kept from the beginning, so that nothing jumps when there are figures. */}
      {(figures || (hasBlue && !isOver(story))) && <HistoryCharts history={figures?.history ?? []} />}
    </Card>
  )
}

const ShareBar = ({ share }: { share: Share }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const [blue, green] = [percentText(share.blue, locale), percentText(share.green, locale)]
  return (
    <div class="share">
      <div class="share-text">
        <span>
          {words.blue} <strong class="figure">{blue}</strong>
        </span>
        <span class="muted">{words.share}</span>
        <span>
          {words.green} <strong class="figure">{green}</strong>
        </span>
      </div>
      <div class="share-bar" role="img" aria-label={`${words.share}: ${words.shareText(blue, green)}`}>
        <span class="share-blue" style={{ flexGrow: share.blue }} />
        <span class="share-green" style={{ flexGrow: share.green }} />
      </div>
    </div>
  )
}

const Verdict = ({ evidence, hasBlue }: { evidence: Evidence | null; hasBlue: boolean }) => {
  const words = useWords()
  const { locale } = usePreferences()
  if (!evidence)
    return <p class="verdict info">{hasBlue ? words.deployment.verdictLater : words.deployment.verdictNone}</p>
  const { title, why, tone } = verdictText(evidence, words, locale)
  return (
    <p class={`verdict ${tone}`}>
      <strong>{title}.</strong> <span class="figure">{why}</span>
    </p>
  )
}

/** As measured; else by what the events say: it moves as a whole. */
const shareOf = ({ story, figures }: NowProps['followed'], state: NowProps['state']): Share => {
  if (state.takenBack) return { blue: 1, green: 0 }
  const measured = isOver(story) ? null : (figures?.share ?? state.share)
  if (measured) return measured
  if (story.rolledBack || story.finalService === 'blue') return { blue: 1, green: 0 }
  if (story.switchedAt && story.status !== 'FAILED') return { blue: 0, green: 1 }
  return state.blueUrl === null ? { blue: 0, green: 0 } : { blue: 1, green: 0 }
}

/** What is pushed knows both colours; before there is any, the five before the switch are green's. */
const checksOf = ({ story, figures }: NowProps['followed']) => {
  const of = (color: 'blue' | 'green') => figures?.checks.filter(check => check.color === color) ?? []
  const green = of('green')
  return { blue: of('blue'), green: green.length > 0 ? green : story.checks }
}
