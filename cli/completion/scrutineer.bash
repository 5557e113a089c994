# SPDX-License-Identifier: Apache-2.0
# Bash completion for scrutineer and scrutineer-verify. The commands and options are those that the programs themselves
# print, so that there is one list of them.

_scrutineer_commands() { scrutineer --help 2>/dev/null | sed -n 's/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p'; }

_scrutineer_options() { # PROGRAM WORDS...
  "$@" --help 2>/dev/null | sed -n 's/^ *\(-., \)\?\(--[a-z-]\+\).*/\2/p'
}

# The argument that an option takes, as the help calls it: FILE, DIR, N; nothing for a flag.
_scrutineer_argument() { # OPTION PROGRAM WORDS...
  local option=$1
  shift
  "$@" --help 2>/dev/null | sed -n "s/^ *\(-., \)\?$option \([A-Z=]\+\)  .*/\2/p; s/^ *\(${option}\), --[a-z-]\+ \([A-Z=]\+\)  .*/\2/p"
}

_scrutineer_trustees() {
  local folder=. i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in -e | --election) folder=${COMP_WORDS[i + 1]} ;; esac
  done
  {
    grep -oE '"(members|mandatory)":\["[^]]*\]' "$folder/public/definition.json" | sed 's/^[^[]*//' | tr -d '["]' | tr ',' '\n'
    find "$folder/trustees" -mindepth 1 -maxdepth 1 -type d -printf '%f\n'
  } 2>/dev/null | sort -u
}

_scrutineer() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=("${COMP_WORDS[0]}")
  COMPREPLY=()
  if [[ ${COMP_WORDS[0]##*/} != scrutineer-verify ]]; then
    if ((COMP_CWORD == 1)); then
      mapfile -t COMPREPLY < <(compgen -W "$(_scrutineer_commands | cut -d' ' -f1 | sort -u) --help --version" -- "$current")
      return
    fi
    local noun=${COMP_WORDS[1]} verbs
    command+=("$noun")
    verbs=$(_scrutineer_commands | sed -n "s/^$noun //p")
    if [[ -n $verbs ]]; then
      if ((COMP_CWORD == 2)); then
        mapfile -t COMPREPLY < <(compgen -W "$verbs --help" -- "$current")
        return
      fi
      command+=("${COMP_WORDS[2]}")
    fi
  fi
  if [[ $previous == -* ]]; then
    case $(_scrutineer_argument "$previous" "${command[@]}") in
      FILE) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
      DIR) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
      ?*) return ;;
    esac
  fi
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_scrutineer_options "${command[@]}")" -- "$current")
    return
  fi
  case "${command[*]:1}" in
    "trustee assemble" | "trustee restart") ;;
    trustee* | "tally decrypt") mapfile -t COMPREPLY < <(compgen -W "$(_scrutineer_trustees)" -- "$current") ;;
    *) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
  esac
}

complete -F _scrutineer scrutineer scrutineer-verify
