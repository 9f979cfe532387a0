package praisonai.platform.apikey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.access.KeyScope;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to make an API key of one's own. */
public record NewApiKey(
        @Doc(value = "What it is called, 1 to 100 characters.", example = "laptop") String name,
        @Doc(
                        value = "What it may be used for: read, write, work, admin.",
                        example = "[\"read\", \"write\"]")
                List<KeyScope> scopes,
        @Doc("From when on it is worth nothing; left out for never.") @Nullable Instant expiresAt) {
    static final int NAME_MAX = 100;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewApiKey {
        Check check = new Check();
        name = check.name("name", name, NAME_MAX);
        scopes = scopes(check, scopes);
        check.time("expires_at", expiresAt);
        check.done();
    }

    static List<KeyScope> scopes(Check check, @Nullable List<KeyScope> scopes) {
        List<KeyScope> given = check.required("scopes", scopes);
        check.that(
                !given.isEmpty() && given.stream().noneMatch(scope -> scope == null),
                "scopes",
                "must list one or more of read, write, work and admin");
        check.done();
        return given.stream().distinct().sorted().toList();
    }
}
