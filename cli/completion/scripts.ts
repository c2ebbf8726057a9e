// What each shell is told once: ask `panda complete -- WORDS` and show what it prints, a value and what it is, a tab between.

export const shells = ['bash', 'zsh', 'fish'] as const
export type ShellName = (typeof shells)[number]

const bash = `# panda completion for bash: eval "$(panda completion bash)" in ~/.bashrc
_panda() {
  local IFS=$'\\n' line current
  # "@" and ":" split words in bash, and belong to names here: the words are taken from the line.
  local typed="\${COMP_LINE:0:COMP_POINT}"
  local -a words
  IFS=' ' read -ra words <<< "$typed"
  [[ "$typed" == *' ' ]] && words+=('')
  current="\${words[\${#words[@]}-1]}"
  # What readline takes for the current word may be only the end of it.
  local before="\${current%"\${COMP_WORDS[COMP_CWORD]}"}"
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    [[ "$line" == "$current"* ]] && COMPREPLY+=("\${line#"$before"}")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _panda panda`

const zsh = `#compdef panda
# panda completion for zsh: eval "$(panda completion zsh)" in ~/.zshrc, after compinit
_panda() {
  local -a found
  local line value about
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    value="\${line%%$'\\t'*}"
    about="\${line#*$'\\t'}"
    [[ "$about" == "$line" ]] && about=""
    found+=("\${value//:/\\\\:}\${about:+:$about}")
  done
  _describe 'panda' found
}
compdef _panda panda`

const fish = `# panda completion for fish: panda completion fish > ~/.config/fish/completions/panda.fish
function __panda_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] complete -- $words[2..-1] 2>/dev/null
end
complete -c panda -f -a '(__panda_complete)'`

export const scripts: Record<ShellName, string> = { bash, zsh, fish }
