/** Ends a build; `buildImage` turns it into its failure value, with the line of the instruction at hand. */
export class Refused extends Error {
  override name = 'Refused'
}

/** What a container engine could do, and this one cannot. */
export const needsEngine = (what: string) =>
  new Refused(`${what}. The process engine of this machine cannot; a container engine (docker or podman) would`)
