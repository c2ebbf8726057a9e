import type { Grant } from '../../client/types.ts'
import { usePanda } from '../api.ts'
import { Removal } from '../parts/removal.tsx'
import { Ago } from '../parts/time.tsx'
import { useWords } from '../words.ts'

type GrantRowsProps = { grants: readonly Grant[]; onRemoved(): void }

export const GrantRows = ({ grants, onRemoved }: GrantRowsProps) => {
  const { access: words } = useWords()
  return (
    <div class="card listing">
      <table>
        <thead>
          <tr>
            {[words.who, words.role, words.where, words.given].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">{words.remove}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {grants.map(one => (
            <GrantRow key={one.id} grant={one} onRemoved={onRemoved} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const GrantRow = ({ grant, onRemoved }: { grant: Grant; onRemoved(): void }) => {
  const { access: words } = useWords()
  const { panda } = usePanda()
  const { id, subject, role, owner, repo, environment, createdBy, createdAt } = grant
  const where = words.place(`${owner}/${repo}`, environment)
  const name = `${subject}, ${words.roles[role]}, ${where}`
  return (
    <tr>
      <td class="strong">{subject}</td>
      <td>{words.roles[role]}</td>
      <td>{where}</td>
      <td class="muted">
        {createdBy} <Ago at={createdAt} />
      </td>
      <td class="listing-end">
        <Removal
          {...{ name, label: words.remove, title: words.removeTitle(subject), text: words.removeText(name) }}
          done={words.removed(subject)}
          remove={async () => {
            await panda.removeGrant(id)
            onRemoved()
          }}
        />
      </td>
    </tr>
  )
}
