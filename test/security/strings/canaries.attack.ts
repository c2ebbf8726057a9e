// A whole `npm start` with secrets that are known: what it says, keeps, sends and starts is searched for them.
import type { Attack, Found, Wish } from '../attack.ts'
import { journey } from './canary-journey.ts'
import { hashedHits } from './hashed-secrets.ts'
import { formsOf, hits } from './secret-forms.ts'

const run = async (wish: Wish): Promise<Found> => {
  const { canaries, places, region, figures, violations } = await journey(wish)
  wish.say('searching', 0.9)
  const rest = places.filter(place => !region.includes(place))
  const forms = canaries.reduce((sum, { secret }) => sum + formsOf(secret).length, 0)
  const found = [...violations, ...hits(canaries, places), ...hashedHits(rest, region)]
  const bytes = places.reduce((sum, { text }) => sum + text.length, 0)
  return {
    tried: forms * places.length,
    violations: found,
    figures: { ...figures, canaries: canaries.length, places: places.length, 'kB searched': Math.round(bytes / 1000) },
  }
}

export default {
  name: 'canaries',
  about: 'known secrets through a real npm start: logs, answers, events, files, images, processes',
  run,
} satisfies Attack
