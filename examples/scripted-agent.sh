#!/bin/sh
# An agent without a model, to see how the runner works with one:
#
#   platform agent run --workspace Engineering -- examples/scripted-agent.sh
#
# It reads the issue as a prompt from standard input, does what its description asks for in one of
# a few words, and says in the result file what came of it.
set -eu

prompt=$(cat)
echo "working on $PLATFORM_ISSUE, attempt $PLATFORM_ATTEMPT"

outcome=done
case $prompt in
  *"please fail"*) outcome=failed ;;
  *"please ask"*) outcome=blocked ;;
  *"please review"*) outcome=in-review ;;
esac

words=$(printf '%s\n' "$prompt" | wc -w)
cat >"$PLATFORM_RESULT_FILE" <<JSON
{
  "outcome": "$outcome",
  "summary": "Read $((words)) words about $PLATFORM_ISSUE: $outcome.",
  "usage": {"input_tokens": $((words)), "output_tokens": 9, "cost_micro_usd": 0, "model": "none"}
}
JSON
echo "finished with $outcome"
