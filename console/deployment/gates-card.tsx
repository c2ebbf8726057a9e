// What has to be so of the image and its commit before anybody is asked to release it: the scan's findings, the checks on GitHub.
import type { Gates, ImageFinding } from '../../client/types.ts'
import { dateText } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icon.tsx'
import { Notice } from '../parts/notice.tsx'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'

export const GatesCard = ({ gates, over }: { gates: Gates; over: boolean }) => {
  const { gates: words } = useWords()
  const { scan, checks, passedAt } = gates
  const blocked = over && passedAt === null
  const [tone, said] = blocked
    ? ['bad', words.stopped]
    : passedAt === null
      ? ['ask', words.open]
      : ['good', words.passed]
  return (
    <Card title={words.title} class="gates" aside={<span class={`badge ${tone}`}>{said}</span>}>
      {scan?.notScanned != null && (
        <Notice kind={scan.blocks ? 'bad' : 'ask'}>{words.notScanned(scan.notScanned)}</Notice>
      )}
      {scan?.notScanned === null && (
        <>
          <p class="strong">{scan.blocking > 0 ? words.blocking(scan.blocking) : words.clean}</p>
          <p class="muted small">
            {words.counts(scan.counts)} {scan.waived > 0 && words.waived(scan.waived)}
          </p>
          <ul class="opinions">
            {/* Those that stop it come first. */}
            {scan.findings.map((one, index) => (
              <Finding key={`${one.id} ${one.package}`} finding={one} blocks={index < scan.blocking} />
            ))}
          </ul>
        </>
      )}
      <ul class="opinions">
        {checks?.map(({ name, state }) => (
          <li key={name} class={`opinion ${state === 'passed' ? 'good' : state === 'failed' ? 'bad' : ''}`}>
            <Icon name={state === 'passed' ? 'good' : state === 'failed' ? 'bad' : 'info'} />
            <p>
              <span class="mono">{name}</span> {words.checks[state]}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const Finding = ({ finding, blocks }: { finding: ImageFinding; blocks: boolean }) => {
  const { gates: words } = useWords()
  const { locale } = usePreferences()
  const { id, severity, package: name, version, fixedVersion, waiver } = finding
  return (
    <li class={`opinion ${blocks ? 'bad' : ''}`}>
      <Icon name={blocks ? 'bad' : waiver ? 'good' : 'info'} />
      <div>
        <p>
          <span class="tag">{severity}</span> <span class="strong mono">{id}</span>{' '}
          <span class="mono">{[name, version].filter(Boolean).join(' ')}</span>{' '}
          <span class="muted small">{fixedVersion && words.fixedIn(fixedVersion)}</span>
        </p>
        {waiver && (
          <p class="opinion-comment small">
            {words.waiver(waiver.by ?? '', dateText(waiver.until, locale))} {waiver.reason}
          </p>
        )}
      </div>
    </li>
  )
}
