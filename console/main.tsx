// The web page. It is two scripts (first.js, console.js), a chunk for each page that few people open (app.tsx), the words of one
// language (words-en.js, words-ko.js; advice-en.js, advice-ko.js once something has failed) and a style sheet, made by bundle.ts.
//
// To build a page (see home/ for the least there is):
// - Its component is in console/{name}/page.tsx, and its words in console/words/{name}.ts: `both({ en: …, ko: … })`, listed in words/table.ts;
//   a word may be a function, `deleted: (name: string) => …`. `const words = useWords()`, then `words.frame.retry`.
// - Its address is an entry of `paths` in router.tsx. `<Link to="/deploy?repo=a">`, `go('/deployments')`, `useRoute()` → { page, id, query }.
// - It begins with `<Page title="…">` (frame.tsx): heading, document title, focus after a change of page.
// - Calls: `const { panda } = usePanda()` (api.ts; the client of client/api.ts in the reader's language, signed in; a 401 shows the
//   sign-in page by itself). `useLoad(() => panda.services(), [panda])` (load.ts) → { data, fault, again }, and
//   `<Loaded of={load}>{data => …}</Loaded>` shows the waiting and the fault. `useAction(async () => …)` → { run, busy, fault } for a button.
//   `faultText(fault, words)` is a fault in words. Live: `liveEvents(panda)` of client/socket.ts, closed when the effect ends.
// - Parts are in parts/: Button, ButtonLink, Field, Select, StatusBadge, Ago, Duration, Dialog, useToast, Empty, Card, Copy, Notice, Skeleton.
// - Style: style/*.css, listed in page.css; colours and measures only from the tokens in style/tokens.css. Values known only while
//   running go through `style={{ … }}` (which the policy allows), never into markup as text.
import { render } from 'preact'
import { App } from './app.tsx'
import { readPreferences } from './preferences.ts'
import { wordsSent } from './words.ts'

// A module: the document is there. Theme and language are set already, by first.ts.
await wordsSent(readPreferences().locale)
render(<App />, document.getElementById('page')!)
