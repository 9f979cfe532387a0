package praisonai.platform.user;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to the own account. */
public record AccountPatch(
        @Doc(value = "New username.", example = "ada.l") Change<String> name,
        @Doc("New password; needs current_password, and ends every sign-in of the account.")
                Change<String> password,
        @Doc("The password so far; only needed to set a new one.")
                @Nullable String currentPassword) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public AccountPatch {
        Check check = new Check();
        name = check.notCleared("name", name);
        name.ifValue(value -> check.name("name", value, NewAccount.NAME_MAX));
        password = check.notCleared("password", password);
        password.ifValue(value -> Passwords.check(check, "password", value));
        check.anyOf(name, password);
        check.that(
                !password.present() || currentPassword != null,
                "current_password",
                "is required to set a new password");
        check.optionalText("current_password", currentPassword, Passwords.MAX);
        check.done();
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "AccountPatch[name=" + name + "]";
    }
}
