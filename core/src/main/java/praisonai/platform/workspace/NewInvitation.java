package praisonai.platform.workspace;

import org.jspecify.annotations.Nullable;
import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Whom to invite. */
public record NewInvitation(
        @Doc(value = "Email address that has no account yet.", example = "grace@example.org")
                String email,
        @Doc(
                        value = "Role to give; member where left out. Only an owner gives another.",
                        example = "member")
                @Nullable Role role) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewInvitation {
        Check check = new Check();
        email = check.email("email", email);
        role = role == null ? Role.MEMBER : role;
        check.done();
    }
}
