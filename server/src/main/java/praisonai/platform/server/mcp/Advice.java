package praisonai.platform.server.mcp;

import praisonai.platform.json.Json;
import praisonai.platform.problem.Problem;
import praisonai.platform.server.http.Refusal;

/** Tells a model what went wrong, and what to do next: it can't look anything up. */
final class Advice {
    private Advice() {}

    static String of(Refusal refusal) {
        return refusal.getMessage() + ". Correct the arguments and call again.";
    }

    static String of(Problem problem) {
        return problem.detail()
                + switch (problem) {
                    case Problem.NotFound _ ->
                            " Find the right key or id with list_issues or search_issues.";
                    case Problem.Invalid _ -> " Correct the arguments and call again.";
                    case Problem.Forbidden _ ->
                            " Calling again will not help: ask a person, with comment.";
                    case Problem.Unauthenticated _ -> " Ask a person for a new API key.";
                    case Problem.Conflict _ ->
                            " Nothing was changed. Look at the issue with get_issue before trying"
                                    + " anything else.";
                    case Problem.Stale _ -> " Read it again with get_issue.";
                    case Problem.LeaseLost _ ->
                            " Somebody else may be at it: discard what is not saved and call"
                                    + " next_work.";
                    case Problem.NotReady _ -> " See with ready what you can claim.";
                    case Problem.BudgetExhausted p ->
                            " Stop, or call next_work again after "
                                    + Json.instant(p.resetsAt())
                                    + ".";
                    case Problem.InProgress p ->
                            " Call again in " + p.retryAfter().toSeconds() + " seconds.";
                    case Problem.TooMany p ->
                            " Call again in " + p.retryAfter().toSeconds() + " seconds.";
                    case Problem.Unavailable _ -> " Call again in a few seconds.";
                };
    }
}
