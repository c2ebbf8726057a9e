// Which names of owners, repositories and branches are let in. They end up in URLs, in git's arguments and in the names of
// AWS resources, so this is an allowlist: GitHub's own rules, and for branches a narrower set than git's
// (`git check-ref-format` accepts `main;id` and `$(id)`).

/** 1 to 39 letters and digits with single hyphens between them. */
export const ownerPattern = /^(?=.{1,39}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/

/** 1 to 100 of letters, digits, `.`, `_`, `-`; neither `.` nor `..`, and without the `.git` that clone URLs add. */
export const repoPattern = /^(?!\.{1,2}$)(?!.*\.[Gg][Ii][Tt]$)[A-Za-z0-9._-]{1,100}$/

/** 1 to 244 characters in parts separated by single slashes; a part neither begins nor ends with `.`, nor ends with `.lock`. */
export const branchPattern =
  /^(?=.{1,244}$)(?!-)(?!@$)(?!HEAD$)(?!.*\.\.)(?!.*\.lock(?:\/|$))(?!.*\.(?:\/|$))[A-Za-z0-9_+#@-][A-Za-z0-9._+#@-]*(?:\/[A-Za-z0-9_+#@-][A-Za-z0-9._+#@-]*)*$/

export const isOwner = (name: string) => ownerPattern.test(name)
export const isRepo = (name: string) => repoPattern.test(name)
export const isBranch = (name: string) => branchPattern.test(name)
