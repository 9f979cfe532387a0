package praisonai.platform.user;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to sign in. */
public record Credentials(
        @Doc(value = "Email address.", example = "ada@example.org") String email,
        @Doc(value = "Password.", example = "correct horse battery staple") String password) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when one is missing or far too long
     */
    public Credentials {
        Check check = new Check();
        email = check.text("email", email, 254).strip().toLowerCase(java.util.Locale.ROOT);
        Passwords.checkGiven(check, "password", password);
        check.done();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Credentials[" + email + "]";
    }
}
