package praisonai.platform.user;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to register. */
public record NewAccount(
        @Doc(value = "Email address; compared without regard to case.", example = "ada@example.org")
                String email,
        @Doc(
                        value = "8 to 1,024 characters; every one counts.",
                        example = "correct horse battery staple")
                String password,
        @Doc(
                        value =
                                "Username, 1 to 64 characters. Left out: the part of the email before"
                                        + " the @, made unique.",
                        example = "ada")
                @Nullable String name,
        @Doc(
                        "The token of an invitation to a workspace, which is accepted with the"
                                + " registration. Needed where registration is by invitation only.")
                @Nullable String invitation) {
    static final int NAME_MAX = 64;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewAccount {
        Check check = new Check();
        email = check.email("email", email);
        Passwords.check(check, "password", password);
        name = name == null ? null : check.name("name", name, NAME_MAX);
        check.optionalText("invitation", invitation, 200);
        check.done();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "NewAccount[" + email + "]";
    }
}
