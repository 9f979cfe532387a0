package praisonai.platform.apikey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to make an API key of an agent. */
public record NewAgentKey(
        @Doc(value = "What it is called, 1 to 100 characters.", example = "laptop") String name,
        @Doc(
                        value = "What it may be used for: read, write, work, admin.",
                        example = "[\"read\", \"write\", \"work\"]")
                List<KeyScope> scopes,
        @Doc(
                        "The only projects whose issues it opens, 1 to 50; left out, it opens those of"
                                + " all, and those of none.")
                @Nullable List<String> projectIds,
        @Doc("From when on it is worth nothing; left out for never.") @Nullable Instant expiresAt) {
    private static final int PROJECTS_MAX = 50;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewAgentKey {
        Check check = new Check();
        name = check.name("name", name, NewApiKey.NAME_MAX);
        scopes = NewApiKey.scopes(check, scopes);
        if (projectIds != null) {
            projectIds = projects(check, projectIds);
        }
        check.time("expires_at", expiresAt);
        check.done();
    }

    private static List<String> projects(Check check, List<String> ids) {
        List<String> distinct = ids.stream().distinct().toList();
        check.that(
                !distinct.isEmpty() && distinct.size() <= PROJECTS_MAX,
                "project_ids",
                "must list 1 to " + PROJECTS_MAX + " projects");
        for (String id : distinct) {
            check.reference("project_ids", check.required("project_ids", id));
        }
        return distinct;
    }
}
