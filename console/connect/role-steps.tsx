import type { ExternalId } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { Loaded, useLoad } from '../load.tsx'
import { Copy } from '../parts/copy.tsx'
import { Field } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { useWords } from '../words.ts'
import { commandOf, createStack, parametersOf, quickCreate } from './role.ts'

type RoleStepsProps = {
  region: string
  isLocal: boolean
  value: string
  fault: string | undefined
  onValue(roleArn: string): void
}

export const RoleSteps = ({ region, isLocal, value, fault, onValue }: RoleStepsProps) => {
  const { connect: words } = useWords()
  const { panda } = usePanda()
  const asked = useLoad(() => panda.externalId(), [panda])
  return (
    <>
      {isLocal && <Notice kind="info">{words.localRole}</Notice>}
      <ol class="role-steps">
        <li>
          <h3>{words.roleStep1}</h3>
          <p>{words.roleStep1Text}</p>
          <Loaded of={asked} rows={2}>
            {asked => <MakeRole asked={asked} region={region.trim()} />}
          </Loaded>
        </li>
        <li>
          <h3>{words.roleStep2}</h3>
          <Field
            label={words.roleArn}
            name="roleArn"
            placeholder="arn:aws:iam::123456789012:role/PandaDeployRole"
            autocomplete="off"
            required
            hint={words.roleArnHint}
            fault={fault}
            value={value}
            onValue={onValue}
          />
        </li>
      </ol>
    </>
  )
}

const MakeRole = ({ asked, region }: { asked: ExternalId; region: string }) => {
  const { connect: words } = useWords()
  const { templateUrl } = asked
  const filled = quickCreate(asked, region)
  const command = commandOf(asked, region)
  return (
    <>
      {templateUrl === null ? (
        <p>{words.noTemplate}</p>
      ) : (
        <p class="role-links">
          <OutsideLink href={filled ?? createStack(region)}>
            {filled ? words.quickCreate : words.createStack}
          </OutsideLink>
          <OutsideLink href={templateUrl}>{words.template}</OutsideLink>
        </p>
      )}
      {templateUrl !== null && filled === undefined && <p class="muted small">{words.uploadText}</p>}
      <Parameters asked={asked} all={filled === undefined && templateUrl !== null} />
      <p class="muted small">{words.externalIdWhy}</p>
      {command !== undefined && (
        <details class="more">
          <summary>{words.terminal}</summary>
          <div class="with-copy">
            <pre class="command">
              <code>{command}</code>
            </pre>
            <Copy text={command} what={words.command} />
          </div>
          <p class="muted small">{words.furtherRegion}</p>
        </details>
      )}
    </>
  )
}

/** The external id always, the others where they have to be typed. */
const Parameters = ({ asked, all }: { asked: ExternalId; all: boolean }) => {
  const { connect: words } = useWords()
  const shown = all ? parametersOf(asked) : [{ name: 'ExternalId', value: asked.externalId }]
  return (
    <dl class="parameters">
      {shown.map(({ name, value }) => (
        <div key={name}>
          <dt>{name === 'ExternalId' ? words.externalId : name}</dt>
          <dd class="with-copy">
            <code>{value}</code>
            <Copy text={value} what={name} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
