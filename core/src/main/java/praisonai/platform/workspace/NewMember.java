package praisonai.platform.workspace;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Whom to add to a workspace: by email or by user id, one of the two. */
public record NewMember(
        @Doc(value = "Email of an account.", example = "grace@example.org") @Nullable String email,
        @Doc("Id of an account.") @Nullable String userId,
        @Doc(
                        value =
                                "Role; member where left out. Only an owner gives another than member.",
                        example = "member")
                @Nullable Role role) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewMember {
        Check check = new Check();
        email = email == null ? null : check.email("email", email);
        check.reference("user_id", userId);
        check.that(
                (email == null) != (userId == null),
                "email",
                "or user_id must be given, one of the two");
        role = role == null ? Role.MEMBER : role;
        check.done();
    }
}
